import type { MediaFacts } from './media-facts.ts'

export type Loose = Readonly<Record<string, unknown>>

/** A part of a message, as OpenTelemetry's GenAI conventions have it. */
export type MessagePart = Loose & { readonly type: string }

/** Whether a text stands for media, and for which. */
export type FindMedia = (text: string) => MediaFacts | undefined

/** One part of the Gemini API as OpenTelemetry has it (gemini-sdk.md §16). What has no name there becomes a generic part. */
export function messagePart(part: unknown, findMedia: FindMedia): MessagePart {
  if (typeof part === 'string') return { type: 'text', content: part }
  if (!isObject(part)) return { type: 'unknown' }
  if (typeof part['text'] === 'string')
    return { type: part['thought'] === true ? 'reasoning' : 'text', content: part['text'] }
  for (const [key, convert] of Object.entries(CONVERTERS)) {
    const inner = part[key]
    if (isObject(inner)) return convert(inner, findMedia)
  }
  const kind = Object.keys(part).find((key) => isObject(part[key]))
  return { type: kind ?? 'unknown', ...(kind !== undefined && (part[kind] as Loose)) }
}

const CONVERTERS: Readonly<Record<string, (inner: Loose, findMedia: FindMedia) => MessagePart>> = {
  inlineData: (inner, findMedia) => {
    const data = typeof inner['data'] === 'string' ? inner['data'] : ''
    const media = findMedia(data)
    const mimeType = typeof inner['mimeType'] === 'string' ? inner['mimeType'] : (media?.mimeType ?? '')
    const common = { type: 'blob', modality: modalityOf(mimeType), mime_type: mimeType }
    if (media === undefined) return { ...common, content: data }
    return { ...common, byte_size: media.bytes, sha256: media.sha256 }
  },
  fileData: (inner) => ({
    type: 'uri',
    modality: modalityOf(typeof inner['mimeType'] === 'string' ? inner['mimeType'] : ''),
    mime_type: inner['mimeType'],
    uri: inner['fileUri'],
  }),
  functionCall: (inner) => ({ type: 'tool_call', id: inner['id'], name: inner['name'], arguments: inner['args'] }),
  functionResponse: (inner) => ({ type: 'tool_call_response', id: inner['id'], response: inner['response'] }),
  executableCode: (inner) => ({
    type: 'server_tool_call',
    id: inner['id'],
    name: 'code_execution',
    server_tool_call: { type: 'code_execution', code: inner['code'], language: inner['language'] },
  }),
  codeExecutionResult: (inner) => ({
    type: 'server_tool_call_response',
    id: inner['id'],
    server_tool_call_response: { type: 'code_execution', outcome: inner['outcome'], output: inner['output'] },
  }),
  toolCall: ({ id, toolType, ...rest }) => ({
    type: 'server_tool_call',
    id,
    name: toolType,
    server_tool_call: { type: toolType, ...rest },
  }),
  toolResponse: ({ id, toolType, ...rest }) => ({
    type: 'server_tool_call_response',
    id,
    server_tool_call_response: { type: toolType, ...rest },
  }),
}

function modalityOf(mimeType: string): string {
  const kind = mimeType.split('/')[0]
  return kind === 'image' || kind === 'video' || kind === 'audio' ? kind : 'document'
}

export const isObject = (value: unknown): value is Loose =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
