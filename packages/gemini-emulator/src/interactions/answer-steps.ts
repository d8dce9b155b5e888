import { functionCallId, thoughtSignature } from '../ids.ts'
import { isObject } from '../json.ts'
import type { Json, JsonObject } from '../json.ts'
import type { CandidateBody } from '../methods/generate-content.ts'
import type { Content, Part } from '../request/generate-request.ts'
import type { Step } from './interaction.ts'

export interface AnswerSteps {
  steps: Step[]
  /** The same as a content, for interactions that continue this one. */
  content: Content
}

/** The answer of a model as steps: a thought before everything else when it thought, server-side tools, then calls or text. */
export function answerSteps(
  candidate: CandidateBody,
  thoughtTokens: number,
  searches: readonly string[],
  seed: string,
): AnswerSteps {
  // Only streams have calls in pieces.
  const parts = withIds((candidate.content?.parts ?? []) as Part[], seed)
  const summary = parts.filter((part) => part.thought === true).map(({ text = '' }) => ({ text, type: 'text' }))
  const signature =
    parts.find((part) => part.thoughtSignature !== undefined)?.thoughtSignature ?? thoughtSignature(seed)
  const thought: Step[] =
    thoughtTokens > 0 ? [{ signature, ...(summary.length > 0 && { summary }), type: 'thought' }] : []
  const spoken = parts.filter((part) => part.thought !== true)
  const text = spoken.map((part) => part.text ?? '').join('')
  return {
    steps: [
      ...thought,
      ...searches.flatMap((query, index) => searchSteps(query, functionCallId(`${seed}:search:${index}`))),
      ...(text === '' ? [] : [{ content: [{ text, type: 'text' }], type: 'model_output' }]),
      ...spoken.flatMap(({ functionCall: call }): Step[] =>
        call ? [{ type: 'function_call', id: call.id ?? '', name: call.name, arguments: call.args ?? {} }] : [],
      ),
    ],
    content: { role: 'model', parts: spoken },
  }
}

/** Every call has an id here, in every generation of models. */
const withIds = (parts: readonly Part[], seed: string): Part[] =>
  parts.map((part, index) =>
    part.functionCall
      ? { ...part, functionCall: { id: functionCallId(`${seed}:${index}`), ...part.functionCall } }
      : part,
  )

function searchSteps(query: string, id: string): Step[] {
  const url = `https://example.com/search?q=${encodeURIComponent(query)}`
  return [
    { type: 'google_search_call', id, arguments: { queries: [query] } },
    { type: 'google_search_result', call_id: id, result: [{ url, title: `About ${query}` }], is_error: false },
  ]
}

/** What a model that may search looks for: the last text of the user. */
export function searchesOf(tools: Json | undefined, prompt: string): string[] {
  const maySearch = Array.isArray(tools) && tools.some((tool) => isObject(tool) && tool['type'] === 'google_search')
  return maySearch && prompt !== '' ? [prompt.slice(0, 120)] : []
}

/** The last text of the user in these steps. */
export const promptOf = (steps: readonly Step[]): string => {
  const last = steps.findLast((step) => step.type === 'user_input')
  const content = last && Array.isArray(last['content']) ? last['content'] : []
  return content
    .filter((one): one is JsonObject => isObject(one))
    .map((one) => (typeof one['text'] === 'string' ? one['text'] : ''))
    .join('')
}
