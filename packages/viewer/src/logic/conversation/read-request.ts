import { isJsonObject, type JsonObject, type JsonValue } from '../../kit/json-value.ts'
import { at, listOf, objectOf, textOf } from '../json-of.ts'
import type { RawMessage } from './message.ts'
import { isMessage, readMessages } from './read-messages.ts'

export interface Request {
  readonly system: readonly RawMessage[]
  readonly messages: readonly RawMessage[]
  /** Descriptions of the tools on offer, by name. */
  readonly tools: ReadonlyMap<string, string | undefined>
}

/** Where each family of APIs keeps what was said. The first key that is there decides. */
const MESSAGE_KEYS = ['contents', 'messages', 'message', 'input', 'prompt'] as const

/** What was sent to a model, or undefined if it has not the shape of any request that we know. */
export function readRequest(inputs: JsonValue | undefined): Request | undefined {
  if (typeof inputs === 'string') return request(readMessages(inputs), {})
  if (Array.isArray(inputs)) {
    // Arguments of a client's method, kept as a list: `[{model, contents}]`.
    if (inputs.length === 1 && !isMessage(inputs[0]) && isJsonObject(inputs[0])) return readRequest(inputs[0])
    return inputs.length > 0 && inputs.every(isMessage) ? request(readMessages(inputs), {}) : undefined
  }
  if (isMessage(inputs)) return request(readMessages(inputs), {})
  if (!isJsonObject(inputs)) return undefined
  const key = MESSAGE_KEYS.find((candidate) => at(inputs, candidate) !== undefined)
  if (key === undefined) return undefined
  const history = key === 'message' ? readMessages(listOf(inputs, 'history')) : []
  return request([...history, ...readMessages(inputs[key])], inputs)
}

function request(messages: readonly RawMessage[], inputs: JsonObject): Request {
  const config = objectOf(inputs, 'config', 'generationConfig')
  const instruction =
    at(config, 'systemInstruction', 'system_instruction') ??
    at(inputs, 'systemInstruction', 'system_instruction', 'system', 'instructions')
  const isSystem = (message: RawMessage) => message.role === 'system'
  return {
    system: [
      ...readMessages(instruction, 'system').map((message) => ({ ...message, role: 'system' })),
      ...messages.filter(isSystem),
    ],
    messages: messages.filter((message) => !isSystem(message)),
    tools: toolsIn([...(listOf(config, 'tools') ?? []), ...(listOf(inputs, 'tools') ?? [])]),
  }
}

/** Gemini's declarations, OpenAI's `{type: 'function', function}` and Anthropic's bare ones. */
function toolsIn(tools: readonly JsonValue[]): Map<string, string | undefined> {
  const declared = tools.flatMap(
    (tool) => listOf(tool, 'functionDeclarations', 'function_declarations') ?? [objectOf(tool, 'function') ?? tool],
  )
  const found = new Map<string, string | undefined>()
  for (const tool of declared) {
    const name = textOf(tool, 'name')
    if (name !== undefined) found.set(name, textOf(tool, 'description'))
  }
  return found
}
