import { isJsonObject, type JsonObject, type JsonValue } from '../../kit/json-value.ts'
import { readAttachmentUri } from '../attachment.ts'
import { at, jsonOf, listOf, objectOf, textOf } from '../json-of.ts'
import type { MediaPart, RawPart } from './message.ts'

type PartReader = (part: JsonObject) => readonly RawPart[]

/** The parts in a content: a text, one part, or a list of them. */
export function readParts(content: JsonValue | undefined): RawPart[] {
  if (content === undefined || content === null) return []
  if (typeof content === 'string') return content === '' ? [] : [{ kind: 'text', text: content }]
  if (Array.isArray(content)) return content.flatMap(readParts)
  return isJsonObject(content) ? [...readPart(content)] : [data('value', content)]
}

function readPart(part: JsonObject): readonly RawPart[] {
  for (const [keys, read] of BY_KEY) if (at(part, ...keys) !== undefined) return read(part)
  const type = textOf(part, 'type')
  if (type !== undefined && Object.hasOwn(BY_TYPE, type)) return BY_TYPE[type]!(part)
  if (typeof part.text === 'string') return text(part.text, part.thought === true)
  // A part that holds nothing but a signature says nothing to a reader.
  return Object.keys(part).every((key) => key.startsWith('thought')) ? [] : [data(type ?? 'part', part)]
}

const text = (said: string, isThought = false): readonly RawPart[] =>
  said === '' ? [] : [{ kind: isThought ? 'thought' : 'text', text: said }]

const data = (label: string, value: JsonValue): RawPart => ({ kind: 'data', label, value })

/** Gemini names a part by its one field (https://ai.google.dev/api/caching#Part); Python's dump spells it in snake_case. */
const BY_KEY: readonly (readonly [keys: readonly string[], read: PartReader])[] = [
  [
    ['functionCall', 'function_call'],
    (part) => {
      const call = objectOf(part, 'functionCall', 'function_call')
      return [toolCall(textOf(call, 'id'), textOf(call, 'name'), at(call, 'args') ?? {})]
    },
  ],
  [
    ['functionResponse', 'function_response'],
    (part) => {
      const answer = objectOf(part, 'functionResponse', 'function_response')
      const result = at(answer, 'response') ?? {}
      return [toolResult(textOf(answer, 'id'), textOf(answer, 'name'), result), ...readParts(at(answer, 'parts'))]
    },
  ],
  [['inlineData', 'inline_data'], (part) => [media(objectOf(part, 'inlineData', 'inline_data'))]],
  [['fileData', 'file_data'], (part) => [media(objectOf(part, 'fileData', 'file_data'))]],
  [
    ['executableCode', 'executable_code'],
    (part) => {
      const code = objectOf(part, 'executableCode', 'executable_code')
      return [
        { kind: 'code', language: (textOf(code, 'language') ?? '').toLowerCase(), code: textOf(code, 'code') ?? '' },
      ]
    },
  ],
  [
    ['codeExecutionResult', 'code_execution_result'],
    (part) => {
      const result = objectOf(part, 'codeExecutionResult', 'code_execution_result')
      const outcome = textOf(result, 'outcome') ?? ''
      const failed = outcome !== 'OUTCOME_OK' && outcome !== ''
      return [{ kind: 'code-result', outcome, output: textOf(result, 'output') ?? '', failed }]
    },
  ],
  [
    ['toolCall', 'tool_call'],
    (part) => {
      const call = objectOf(part, 'toolCall', 'tool_call')
      return [toolCall(textOf(call, 'id'), textOf(call, 'toolType', 'tool_type'), at(call, 'args') ?? {})]
    },
  ],
  [
    ['toolResponse', 'tool_response'],
    (part) => {
      const answer = objectOf(part, 'toolResponse', 'tool_response')
      return [toolResult(textOf(answer, 'id'), textOf(answer, 'toolType', 'tool_type'), at(answer, 'response') ?? {})]
    },
  ],
]

const toolCall = (id: string | undefined, name: string | undefined, args: JsonValue): RawPart => ({
  kind: 'tool',
  id,
  name: name ?? 'tool',
  // OpenAI sends arguments as a text that holds JSON.
  args: typeof args === 'string' ? jsonOf(args) : args,
})

const toolResult = (
  id: string | undefined,
  name: string | undefined,
  result: JsonValue,
  failed?: boolean,
): RawPart => ({
  kind: 'tool-result',
  id,
  name,
  result: typeof result === 'string' ? jsonOf(result)! : result,
  failed: failed || (isJsonObject(result) && at(result, 'error') !== undefined),
})

/** Keys under which APIs put the bytes of a picture, a sound or a file. */
const CONTENT_KEYS = ['data', 'content', 'imageBytes', 'image_bytes', 'videoBytes', 'video_bytes', 'b64_json'] as const

export function media(source: JsonObject | undefined): MediaPart {
  const uri = textOf(source, 'fileUri', 'file_uri', 'gcsUri', 'gcs_uri', 'uri', 'url')
  const mimeType = textOf(source, 'mimeType', 'mime_type', 'media_type')
  const name = textOf(source, 'displayName', 'display_name', 'filename', 'name', 'file_id')
  // Where the bytes were left out, their facts stand in their place.
  const content = at(source, ...CONTENT_KEYS)
  const bytes = at(isJsonObject(content) ? content : source, 'bytes', 'byteSize', 'byte_size')
  const told = {
    kind: 'media',
    mimeType: mimeType ?? (isJsonObject(content) ? textOf(content, 'mimeType') : undefined),
    bytes: typeof bytes === 'number' ? bytes : undefined,
    name,
  } as const
  if (uri !== undefined || typeof content !== 'string') return { ...told, uri }
  return { ...told, ...mediaOf(content, mimeType) }
}

/** Longer ones would make the page slow. */
const MAX_INLINE_CHARACTERS = 4_000_000

function mediaOf(content: string, mimeType: string | undefined): Partial<MediaPart> {
  const attachment = readAttachmentUri(content)
  if (attachment !== undefined) return { attachment, mimeType: mimeType ?? attachment.contentType }
  if (/^[a-z][a-z-]*:\/\//.test(content)) return { uri: content }
  if (content.startsWith('data:')) return mediaAt(content, mimeType)
  const isDrawn = mimeType !== undefined && content.length <= MAX_INLINE_CHARACTERS && /^[\w+/=-]+$/.test(content)
  return {
    bytes: base64Bytes(content),
    ...(isDrawn && { inline: `data:${mimeType};base64,${content.replaceAll('-', '+').replaceAll('_', '/')}` }),
  }
}

/** How many bytes a base64 text stands for. */
const base64Bytes = (encoded: string): number =>
  Math.floor((encoded.length * 3) / 4) - (encoded.endsWith('==') ? 2 : encoded.endsWith('=') ? 1 : 0)

/** A `data:` URL is content, not a place. */
function mediaAt(url: string, mimeType?: string): MediaPart {
  const attachment = readAttachmentUri(url)
  if (attachment !== undefined) return { kind: 'media', attachment, mimeType: attachment.contentType }
  const inline = /^data:([^;,]*)[^,]*,/.exec(url)
  if (inline === null) return { kind: 'media', uri: url, mimeType }
  return {
    kind: 'media',
    mimeType: inline[1] || mimeType,
    bytes: base64Bytes(url.slice(inline[0].length)),
    ...(url.length <= MAX_INLINE_CHARACTERS && { inline: url }),
  }
}

const plainText: PartReader = (part) => text(textOf(part, 'text', 'content') ?? '')
const thoughtText: PartReader = (part) => text(textOf(part, 'content', 'thinking', 'reasoning', 'text') ?? '', true)
const mediaSource: PartReader = (part) => [media(objectOf(part, 'source', 'input_audio', 'file') ?? part)]
const hidden: PartReader = () => []

/** OpenAI, Anthropic and the GenAI conventions name a part by its `type`. */
const BY_TYPE: Readonly<Record<string, PartReader>> = {
  text: plainText,
  input_text: plainText,
  output_text: plainText,
  refusal: (part) => [{ kind: 'notice', tone: 'warn', text: `Refused: ${textOf(part, 'refusal') ?? ''}` }],
  reasoning: thoughtText,
  thinking: thoughtText,
  redacted_thinking: hidden,
  tool_use: (part) => [toolCall(textOf(part, 'id'), textOf(part, 'name'), at(part, 'input') ?? {})],
  tool_result: (part) => [
    toolResult(textOf(part, 'tool_use_id'), undefined, contentOf(at(part, 'content')), part.is_error === true),
  ],
  function: (part) => {
    const called = objectOf(part, 'function')
    return [toolCall(textOf(part, 'id'), textOf(called, 'name'), at(called, 'arguments') ?? {})]
  },
  function_call: (part) => [toolCall(textOf(part, 'call_id', 'id'), textOf(part, 'name'), at(part, 'arguments') ?? {})],
  function_call_output: (part) => [toolResult(textOf(part, 'call_id'), undefined, at(part, 'output') ?? '')],
  tool_call: (part) => [toolCall(textOf(part, 'id'), textOf(part, 'name'), at(part, 'arguments', 'args') ?? {})],
  tool_call_response: (part) => [toolResult(textOf(part, 'id'), undefined, at(part, 'response', 'result') ?? {})],
  image_url: (part) => [
    mediaAt(textOf(objectOf(part, 'image_url'), 'url') ?? textOf(part, 'image_url') ?? '', 'image/*'),
  ],
  input_image: (part) => [mediaAt(textOf(part, 'image_url') ?? '', 'image/*')],
  image: mediaSource,
  document: mediaSource,
  input_audio: mediaSource,
  file: mediaSource,
  input_file: mediaSource,
  blob: mediaSource,
  uri: mediaSource,
}

/** A list with one text says the text. */
function contentOf(content: JsonValue | undefined): JsonValue {
  if (Array.isArray(content) && content.length === 1) return textOf(content[0], 'text') ?? content
  return content ?? ''
}

/** The calls beside the content of an OpenAI message. */
export const readToolCalls = (message: JsonObject): RawPart[] =>
  (listOf(message, 'tool_calls', 'toolCalls') ?? []).filter(isJsonObject).flatMap((call) => {
    const called = objectOf(call, 'function') ?? call
    return [toolCall(textOf(call, 'id'), textOf(called, 'name'), at(called, 'arguments', 'args') ?? {})]
  })

export const readToolResult = (message: JsonObject): RawPart =>
  toolResult(textOf(message, 'tool_call_id'), textOf(message, 'name'), contentOf(at(message, 'content')))
