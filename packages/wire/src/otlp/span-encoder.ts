import type { Attributes, AttributeValue } from '@loupe-ai/model'
import { AttributeList } from './attribute-list.ts'
import type { OtlpSpan } from './otlp-request.ts'
import { ProtobufWriter } from './protobuf-writer.ts'
import { writeAttribute, writeAttributes } from './write-any-value.ts'
import { SPAN_TAGS, writeSpanBeginning, writeSpanEnd } from './write-protobuf.ts'

/** A span that may still be recorded. */
export interface EncodableSpan extends Omit<OtlpSpan, 'attributes'> {
  readonly attributes: Attributes | AttributeList
}

const SLAB_BYTES = 64 * 1024
/** Spans from this size on have memory of their own. */
const LARGE_BYTES = 16 * 1024

const MAX_KNOWN_NAMES = 500
const MAX_KNOWN_CHARACTERS = 100

interface KnownAttribute {
  readonly value: AttributeValue
  readonly bytes: Uint8Array
}

/**
 * Encodes spans as Span messages, as `writeEncodedSpans` takes them. Spans that follow one another share memory, because
 * asking for it takes longer than encoding most of them, and what most spans of a program have in common (provider, model,
 * type) is encoded once. Throws as `writeTraceRequest` does.
 */
export class SpanEncoder {
  #writer = new ProtobufWriter(SLAB_BYTES)
  readonly #known = new Map<string, KnownAttribute>()

  encode(span: EncodableSpan): Uint8Array<ArrayBuffer> {
    this.#writer.discard()
    writeSpanBeginning(this.#writer, span)
    this.#attributes(span.attributes, 0)
    writeSpanEnd(this.#writer, span)
    return this.#take()
  }

  /** What is known of a span when it begins: a message without end and status, which `end` goes on with. */
  begin(span: EncodableSpan): Uint8Array<ArrayBuffer> {
    this.#writer.discard()
    writeSpanBeginning(this.#writer, span)
    this.#attributes(span.attributes, 0)
    return this.#take()
  }

  /** The whole span: `begun`, and what came after the first `attributes` of it, which are as they were. */
  end(begun: Uint8Array, span: EncodableSpan, attributes: number): Uint8Array<ArrayBuffer> {
    this.#writer.discard()
    this.#writer.raw(begun)
    this.#attributes(span.attributes, attributes)
    writeSpanEnd(this.#writer, span)
    return this.#take()
  }

  #take(): Uint8Array<ArrayBuffer> {
    if (this.#writer.length < LARGE_BYTES) return this.#writer.take()
    const bytes = this.#writer.finish().slice()
    this.#writer = new ProtobufWriter(SLAB_BYTES)
    return bytes
  }

  #attributes(attributes: EncodableSpan['attributes'], from: number): void {
    if (!(attributes instanceof AttributeList)) return writeAttributes(this.#writer, SPAN_TAGS.attributes, attributes)
    const { names, values } = attributes
    for (let at = from; at < names.length; at++) this.#attribute(names[at]!, values[at]!)
  }

  #attribute(name: string, value: AttributeValue): void {
    const known = this.#known.get(name)
    if (known !== undefined && known.value === value) return this.#writer.raw(known.bytes)
    const start = this.#writer.length
    writeAttribute(this.#writer, SPAN_TAGS.attributes, name, value, 0)
    if (known !== undefined || typeof value !== 'string' || this.#known.size >= MAX_KNOWN_NAMES) return
    if (name.length + value.length <= MAX_KNOWN_CHARACTERS)
      this.#known.set(name, { value, bytes: this.#writer.finish().slice(start) })
  }
}
