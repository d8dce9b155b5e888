import type { FoundMedia } from './media-sink.ts'

/** Names under which APIs put bytes, and what these are where no type stands beside them; '' means: then they are not media. */
const DATA_KEYS: ReadonlyMap<string, string> = new Map([
  // Gemini's inlineData, Anthropic's source, the Interactions API.
  ['data', ''],
  // Results of Imagen and Veo.
  ['imageBytes', 'image/png'],
  ['videoBytes', 'video/mp4'],
  ['audioBytes', 'audio/wav'],
  ['image_bytes', 'image/png'],
  ['video_bytes', 'video/mp4'],
  ['audio_bytes', 'audio/wav'],
  ['bytesBase64Encoded', ''],
  // OpenAI's generated images.
  ['b64_json', 'image/png'],
])
const TYPE_KEYS = ['mimeType', 'mime_type', 'media_type', 'contentType']

/** Whether an object with such a field is worth asking for media. */
export const mayHoldBytes = (key: string): boolean => DATA_KEYS.has(key)

export interface MediaField extends FoundMedia {
  /** The field that holds the bytes. */
  readonly key: string
}

/** The field of an object that holds bytes, in base64 or as they are. */
export function mediaField(keys: readonly string[], read: (key: string) => unknown): MediaField | undefined {
  const key = keys.find((candidate) => DATA_KEYS.has(candidate))
  if (key === undefined) return undefined
  const data = read(key)
  if (typeof data !== 'string' && !(data instanceof Uint8Array)) return undefined
  const mimeType = typeBeside(keys, read) || DATA_KEYS.get(key)!
  return mimeType === '' ? undefined : { key, mimeType, data }
}

function typeBeside(keys: readonly string[], read: (key: string) => unknown): string {
  for (const key of TYPE_KEYS) {
    const type = keys.includes(key) ? read(key) : undefined
    if (typeof type === 'string' && type !== '') return type
  }
  // OpenAI's `input_audio`: {data, format: 'wav'}.
  const format = keys.includes('format') ? read('format') : undefined
  return typeof format === 'string' && /^(wav|mp3|flac|opus|ogg|aac)$/.test(format) ? `audio/${format}` : ''
}

/** A value that is nothing but bytes. Other typed arrays hold numbers, which are no file. */
export function bytesOf(value: object): Uint8Array | undefined {
  if (value instanceof Uint8Array) return value
  if (value instanceof ArrayBuffer) return new Uint8Array(value)
  if (value instanceof Uint8ClampedArray || value instanceof DataView) {
    return new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
  }
  return undefined
}
