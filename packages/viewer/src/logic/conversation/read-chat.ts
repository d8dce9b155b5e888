import { GEN_AI, type Span } from '@loupe-ai/model'
import type { JsonValue } from '../../kit/json-value.ts'
import { at, jsonOf, jsonOfAttribute } from '../json-of.ts'
import type { RawMessage } from './message.ts'
import { readAnswer } from './read-answer.ts'
import { readRequest } from './read-request.ts'

export interface Chat {
  readonly system: readonly RawMessage[]
  /** Repeated history first, then what is new. */
  readonly messages: readonly RawMessage[]
  readonly tools: ReadonlyMap<string, string | undefined>
}

const MODEL_TYPES = new Set(['LLM', 'CHAT_MODEL'])
/** Their `contents` are texts to work on, not said by anyone. */
const SILENT_TYPES = new Set(['EMBEDDING', 'RERANKER', 'TOOL'])

/** What was said in a call of a model, or undefined if the span is no such call. */
export function readChat(span: Span): Chat | undefined {
  if (SILENT_TYPES.has(span.type)) return undefined
  const inputs = jsonOf(span.inputs) ?? attribute(span, GEN_AI.inputMessages)
  const outputs = jsonOf(span.outputs) ?? attribute(span, GEN_AI.outputMessages)
  const isModelCall = MODEL_TYPES.has(span.type)
  // Any function may have a parameter named `message` or `input`: only these two names say that it is a conversation.
  if (!isModelCall && at(inputs, 'contents') === undefined && !Array.isArray(at(inputs, 'messages'))) return undefined
  const request = readRequest(inputs)
  const answer = readAnswer(outputs)
  if (request === undefined && answer === undefined) return undefined
  const asked = request?.messages ?? unread('user', 'input', inputs)
  const answered = answer?.messages ?? unread('model', 'output', outputs)
  const isOneMessage = at(inputs, 'message') !== undefined && at(inputs, 'contents') === undefined
  const said = isOneMessage
    ? fromLastQuestion(asked, answer?.history ?? [])
    : fromContents(asked, answer?.history ?? [])
  return {
    system: request?.system ?? [],
    messages: [...said, ...answered.map((message) => ({ ...message, isNew: true }))],
    tools: request?.tools ?? new Map(),
  }
}

const attribute = (span: Span, key: string): JsonValue | undefined => {
  const value = span.attributes[key]
  return value === undefined ? undefined : jsonOfAttribute(value)
}

const unread = (role: string, label: string, value: JsonValue | undefined): RawMessage[] =>
  value === undefined ? [] : [{ role, parts: [{ kind: 'data', label, value }] }]

/** New is what follows the last answer in the contents, and what automatic calling of tools added to them. */
function fromContents(asked: readonly RawMessage[], history: readonly RawMessage[]): RawMessage[] {
  const newFrom = asked.findLastIndex((message) => message.role === 'model') + 1
  const added = history.slice(asked.length)
  return [...asked, ...added].map((message, index) => ({ ...message, isNew: index >= newFrom }))
}

/**
 * A chat is given only the newest message; when it called tools by itself, its history holds the whole conversation, in
 * which the last question that is not a tool's result is that message.
 */
function fromLastQuestion(asked: readonly RawMessage[], history: readonly RawMessage[]): RawMessage[] {
  const whole = history.length > 0 ? history : asked
  const newFrom = whole.findLastIndex((message) => message.role !== 'model' && !isOnlyResults(message))
  return whole.map((message, index) => ({ ...message, isNew: index >= newFrom }))
}

const isOnlyResults = (message: RawMessage): boolean =>
  message.parts.length > 0 && message.parts.every((part) => part.kind === 'tool-result')
