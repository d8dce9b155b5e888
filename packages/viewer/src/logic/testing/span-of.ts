import {
  experimentId,
  spanId,
  traceId,
  unixNanos,
  type Attributes,
  type JsonText,
  type Span,
  type SpanEvent,
  type StatusCode,
  type TokenUsage,
} from '@loupe-ai/model'

/** What a test says of a span; the rest is filled in. Times are milliseconds from the start of the trace. */
export interface SpanSketch {
  readonly id: number
  readonly parent?: number
  readonly name?: string
  readonly type?: string
  readonly from?: number
  /** Absent: 10 ms after `from`. `running` never ended. */
  readonly to?: number | 'running'
  readonly inputs?: unknown
  readonly outputs?: unknown
  readonly model?: string
  readonly usage?: TokenUsage
  readonly status?: StatusCode
  readonly message?: string
  readonly attributes?: Attributes
  readonly events?: readonly SpanEvent[]
}

const START_NANOS = 1_795_000_000_000_000_000n

export const idOf = (id: number): Span['spanId'] => spanId(id.toString(16).padStart(16, '0'))

export const nanosAt = (millis: number): Span['startNanos'] => unixNanos(START_NANOS + BigInt(Math.round(millis * 1e6)))

export function spanOf(sketch: SpanSketch): Span {
  const { id, parent, from = 0, to = from + 10 } = sketch
  const json = (value: unknown) => (value === undefined ? undefined : (JSON.stringify(value) as JsonText))
  return {
    traceId: traceId('tr-8f0c0000000000000000000000041d2a'),
    spanId: idOf(id),
    parentId: parent === undefined ? undefined : idOf(parent),
    experimentId: experimentId('1'),
    name: sketch.name ?? `span ${id}`,
    kind: 'INTERNAL',
    startNanos: nanosAt(from),
    endNanos: to === 'running' ? undefined : nanosAt(to),
    status: { code: sketch.status ?? 'OK', message: sketch.message },
    type: sketch.type ?? 'UNKNOWN',
    inputs: json(sketch.inputs),
    outputs: json(sketch.outputs),
    model: sketch.model,
    usage: sketch.usage,
    attributes: sketch.attributes ?? {},
    events: sketch.events ?? [],
    links: [],
    resource: { 'service.name': 'cookbook' },
    scope: { name: '@loupe-ai/sdk', version: '0.1.0' },
    trace: { tags: {}, metadata: {} },
  }
}
