import type { Span } from '@loupe-ai/model'
import { MAX_INDEXED_BYTES } from '../text/words.ts'
import { type PartKey, partKey } from './part-key.ts'
import { Recent } from './recent.ts'
import { LineBuffer, type Lines } from '../line-buffer.ts'
import { tsvCell } from '../tsv.ts'
import { type ContentHash, contentHash, SHARED, VALUES } from './content-hash.ts'
import { type LooseText, loosen, VALUES_FORM } from './loose-text.ts'
import { KEY_MARK, takeValues, UNSURE_VALUE, VALUE_SEPARATOR } from './span-values.ts'
import { MARKER, PayloadSplitter, type SplitPayload } from './split-payload.ts'
import type { StoredKeys } from './stored-keys.ts'
import type { StoredValues } from './stored-values.ts'
import { type Kind, KIND, ValueHasher } from './value-hasher.ts'
import { ValueTable } from './value-table.ts'
import { bucketsOf } from './time-buckets.ts'

export const PART_COLUMNS = [
  'experiment_id',
  'day',
  'conversation',
  'hash',
  'trace_id',
  'span_id',
  'form',
  'body',
  'raw',
  'rank',
  'commit',
] as const

/** A payload as a row of `spans` holds it: a frame, and references to what fills its gaps. No frame, no payload. */
export interface FramedPayload {
  readonly frame: string
  readonly refs: readonly ContentHash[]
}

export interface FramedSpan {
  readonly conversation: ContentHash
  readonly inputs: FramedPayload
  readonly outputs: FramedPayload
}

/** What parts and values are known to be stored. */
export interface StoredContent {
  readonly parts: StoredKeys
  readonly values: StoredValues
}

/** A row of `parts` that has yet to be stored. */
export interface PreparedPart {
  /** Of a part; `valueHashes` of what is no part: two numbers a hash. */
  readonly key?: PartKey
  readonly micros: number
  readonly scope: string
  readonly valueHashes: readonly number[]
}

interface SeenText {
  readonly hash: ContentHash
  readonly conversation: ContentHash
  readonly day: number
  readonly micros: number
}

interface Place {
  readonly scope: string
  readonly day: number
  readonly conversation: ContentHash
  readonly span: Span
  readonly micros: number
  readonly values: string[]
  readonly valueHashes: number[]
  /** What `values` need not hold: is stored, or is on its way. */
  readonly known: ValueTable
  readonly pending: ValueTable
}

/** Of each some hundred characters, and what it was cut out of, are kept in memory. */
const SEEN_TEXTS = 256

const ROLES_OF_ALL = new Set(['system', 'developer'])
const NO_PAYLOAD: FramedPayload = { frame: '', refs: [] }
const LATEST = (1n << 64n) - 1n

/** Whether the index may not hold all of a text as it is. */
const isUnsure = (text: string): boolean => text.length > MAX_INDEXED_BYTES / 3 || mayCompose(text)

/** Whether characters may melt into one with those beside them when text is folded, so that a part of it is not found in it. */
const mayCompose = (text: string): boolean =>
  MAY_NOT_BE_COMPOSED.test(text) && (text.normalize('NFC') !== text || /[\uff9e\uff9f]/.test(text))

/** Below U+0300 every character stands for itself, which is told without looking at each of a text of Latin-1. */
const MAY_NOT_BE_COMPOSED = /[\u0300-\uffff]/

/** Turns the payloads of some spans into frames and references, and gathers the parts that are not known to be stored. */
export class PartsPreparer {
  readonly #secret: string
  readonly #stored: StoredContent
  readonly #splitter = new PayloadSplitter()
  readonly #pendingParts = new Map<PartKey, number>()
  readonly #pendingValues = new Map<string, ValueTable>()
  readonly #hasher: ValueHasher
  /** The texts of one experiment that were seen, and where last: histories repeat themselves from span to span. */
  readonly #seen = new Recent<SeenText>(SEEN_TEXTS)
  #seenExperiment = ''
  #lastTraceId = ''
  #lastOfTrace: ContentHash = ''
  readonly #parts: PreparedPart[] = []
  readonly #lines = new LineBuffer()

  constructor(secret: string, stored: StoredContent) {
    this.#secret = secret
    this.#hasher = new ValueHasher(secret)
    this.#stored = stored
  }

  write(span: Span): FramedSpan {
    if (span.experimentId !== this.#seenExperiment) {
      this.#seenExperiment = span.experimentId
      this.#seen.clear()
    }
    const inputs = span.inputs === undefined ? undefined : this.#splitter.split(span.inputs)
    const { day, micros } = bucketsOf(span.startNanos)
    const scope = `${span.experimentId}/${day}`
    const place: Place = {
      scope,
      day,
      conversation: this.#conversationOf(span, inputs),
      span,
      micros,
      values: [],
      valueHashes: [],
      known: this.#stored.values.of(scope),
      pending: this.#pendingOf(scope),
    }
    const framedInputs = inputs === undefined ? NO_PAYLOAD : this.#frame(span.inputs!, inputs, place)
    const framedOutputs =
      span.outputs === undefined ? NO_PAYLOAD : this.#frame(span.outputs, this.#splitter.split(span.outputs), place)
    takeValues(span, (value) => this.#take(value, KIND.said, place))
    this.#writeValues(place)
    return { conversation: place.conversation, inputs: framedInputs, outputs: framedOutputs }
  }

  /** The rows that are not known to be stored, with their lines in TSV: `PART_COLUMNS`. */
  take(): { readonly parts: readonly PreparedPart[]; readonly lines: Lines } {
    return { parts: this.#parts, lines: this.#lines.take() }
  }

  /** Spans that repeat the same history share it; those without messages share the one of their trace. */
  #conversationOf(span: Span, inputs: SplitPayload | undefined): ContentHash {
    const first = inputs?.parts.find(({ role }) => role !== undefined && !ROLES_OF_ALL.has(role))
    if (first !== undefined) {
      const text = span.inputs!.slice(first.start, first.end)
      return this.#seen.get(text)?.hash ?? this.#hash(span, text)
    }
    if (span.traceId !== this.#lastTraceId) {
      this.#lastTraceId = span.traceId
      this.#lastOfTrace = this.#hash(span, `trace\0${span.traceId}`)
    }
    return this.#lastOfTrace
  }

  #hash(span: Span, text: string): ContentHash {
    return contentHash(this.#secret, span.experimentId, text)
  }

  #frame(payload: string, { parts, eachValue }: SplitPayload, place: Place): FramedPayload {
    if (parts.length === 0) return { frame: MARKER, refs: [this.#ref(payload, place.conversation, place)] }
    const frame: string[] = []
    const refs: ContentHash[] = []
    let last = 0
    for (const { start, end, role } of parts) {
      frame.push(payload.slice(last, start))
      const isOfConversation = role !== undefined && !ROLES_OF_ALL.has(role)
      refs.push(this.#ref(payload.slice(start, end), isOfConversation ? place.conversation : SHARED, place))
      last = end
    }
    frame.push(payload.slice(last))
    const text = frame.join(MARKER)
    if (this.#isNew(text, KIND.frame, place)) {
      eachValue((value, isKey) => this.#take(value, isKey ? KIND.key : KIND.said, place))
    }
    return { frame: text, refs }
  }

  #ref(raw: string, conversation: ContentHash, place: Place): ContentHash {
    const seen = this.#seen.get(raw)
    const { day, micros } = place
    if (seen?.conversation === conversation && seen.day === day && seen.micros <= micros) return seen.hash
    const hash = seen?.hash ?? this.#hash(place.span, raw)
    this.#seen.set(raw, { hash, conversation, day, micros })
    const key = partKey(hash, conversation, day)
    const pending = this.#pendingParts.get(key)
    if (pending === undefined ? !this.#stored.parts.has(key, micros) : pending > micros) {
      this.#pendingParts.set(key, micros)
      const text = loosen(raw, (structure) => this.#take(structure, KIND.key, place))
      if (isUnsure(text.body)) this.#take(UNSURE_VALUE, KIND.said, place)
      this.#line(hash, conversation, text, place, { key, valueHashes: [] })
    }
    return hash
  }

  #pendingOf(scope: string): ValueTable {
    const known = this.#pendingValues.get(scope)
    if (known !== undefined) return known
    const values = new ValueTable()
    this.#pendingValues.set(scope, values)
    return values
  }

  #take(value: string, kind: Kind, place: Place): void {
    if (value === '' || !this.#isNew(value, kind, place)) return
    place.values.push(kind === KIND.key ? `${KEY_MARK}${value}` : value)
    place.valueHashes.push(this.#hasher.high, this.#hasher.low)
  }

  #isNew(value: string, kind: Kind, { known, pending }: Place): boolean {
    const hasher = this.#hasher
    hasher.take(value, kind)
    return !known.has(hasher.high, hasher.low) && pending.add(hasher.high, hasher.low)
  }

  /** Names, attribute values and keys, those that are new on their day, in one row for the span that says them. */
  #writeValues(place: Place): void {
    const { span, values, valueHashes } = place
    if (values.length === 0) return
    const body = values.join(VALUE_SEPARATOR)
    const hash = this.#hash(span, `${span.traceId}\0${span.spanId}\0${body}`)
    this.#line(hash, VALUES, { body, form: VALUES_FORM, raw: '' }, place, { valueHashes })
  }

  #line(
    hash: ContentHash,
    conversation: ContentHash,
    text: LooseText,
    { span, day, micros, scope }: Place,
    of: Pick<PreparedPart, 'key' | 'valueHashes'>,
  ): void {
    const lines = this.#lines
    const id = `${tsvCell(span.experimentId)}\t${day}\t${conversation}\t${hash}\t${tsvCell(span.traceId)}\t${span.spanId}`
    lines.write(`${id}\t${text.form}\t`)
    lines.write(tsvCell(text.body))
    lines.write(`\t${tsvCell(text.raw)}\t${LATEST - span.startNanos}`)
    lines.endLine()
    this.#parts.push({ micros, scope, ...of })
  }
}
