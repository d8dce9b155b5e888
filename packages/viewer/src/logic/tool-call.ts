import { GEN_AI, textAt, type Span } from '@loupe-ai/model'
import { oneLine } from '../format/one-line.ts'
import { isJsonArray, isJsonObject, writeJson, type JsonValue } from '../kit/json-value.ts'
import { at, jsonOf, jsonOfAttribute, objectOf, textOf } from './json-of.ts'

export interface ToolCall {
  readonly name: string
  readonly callId?: string
  readonly description?: string
  readonly args?: JsonValue
  readonly result?: JsonValue
}

/**
 * What a tool span ran: from the GenAI conventions' attributes, else from inputs and outputs, whether these are the bare
 * arguments and result or Gemini's functionCall and functionResponse around them.
 */
export function toolCallOf(span: Span): ToolCall {
  const inputs = jsonOf(span.inputs)
  const call = objectOf(inputs, 'functionCall', 'function_call') ?? (isFunctionCall(inputs) ? inputs : undefined)
  const args = span.attributes[GEN_AI.toolCallArguments]
  const result = span.attributes[GEN_AI.toolCallResult]
  return {
    name: textAt(span.attributes, GEN_AI.toolName) ?? textOf(call, 'name') ?? toolNameIn(span.name),
    callId: textAt(span.attributes, GEN_AI.toolCallId) ?? textOf(call, 'id'),
    description: textAt(span.attributes, GEN_AI.toolDescription),
    args: args === undefined ? (call === undefined ? inputs : (at(call, 'args') ?? {})) : jsonOfAttribute(args),
    result: result === undefined ? responseIn(jsonOf(span.outputs)) : jsonOfAttribute(result),
  }
}

/** `execute_tool multiply` is how the conventions name the span of the tool `multiply`. */
export const toolNameIn = (spanName: string): string => spanName.replace(/^execute_tool /, '')

const isFunctionCall = (value: JsonValue | undefined): boolean =>
  isJsonObject(value) && typeof value.name === 'string' && isJsonObject(value.args)

function responseIn(outputs: JsonValue | undefined): JsonValue | undefined {
  if (isJsonArray(outputs) && outputs.length === 1 && objectOf(outputs[0], 'functionResponse'))
    return responseIn(outputs[0])
  const response = objectOf(outputs, 'functionResponse', 'function_response')
  if (response !== undefined) return at(response, 'response')
  return isJsonObject(outputs) && typeof outputs.name === 'string' && isJsonObject(outputs.response)
    ? outputs.response
    : outputs
}

const WRAPPERS = ['result', 'output', 'value', 'content', 'text']

/** Gemini wants an object as a response: `{result: 2508}` says no more than 2508. */
export function unwrapResult(result: JsonValue): JsonValue {
  if (!isJsonObject(result)) return result
  const keys = Object.keys(result)
  return keys.length === 1 && WRAPPERS.includes(keys[0]!) ? result[keys[0]!]! : result
}

/** `(57, 44) → 2508`, at most some sixty characters. */
export function summarizeToolCall(call: ToolCall): string {
  const args = isJsonObject(call.args) ? Object.values(call.args) : call.args === undefined ? [] : [call.args]
  const told = `(${oneLine(args.map((value) => shortly(value, 24)).join(', '), 40)})`
  return call.result === undefined ? told : `${told} → ${shortly(unwrapResult(call.result), 40)}`
}

/** For the eye, not to be read back: names without quotes. */
const shortly = (value: JsonValue, maxCharacters: number): string =>
  oneLine(
    typeof value === 'string'
      ? value
      : writeJson(value, false).replace(
          /([{,])"([A-Za-z_]\w*)":/g,
          (_all, mark: string, key: string) => `${mark === ',' ? ', ' : mark}${key}: `,
        ),
    maxCharacters,
  )
