import type { Span } from '@loupe-ai/model'
import type { JsonValue } from '../../kit/json-value.ts'
import { at, jsonOf, listOf } from '../json-of.ts'
import { toolCallOf } from '../tool-call.ts'
import type { Message, RawMessage, ToolPart } from './message.ts'
import { pairTools } from './pair-tools.ts'
import { readChat } from './read-chat.ts'

/** How a span reads, by what kind of work it was. */
export type Reading =
  /** `news` names what this call added; absent when nothing is repeated, so that all of it is new. */
  | { readonly kind: 'chat'; readonly messages: readonly Message[]; readonly news?: string }
  | { readonly kind: 'tool'; readonly tool: ToolPart }
  | { readonly kind: 'embedding'; readonly texts: readonly string[]; readonly vectors: readonly Vector[] }
  | { readonly kind: 'values'; readonly input?: JsonValue; readonly output?: JsonValue }
  | { readonly kind: 'empty' }

export interface Vector {
  readonly dimensions: number
  readonly head: readonly JsonValue[]
}

const HEAD_NUMBERS = 6

export function readSpan(span: Span): Reading {
  if (span.type === 'TOOL' && (span.inputs !== undefined || span.outputs !== undefined)) return readTool(span)
  const embedding = span.type === 'EMBEDDING' ? readEmbedding(span) : undefined
  if (embedding !== undefined) return embedding
  const chat = readChat(span)
  if (chat !== undefined) {
    const messages = [...chat.system, ...chat.messages]
    return { kind: 'chat', messages: pairTools(messages, (name) => chat.tools.get(name)), news: newsIn(chat.messages) }
  }
  const input = jsonOf(span.inputs)
  const output = jsonOf(span.outputs)
  return input === undefined && output === undefined ? { kind: 'empty' } : { kind: 'values', input, output }
}

function readTool(span: Span): Reading {
  const { name, callId, description, args, result } = toolCallOf(span)
  const failed = span.status.code === 'ERROR'
  return { kind: 'tool', tool: { kind: 'tool', id: callId, name, description, args, result, failed } }
}

/** Names the news of a call in the order in which they came: `tool result, answer`. */
function newsIn(messages: readonly RawMessage[]): string | undefined {
  if (!messages.some((message) => message.isNew !== true)) return undefined
  const news = new Set<string>()
  for (const { parts, role } of messages.filter((message) => message.isNew)) {
    for (const part of parts) {
      if (part.kind === 'tool-result') news.add('tool result')
      else if (part.kind === 'tool') news.add('tool call')
      else if (part.kind === 'text' || part.kind === 'media') news.add(role === 'model' ? 'answer' : 'question')
    }
  }
  return news.size === 0 ? undefined : [...news].join(', ')
}

function readEmbedding(span: Span): Reading | undefined {
  const inputs = jsonOf(span.inputs)
  const outputs = jsonOf(span.outputs)
  const texts = textsIn(at(inputs, 'contents', 'content', 'input', 'texts', 'text') ?? inputs)
  const rows = listOf(outputs, 'embeddings', 'data') ?? [at(outputs, 'embedding')]
  const vectors = rows.flatMap((row) => {
    const values = listOf(row, 'values', 'embedding') ?? (Array.isArray(row) ? row : undefined)
    return values === undefined ? [] : [{ dimensions: values.length, head: values.slice(0, HEAD_NUMBERS) }]
  })
  return texts.length === 0 && vectors.length === 0 ? undefined : { kind: 'embedding', texts, vectors }
}

/** All texts in it, whether bare, in parts or in contents. */
function textsIn(value: JsonValue | undefined): string[] {
  if (typeof value === 'string') return [value]
  if (Array.isArray(value)) return value.flatMap(textsIn)
  const inside = at(value, 'text', 'parts', 'content')
  return inside === undefined ? [] : textsIn(inside)
}
