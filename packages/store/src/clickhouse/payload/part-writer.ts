import type { ExperimentId, Span } from '@loupe-ai/model'
import { tsvCell } from '../tsv.ts'
import { type ContentHash, contentHash, SHARED, VALUES } from './content-hash.ts'
import { type LooseText, loosen, VALUES_FORM } from './loose-text.ts'
import { MARKER, type PartSpan, splitPayload } from './split-payload.ts'
import { KEY_MARK, takeValues, UNSURE_VALUE, VALUE_SEPARATOR } from './span-values.ts'
import type { StoredKeys } from './stored-keys.ts'
import { dayOfNanos } from './time-buckets.ts'

export const PART_COLUMNS = [
  'experiment_id',
  'day',
  'conversation',
  'hash',
  'start_nanos',
  'trace_id',
  'span_id',
  'form',
  'body',
  'raw',
  'rank',
  'commit',
] as const

/** What a span says, as references to parts; the first of each list is the frame, the others fill its gaps. */
export interface PayloadRefs {
  readonly conversation: ContentHash
  readonly inputs: readonly ContentHash[]
  readonly outputs: readonly ContentHash[]
}

/** What parts and values are known to be stored. */
export interface StoredContent {
  readonly parts: StoredKeys
  readonly values: StoredKeys
}

interface Place {
  readonly experimentId: ExperimentId
  readonly day: number
  readonly conversation: ContentHash
  readonly span: Span
  readonly startMicros: number
  /** Keys of its new parts, with their marks. */
  readonly structures: Set<string>
  mayCompose: boolean
}

// oxlint-disable-next-line no-control-regex -- the marks of loose text are control characters
const STRUCTURES = /\u0003[^\u0003]*\u0003/g

/** Whether characters may melt into one with those beside them when text is folded, so that a part of it is not found in it. */
const mayCompose = (text: string): boolean => text.normalize('NFC') !== text || /[\uff9e\uff9f]/.test(text)

const ROLES_OF_ALL = new Set(['system', 'developer'])

/**
 * Turns the payloads of one commit into references, and gathers the parts that are not known to be stored. Call
 * `markStored` once the engine has confirmed them.
 */
export class PartWriter {
  readonly #secret: string
  readonly #stored: StoredContent
  readonly #commit: bigint
  readonly #lines: string[] = []
  readonly #newParts = new Map<string, number>()
  readonly #newValues = new Map<string, number>()

  constructor(secret: string, stored: StoredContent, commit: bigint) {
    this.#secret = secret
    this.#stored = stored
    this.#commit = commit
  }

  get count(): number {
    return this.#lines.length
  }

  bytes(): Uint8Array {
    return Buffer.from(`${this.#lines.join('\n')}\n`)
  }

  markStored(): void {
    for (const [key, time] of this.#newParts) this.#stored.parts.add(key, time)
    for (const [key, time] of this.#newValues) this.#stored.values.add(key, time)
  }

  write(span: Span): PayloadRefs {
    const inputs = span.inputs === undefined ? undefined : splitPayload(span.inputs)
    const place: Place = {
      experimentId: span.experimentId,
      day: dayOfNanos(span.startNanos),
      conversation: this.#conversationOf(span, inputs),
      span,
      startMicros: Number(span.startNanos / 1000n),
      structures: new Set(),
      mayCompose: false,
    }
    const refs = {
      conversation: place.conversation,
      inputs: inputs === undefined ? [] : this.#refs(span.inputs!, inputs, place),
      outputs: span.outputs === undefined ? [] : this.#refs(span.outputs, splitPayload(span.outputs), place),
    }
    this.#writeValues(place)
    return refs
  }

  /** Spans that repeat the same history share it; those without messages share the one of their trace. */
  #conversationOf(span: Span, parts: readonly PartSpan[] | undefined): ContentHash {
    const first = parts?.find(({ role }) => role !== undefined && !ROLES_OF_ALL.has(role))
    return first === undefined
      ? contentHash(this.#secret, `${span.experimentId}\0trace`, span.traceId)
      : contentHash(this.#secret, `${span.experimentId}\0conversation`, span.inputs!.slice(first.start, first.end))
  }

  #refs(payload: string, parts: readonly PartSpan[], place: Place): ContentHash[] {
    if (parts.length === 0) return [this.#ref(payload, place.conversation, place)]
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
    return [this.#ref(frame.join(MARKER), SHARED, place), ...refs]
  }

  #ref(raw: string, conversation: ContentHash, place: Place): ContentHash {
    const hash = contentHash(this.#secret, `${place.experimentId}\0${conversation}`, raw)
    const key = `${hash}${place.day}`
    const pending = this.#newParts.get(key)
    if (pending === undefined ? !this.#stored.parts.has(key, place.startMicros) : pending > place.startMicros) {
      this.#newParts.set(key, place.startMicros)
      const text = loosen(raw)
      this.#line(hash, conversation, text, place)
      for (const [structure] of text.body.matchAll(STRUCTURES)) place.structures.add(structure)
      place.mayCompose ||= mayCompose(text.body)
    }
    return hash
  }

  /** Names, attribute values and keys, those that are new on their day, in one row for the span that says them. */
  #writeValues(place: Place): void {
    const { experimentId, day, span, startMicros } = place
    const values: string[] = []
    const take = (value: string): void => {
      const key = `${experimentId}\0${day}\0${value}`
      if (this.#newValues.has(key) || this.#stored.values.has(key, startMicros)) return
      this.#newValues.set(key, startMicros)
      values.push(value)
    }
    takeValues(span, take)
    for (const structure of place.structures) take(`${KEY_MARK}${structure.slice(1, -1)}`)
    if (place.mayCompose) take(UNSURE_VALUE)
    if (values.length === 0) return
    const body = values.join(VALUE_SEPARATOR)
    const hash = contentHash(this.#secret, `${experimentId}\0values`, `${span.traceId}\0${span.spanId}\0${body}`)
    this.#line(hash, VALUES, { body, form: VALUES_FORM, raw: '' }, place)
  }

  #line(hash: ContentHash, conversation: ContentHash, text: LooseText, place: Place): void {
    const { span } = place
    this.#lines.push(
      `${tsvCell(place.experimentId)}\t${place.day}\t${conversation}\t${hash}\t${span.startNanos}\t` +
        `${tsvCell(span.traceId)}\t${span.spanId}\t${text.form}\t${tsvCell(text.body)}\t${tsvCell(text.raw)}\t` +
        `${rankOf(span)}\t${this.#commit}`,
    )
  }
}

const LATEST = (1n << 64n) - 1n

/** The earliest start has the highest rank, of two at once the lower id. */
const rankOf = (span: Span): bigint => ((LATEST - span.startNanos) << 64n) | (LATEST - BigInt(`0x${span.spanId}`))
