import { isObject } from '../json.ts'
import type { Json, JsonObject } from '../json.ts'
import type { Content, Part } from '../request/generate-request.ts'
import type { Step } from './interaction.ts'

/** `input` in any of its forms (a text, a content, contents, steps) as steps; undefined when it is none of them. */
export function inputSteps(input: Json | undefined): Step[] | undefined {
  if (typeof input === 'string') return [userInput([{ type: 'text', text: input }])]
  const items = Array.isArray(input) ? input : [input]
  if (items.length === 0 || !items.every(isTyped)) return undefined
  // A list holds either contents of one message, or steps.
  return items.some(({ type }) => STEP_TYPES.test(type)) ? items : [userInput(items)]
}

const STEP_TYPES = /^(user_input|model_output|thought|.*_call|.*_result)$/
const userInput = (content: JsonObject[]): Step => ({ type: 'user_input', content })
const isTyped = (item: Json | undefined): item is Step => isObject(item) && typeof item['type'] === 'string'

/** Steps as the contents of a generateContent request. A thought's signature goes to the call that it belongs to. */
export function stepContents(steps: readonly Step[]): Content[] {
  const contents: Content[] = []
  let signature: string | undefined
  for (const step of steps) {
    if (step.type === 'thought' && typeof step['signature'] === 'string') signature = step['signature']
    const parts = stepParts(step)
    if (parts.length === 0) continue
    if (step.type === 'function_call' && signature !== undefined) {
      parts[0]!.thoughtSignature = signature
      signature = undefined
    }
    const role = step.type === 'model_output' || step.type === 'function_call' ? 'model' : 'user'
    const last = contents.at(-1)
    // Calls and results of one turn belong together.
    if (last?.role === role && step.type !== 'user_input') last.parts!.push(...parts)
    else contents.push({ role, parts })
  }
  return contents
}

function stepParts(step: Step): Part[] {
  const { id, name, call_id: callId, result } = step
  switch (step.type) {
    case 'user_input':
    case 'model_output':
      return (Array.isArray(step['content']) ? step['content'] : []).flatMap(contentPart)
    case 'function_call':
      return [{ functionCall: { ...named(id, name), args: isObject(step['arguments']) ? step['arguments'] : {} } }]
    case 'function_result':
      return [
        {
          functionResponse: {
            ...named(callId, name),
            response: isObject(result) ? result : { result: result ?? null },
          },
        },
      ]
    default:
      return []
  }
}

const named = (id: Json | undefined, name: Json | undefined): { id?: string; name: string } => ({
  ...(typeof id === 'string' && { id }),
  name: typeof name === 'string' ? name : '',
})

function contentPart(content: Json): Part[] {
  if (!isObject(content)) return []
  const { type, text, data, uri, mime_type: mime } = content
  if (type === 'text') return typeof text === 'string' && text !== '' ? [{ text }] : []
  const mimeType = typeof mime === 'string' ? mime : `${String(type)}/*`
  if (typeof data === 'string') return [{ inlineData: { mimeType, data } }]
  return typeof uri === 'string' ? [{ fileData: { mimeType, fileUri: uri } }] : []
}
