import { MLFLOW, type Attributes, type Span, type SpanEvent, type SpanId, type TokenUsage } from '@loupe-ai/model'
import { parseJson } from '@loupe-ai/wire'

import { plainJson, readableAttributes } from './plain-json.ts'

/** One operation of a trace that was read back. */
export class TraceSpan {
  readonly spanId: SpanId
  readonly parentId: SpanId | undefined
  readonly name: string
  readonly spanType: string
  readonly status: { readonly code: 'UNSET' | 'OK' | 'ERROR'; readonly message?: string }
  /** Nanoseconds since 1970. */
  readonly startTimeNs: bigint
  /** Absent while the span runs. */
  readonly endTimeNs: bigint | undefined
  /** Everything else that was recorded; an integer that a number cannot hold is a bigint. */
  readonly attributes: Attributes
  readonly events: readonly SpanEvent[]
  readonly model: string | undefined
  readonly tokenUsage: TokenUsage | undefined
  /** By start time. */
  readonly children: readonly TraceSpan[]
  readonly #span: Span
  #inputs: { readonly value: unknown } | undefined
  #outputs: { readonly value: unknown } | undefined

  constructor(span: Span, children: readonly TraceSpan[]) {
    this.#span = span
    this.spanId = span.spanId
    this.parentId = span.parentId
    this.name = span.name
    this.spanType = span.type
    this.status = span.status
    this.startTimeNs = span.startNanos
    this.endTimeNs = span.endNanos
    this.attributes = readableAttributes(span.attributes)
    this.events = span.events.map((event) => ({ ...event, attributes: readableAttributes(event.attributes) }))
    this.model = span.model
    this.tokenUsage = span.usage
    this.children = children
  }

  /** Parsed when first asked for; an integer that a number cannot hold is a bigint. Undefined if there are none. */
  get inputs(): unknown {
    return (this.#inputs ??= parsed(this.#span.inputs)).value
  }

  get outputs(): unknown {
    return (this.#outputs ??= parsed(this.#span.outputs)).value
  }

  /** Absent while the span runs. */
  get durationMillis(): number | undefined {
    return this.endTimeNs === undefined ? undefined : Number(this.endTimeNs - this.startTimeNs) / 1e6
  }

  /** For `JSON.stringify`: itself, with times as texts; its children stand beside it in their trace, not in it. */
  toJSON(): Readonly<Record<string, unknown>> {
    const { spanId, parentId, name, spanType, status, model } = this
    const { inputs, outputs, attributes, events, tokenUsage } = this
    return {
      spanId,
      parentId,
      name,
      spanType,
      status,
      startTimeNs: String(this.startTimeNs),
      endTimeNs: this.endTimeNs === undefined ? undefined : String(this.endTimeNs),
      model,
      tokenUsage,
      inputs: plainJson(inputs),
      outputs: plainJson(outputs),
      attributes: plainJson(attributes),
      events: plainJson(events),
    }
  }

  /** In US dollars; undefined if its price is not known. */
  get totalCost(): number | undefined {
    const cost = Object.hasOwn(this.attributes, MLFLOW.cost) ? this.attributes[MLFLOW.cost] : undefined
    if (typeof cost !== 'object' || cost === null || !('total_cost' in cost)) return undefined
    const total = cost.total_cost
    return typeof total === 'number' || typeof total === 'bigint' ? Number(total) : undefined
  }
}

const parsed = (text: string | undefined): { readonly value: unknown } => ({
  value: text === undefined ? undefined : parseJson(text),
})
