import type { Arena, Part } from './arena.ts'
import type { Random } from './random.ts'
import type { SpanKindParts, SpanParts } from './span-parts.ts'

export interface SpanIdWords {
  readonly high: number
  readonly low: number
}

export interface SpanFrame {
  readonly id: SpanIdWords
  readonly parent: SpanIdWords | undefined
  readonly startMicros: number
  readonly endMicros: number
}

/** Of the usual size of a span and of a payload: another size costs a move. */
const LENGTH_BYTES = 2

/**
 * Writes spans, one after another, as they stand in a ScopeSpans message (opentelemetry/proto/trace/v1/trace.proto).
 * Attributes are added between `begin` and `end`.
 */
export class SpanWriter {
  readonly arena: Arena
  readonly parts: SpanParts
  /** Where each span of this chunk ends. */
  readonly ends: number[] = []
  #traceId: readonly number[] = []
  #span = 0
  #attribute = 0
  #value = 0
  #text = 0

  constructor(arena: Arena, parts: SpanParts) {
    this.arena = arena
    this.parts = parts
  }

  beginTrace(traceIdWords: readonly number[]): void {
    this.#traceId = traceIdWords
  }

  begin(kind: SpanKindParts, frame: SpanFrame): void {
    const { arena } = this
    this.#span = arena.open(0x12, LENGTH_BYTES)
    arena.byte(0x0a)
    arena.byte(16)
    for (const word of this.#traceId) arena.bigEndian(word)
    this.#spanId(0x12, frame.id)
    if (frame.parent !== undefined) this.#spanId(0x22, frame.parent)
    arena.copy(kind.head)
    arena.nanos(0x39, frame.startMicros)
    arena.nanos(0x41, frame.endMicros)
    arena.copy(kind.attributes)
  }

  end(hasFailed: boolean, failedAtMicros = 0): void {
    const { arena, parts } = this
    if (hasFailed) {
      const { start, end } = parts.exceptionEvent
      arena.byte(0x5a)
      arena.varint(end - start + 9)
      arena.nanos(0x09, failedAtMicros)
      arena.copy(parts.exceptionEvent)
    }
    arena.copy(hasFailed ? parts.error : parts.ok)
    arena.close(this.#span, LENGTH_BYTES)
    this.ends.push(arena.at)
  }

  /** Opens an attribute that holds a text: its content is what is written until `endText`. `key` as `keyPart` made it. */
  beginText(key: Part): void {
    const { arena } = this
    this.#attribute = arena.open(0x4a, LENGTH_BYTES)
    arena.copy(key)
    this.#value = arena.open(0x12, LENGTH_BYTES)
    this.#text = arena.open(0x0a, LENGTH_BYTES)
  }

  endText(): void {
    const { arena } = this
    arena.close(this.#text, LENGTH_BYTES)
    arena.close(this.#value, LENGTH_BYTES)
    arena.close(this.#attribute, LENGTH_BYTES)
  }

  integer(key: Part, value: number): void {
    const { arena } = this
    const attribute = arena.open(0x4a, 1)
    arena.copy(key)
    const holder = arena.open(0x12, 1)
    arena.byte(0x18)
    arena.varint(value)
    arena.close(holder, 1)
    arena.close(attribute, 1)
  }

  text(text: Part): void {
    this.arena.copy(text)
  }

  #spanId(tag: number, { high, low }: SpanIdWords): void {
    const { arena } = this
    arena.byte(tag)
    arena.byte(8)
    arena.bigEndian(high)
    arena.bigEndian(low)
  }
}

/** Never all zeros, which would be no id. */
export const newSpanId = (random: Random): SpanIdWords => ({ high: (random.uint32() | 1) >>> 0, low: random.uint32() })

/** A KeyValue's key field. */
export function keyPart(arena: Arena, key: string): Part {
  const bytes = Buffer.from(key)
  return arena.keep(Buffer.concat([Buffer.from([0x0a, bytes.length]), bytes]))
}
