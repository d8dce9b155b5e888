import { AttributeList, SpanEncoder, type EncodableSpan } from '@loupe-ai/wire'
import { traceIdOfOtel, type Attributes, type SpanId } from '@loupe-ai/model'

import type { Diagnostics } from '../diagnostics.ts'
import type { OutgoingSpan } from '../export/exporter.ts'
import { maskSpan, type Mask } from './mask-span.ts'
import type { RunningOutgoingSpan } from './running-spans.ts'
import type { BegunSpan, EndedSpan, RunningSpan } from './span-sink.ts'

export interface SpanEncoding {
  /** Undefined where a mask says anew at the end what may be told, and for what cannot be encoded. */
  begin(span: RunningSpan): BegunSpan | undefined
  running(span: RunningSpan, begun: BegunSpan | undefined, resource: Attributes): RunningOutgoingSpan
  /** Undefined for what cannot be encoded. */
  end(ended: EndedSpan, resource: Attributes): OutgoingSpan | undefined
}

/** Masks spans and encodes them, each once: its end goes on with the bytes of its beginning. */
export function spanEncoding(maskNow: () => Mask | undefined, diagnostics: Diagnostics): SpanEncoding {
  const encoder = new SpanEncoder()

  function carefully(encode: () => Uint8Array): Uint8Array | undefined {
    try {
      return encode()
    } catch (error) {
      diagnostics.swallow('encoding a span', error)
      return undefined
    }
  }

  const whole = (span: EncodableSpan): Uint8Array | undefined => {
    const mask = maskNow()
    return carefully(() => encoder.encode(mask === undefined ? span : maskSpan(span, mask)))
  }

  return {
    begin(span) {
      if (maskNow() !== undefined) return undefined
      const described = span.described()
      const { attributes } = described
      const bytes = carefully(() => encoder.begin(described))
      return bytes && { bytes, attributes: attributes instanceof AttributeList ? attributes.size : 0 }
    },
    running: (span, begun, resource) => new RunningOutgoing(span, begun, resource, whole),
    end({ span, isLocalRoot, begun }, resource) {
      const goesOn = begun !== undefined && maskNow() === undefined
      const bytes = goesOn ? carefully(() => encoder.end(begun.bytes, span, begun.attributes)) : whole(span)
      if (bytes === undefined) return undefined
      const begunBytes = goesOn ? begun.bytes.byteLength : 0
      return {
        traceId: traceIdOfOtel(span.traceId),
        spanId: span.spanId as SpanId,
        bytes,
        isLocalRoot,
        resource,
        begunBytes,
      }
    },
  }
}

class RunningOutgoing implements RunningOutgoingSpan {
  readonly spanId: SpanId
  readonly begun: OutgoingSpan | undefined
  readonly #span: RunningSpan
  readonly #resource: Attributes
  readonly #encode: (span: EncodableSpan) => Uint8Array | undefined

  constructor(
    span: RunningSpan,
    begun: BegunSpan | undefined,
    resource: Attributes,
    encode: (span: EncodableSpan) => Uint8Array | undefined,
  ) {
    this.spanId = span.spanId
    this.#span = span
    this.#resource = resource
    this.#encode = encode
    this.begun = begun && this.#outgoing(begun.bytes)
  }

  get isEnded(): boolean {
    return this.#span.isEnded
  }

  snapshot(): OutgoingSpan | undefined {
    const span = this.#span.snapshot()
    const bytes = this.#encode(span)
    return bytes && this.#outgoing(bytes)
  }

  #outgoing(bytes: Uint8Array): OutgoingSpan {
    const { traceId, spanId } = this.#span
    return { traceId, spanId, bytes, isLocalRoot: false, resource: this.#resource }
  }
}
