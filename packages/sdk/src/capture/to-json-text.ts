import type { JsonText } from '@loupe-ai/model'

import { base64Length } from '../media/base64-bytes.ts'
import { readDataUrl } from '../media/data-url.ts'
import { bytesOf, mediaField, type MediaField } from '../media/find-media.ts'
import type { MediaFacts, MediaSink } from '../media/media-sink.ts'
import { CAPTURE_LIMITS, type CaptureLimits } from './capture-limits.ts'
import { Edited, KEEP, type Edit } from './edited.ts'
import { className, opaqueOf } from './opaque-values.ts'
import { REDACTED } from './secret-keys.ts'
import { Vocabulary, type PropertyWord } from './vocabulary.ts'

/**
 * Anything as one JSON document, read now and bounded; undefined for `undefined`. Never throws: what cannot be read, is
 * too much, repeats its own ancestors or is a secret by its name leaves a mark in brackets. Integers of any length keep
 * their digits; functions become `[function name]`. Bytes, base64 beside its type and `data:` URLs become what `media`
 * says; without one, their size. `vocabulary` spares looking at names again that were in other documents.
 */
export function toJsonText(
  value: unknown,
  limits: CaptureLimits = CAPTURE_LIMITS,
  media?: MediaSink,
  vocabulary: Vocabulary = new Vocabulary(),
): JsonText | undefined {
  if (value === undefined) return undefined
  try {
    return new JsonWriter(limits, media, vocabulary).write(value) as JsonText
  } catch (error) {
    return JSON.stringify(unreadable(error)) as JsonText
  }
}

/** Of a response of `@google/genai`, first of its properties. Functions often give such a response back as it is. */
const HTTP_SIDE = 'sdkHttpResponse'

class JsonWriter {
  #left: number
  #text = ''
  readonly #limits: CaptureLimits
  readonly #media: MediaSink | undefined
  readonly #ancestors: object[] = []
  readonly #vocabulary: Vocabulary
  /** Of the value that is being written. */
  #edit: Edit | undefined

  constructor(limits: CaptureLimits, media: MediaSink | undefined, vocabulary: Vocabulary) {
    this.#limits = limits
    this.#media = media
    this.#vocabulary = vocabulary
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
    if (this.#media !== undefined && text.startsWith('data:')) {
      const inline = readDataUrl(text)
      const written = inline && this.#media.take(inline)
      if (written !== undefined) return this.#put(JSON.stringify(written))
    }
    const room = Math.max(0, Math.min(this.#limits.maxTextCharacters, this.#left))
    if (text.length <= room) return this.#put(quoted(text))
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
    if (Array.isArray(value)) return this.#list(value)
    // Nearly all objects: asked first, because the questions below cost more than writing one.
    if (isPlain(value)) {
      const keys = Object.keys(value)
      if (!hasToJson(keys)) return this.#fields(value, keys)
    }
    if (value instanceof Edited) return this.#edited(value)
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

  #edited({ value, edit }: Edited): void {
    const before = this.#edit
    this.#edit = edit
    try {
      this.#value(value)
    } finally {
      this.#edit = before
    }
  }

  /** Not asked for `toJSON` again, which could go on for ever. */
  #fromToJson(value: unknown): void {
    if (typeof value !== 'object' || value === null) return this.#value(value)
    if (Array.isArray(value)) return this.#list(value)
    if (this.#ancestors.includes(value)) return this.#put('"[circular]"')
    this.#ancestors.push(value)
    this.#fields(value, Object.keys(value))
  }

  /** As `#items` does, which for an array takes longer. */
  #list(items: readonly unknown[]): void {
    this.#put('[')
    for (let at = 0; at < items.length; at++) {
      if (at > 0) this.#put(',')
      if (at >= this.#limits.maxItems || this.#left <= 0) {
        this.#put(`"[${items.length - at} more]"`)
        break
      }
      this.#value(items[at])
    }
    this.#put(']')
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
    let seen = 0
    let written = 0
    this.#put('{')
    for (const [key, value] of map as ReadonlyMap<string, unknown>) {
      if (this.#isFull(written, map.size - seen++)) break
      if (this.#entry(this.#vocabulary.property(key), value, written > 0)) written++
    }
    this.#put('}')
  }

  #fields(holder: object, keys: readonly string[]): void {
    let written = 0
    let media: MediaField | undefined
    let taken: string | MediaFacts | undefined
    this.#put('{')
    for (let at = 0; at < keys.length; at++) {
      if (this.#isFull(written, keys.length - at)) break
      const key = keys[at]!
      const word = this.#vocabulary.property(key)
      if (media === undefined && word.mayHoldBytes) {
        media = fieldWithMedia(holder, keys)
        taken = media && this.#take(media)
      }
      const value = taken !== undefined && key === media?.key ? taken : this.#read(holder, key)
      if (this.#entry(word, value, written > 0)) written++
    }
    this.#put('}')
  }

  #read(holder: object, key: string): unknown {
    const value = readField(holder, key)
    const edited = this.#edit === undefined ? KEEP : this.#edit(key, value)
    return edited === KEEP ? value : edited
  }

  #take(field: MediaField): string | MediaFacts | undefined {
    if (this.#media !== undefined) return this.#media.take(field)
    const { data } = field
    if (typeof data !== 'string' || data.length <= this.#limits.maxInlineMediaCharacters) return undefined
    return `[${base64Length(data)} bytes]`
  }

  /** Ends an object that has enough in it, of which `left` entries are not seen yet. */
  #isFull(written: number, left: number): boolean {
    if (written < this.#limits.maxItems && this.#left > 0) return false
    this.#put(`${written > 0 ? ',' : ''}"…":"[${left} more]"`)
    return true
  }

  /** Whether there was anything to write. */
  #entry(word: PropertyWord, value: unknown, isLater: boolean): boolean {
    if (value === undefined) return false
    this.#put(isLater ? word.laterJson : word.json)
    if (word.isSecret && value !== null && value !== '') this.#put(`"${REDACTED}"`)
    else this.#value(value)
    return true
  }
}

/** Longer texts are quicker read by the runtime. */
const SHORT_CHARACTERS = 48
const [SPACE, QUOTE, BACKSLASH, DELETE] = [0x20, 0x22, 0x5c, 0x7f]

/** A text in JSON. Most are short and need no escape; to see that takes less than to ask for it. */
function quoted(text: string): string {
  if (text.length > SHORT_CHARACTERS) return JSON.stringify(text)
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit < SPACE || unit >= DELETE || unit === QUOTE || unit === BACKSLASH) return JSON.stringify(text)
  }
  return `"${text}"`
}

function hasToJson(keys: readonly string[]): boolean {
  for (let at = 0; at < keys.length; at++) if (keys[at] === 'toJSON') return true
  return false
}

/** In a function of its own, so that only what may hold media pays for the closure. */
const fieldWithMedia = (holder: object, keys: readonly string[]): MediaField | undefined =>
  mediaField(keys, (name) => readField(holder, name))

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
