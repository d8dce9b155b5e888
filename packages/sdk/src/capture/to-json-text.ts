import type { JsonText } from '@loupe-ai/model'

import { base64Length } from '../media/base64-bytes.ts'
import { readDataUrl } from '../media/data-url.ts'
import { bytesOf, mediaField, type MediaField } from '../media/find-media.ts'
import type { MediaFacts, MediaSink } from '../media/media-sink.ts'
import { CAPTURE_LIMITS, type CaptureLimits } from './capture-limits.ts'
import { className, opaqueOf } from './opaque-values.ts'
import { isSecretKey, REDACTED } from './secret-keys.ts'

/**
 * Anything as one JSON document, read now and bounded; undefined for `undefined`. Never throws: what cannot be read, is
 * too much, repeats its own ancestors or is a secret by its name leaves a mark in brackets. Integers of any length keep
 * their digits; functions become `[function name]`. Bytes, base64 beside its type and `data:` URLs become what `media`
 * says; without one, their size.
 */
export function toJsonText(
  value: unknown,
  limits: CaptureLimits = CAPTURE_LIMITS,
  media?: MediaSink,
): JsonText | undefined {
  if (value === undefined) return undefined
  try {
    return new JsonWriter(limits, media).write(value) as JsonText
  } catch (error) {
    return JSON.stringify(unreadable(error)) as JsonText
  }
}

const MAX_REMEMBERED_KEYS = 1000
/** Of a response of `@google/genai`, first of its properties. Functions often give such a response back as it is. */
const HTTP_SIDE = 'sdkHttpResponse'

class JsonWriter {
  #left: number
  #text = ''
  readonly #limits: CaptureLimits
  readonly #media: MediaSink | undefined
  readonly #ancestors: object[] = []
  readonly #keys = new Map<string, { readonly json: string; readonly isSecret: boolean }>()

  constructor(limits: CaptureLimits, media: MediaSink | undefined) {
    this.#limits = limits
    this.#media = media
    this.#left = limits.maxCharacters
  }

  write(value: unknown): string {
    this.#value(value)
    return this.#text
  }

  #put(text: string): void {
    this.#text += text
    this.#left -= text.length
  }

  #value(value: unknown): void {
    switch (typeof value) {
      case 'string':
        return this.#string(value)
      case 'number':
        return this.#put(Number.isFinite(value) ? String(value) : `"${value}"`)
      case 'bigint':
      case 'boolean':
        return this.#put(String(value))
      case 'function':
        return this.#string(`[function${value.name === '' ? '' : ` ${value.name}`}]`)
      case 'symbol':
        return this.#string(`[${String(value)}]`)
      case 'object':
        return value === null ? this.#put('null') : this.#object(value)
      default:
        return this.#put('null')
    }
  }

  #string(text: string): void {
    const inline = this.#media === undefined ? undefined : readDataUrl(text)
    const written = inline === undefined ? undefined : this.#media?.take(inline)
    if (written !== undefined) return this.#put(JSON.stringify(written))
    const room = Math.max(0, Math.min(this.#limits.maxTextCharacters, this.#left))
    if (text.length <= room) return this.#put(JSON.stringify(text))
    // Not between the halves of a pair: the rest would be shown as a broken character.
    const end = room > 0 && isHighSurrogate(text.charCodeAt(room - 1)) ? room - 1 : room
    this.#put(JSON.stringify(`${text.slice(0, end)}…[${text.length - end} more characters]`))
  }

  #object(value: object): void {
    if (this.#ancestors.includes(value)) return this.#put('"[circular]"')
    if (this.#ancestors.length >= this.#limits.maxDepth) return this.#put('"[too deep]"')
    const before = this.#text
    const depth = this.#ancestors.push(value)
    try {
      this.#container(value)
    } catch (error) {
      this.#text = before
      this.#put(JSON.stringify(unreadable(error)))
    } finally {
      this.#ancestors.length = depth - 1
    }
  }

  #container(value: object): void {
    if (Array.isArray(value)) return this.#items(value, value.length)
    // Nearly all objects: asked first, because the questions below cost more than writing one.
    if (isPlain(value) && !('toJSON' in value)) return this.#fields(value, Object.keys(value))
    const bytes = this.#media === undefined ? undefined : bytesOf(value)
    const written = bytes === undefined ? undefined : this.#media?.take({ data: bytes })
    if (written !== undefined) return this.#put(JSON.stringify(written))
    const opaque = opaqueOf(value)
    if (typeof opaque === 'string') return this.#string(opaque)
    if (opaque !== undefined) return this.#put(JSON.stringify(opaque))
    const own = fromToJson(value)
    if (own !== undefined && own.value !== value) return this.#fromToJson(own.value)
    if (value instanceof Map) return this.#map(value)
    if (value instanceof Set) return this.#items(value, value.size)
    if (value instanceof Error) return this.#fields(value, errorKeys(value))
    const keys = Object.keys(value).filter((key) => key !== HTTP_SIDE)
    if (keys.length === 0 && !isPlain(value)) return this.#string(className(value))
    this.#fields(value, keys)
  }

  /** Not asked for `toJSON` again, which could go on for ever. */
  #fromToJson(value: unknown): void {
    if (typeof value !== 'object' || value === null) return this.#value(value)
    if (Array.isArray(value)) return this.#items(value, value.length)
    if (this.#ancestors.includes(value)) return this.#put('"[circular]"')
    this.#ancestors.push(value)
    this.#fields(value, Object.keys(value))
  }

  #items(items: Iterable<unknown>, count: number): void {
    this.#put('[')
    let written = 0
    for (const item of items) {
      if (written > 0) this.#put(',')
      if (written >= this.#limits.maxItems || this.#left <= 0) {
        this.#put(`"[${count - written} more]"`)
        break
      }
      this.#value(item)
      written++
    }
    this.#put(']')
  }

  #map(map: ReadonlyMap<unknown, unknown>): void {
    let isRecord = true
    for (const key of map.keys()) isRecord &&= typeof key === 'string'
    if (!isRecord) return this.#items(map, map.size)
    this.#entries(map.keys() as Iterable<string>, map.size, (key) => map.get(key))
  }

  #fields(value: object, keys: readonly string[]): void {
    const field = mediaField(keys, (key) => readField(value, key))
    const written = field === undefined ? undefined : this.#take(field)
    this.#entries(keys, keys.length, (key) =>
      written !== undefined && key === field!.key ? written : readField(value, key),
    )
  }

  #take(field: MediaField): string | MediaFacts | undefined {
    if (this.#media !== undefined) return this.#media.take(field)
    const { data } = field
    if (typeof data !== 'string' || data.length <= this.#limits.maxInlineMediaCharacters) return undefined
    return `[${base64Length(data)} bytes]`
  }

  #entries(keys: Iterable<string>, count: number, read: (key: string) => unknown): void {
    this.#put('{')
    let seen = 0
    let written = 0
    for (const key of keys) {
      if (written >= this.#limits.maxItems || this.#left <= 0) {
        this.#put(`${written > 0 ? ',' : ''}"…":"[${count - seen} more]"`)
        break
      }
      seen++
      const value = read(key)
      if (value === undefined) continue
      const known = this.#key(key)
      this.#put(written++ > 0 ? `,${known.json}` : known.json)
      if (known.isSecret && value !== null && value !== '') this.#put(`"${REDACTED}"`)
      else this.#value(value)
    }
    this.#put('}')
  }

  #key(key: string): { readonly json: string; readonly isSecret: boolean } {
    const remembered = this.#keys.get(key)
    if (remembered !== undefined) return remembered
    const shown = key.length > 1000 ? `${key.slice(0, 1000)}…` : key
    const made = { json: `${JSON.stringify(shown)}:`, isSecret: isSecretKey(shown) }
    if (this.#keys.size < MAX_REMEMBERED_KEYS) this.#keys.set(key, made)
    return made
  }
}

const errorKeys = (error: Error): string[] => [...new Set(['name', 'message', 'stack', 'cause', ...Object.keys(error)])]

const isHighSurrogate = (unit: number): boolean => unit >= 0xd8_00 && unit <= 0xdb_ff

const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

const unreadable = (error: unknown): string => `[unreadable${error instanceof Error ? `: ${error.name}` : ''}]`

function readField(value: object, key: string): unknown {
  try {
    return (value as Record<string, unknown>)[key]
  } catch (error) {
    return unreadable(error)
  }
}

function fromToJson(value: object): { readonly value: unknown } | undefined {
  const toJson = readField(value, 'toJSON')
  if (typeof toJson !== 'function') return undefined
  try {
    return { value: toJson.call(value, '') as unknown }
  } catch {
    return undefined
  }
}
