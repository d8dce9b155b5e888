import { randomBytes } from 'node:crypto'

export interface SpanToSend {
  readonly name: string
  readonly traceId?: string
  readonly spanId?: string
  readonly parentSpanId?: string
  /** Before now. */
  readonly startedMillisAgo?: number
  readonly tookMillis?: number
  readonly error?: string
  /** Values of attributes; objects are sent as JSON text, as the SDKs do. */
  readonly attributes?: Readonly<Record<string, unknown>>
}

export const newTraceId = (): string => randomBytes(16).toString('hex')
export const newSpanId = (): string => randomBytes(8).toString('hex')

/** Sends spans as OTLP JSON to experiment `experimentId` and waits until they are stored. Gives the trace ids. */
export async function sendSpans(url: string, spans: readonly SpanToSend[], experimentId = '0'): Promise<string[]> {
  const ready = spans.map(toOtlp)
  const response = await fetch(`${url}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-mlflow-experiment-id': experimentId },
    body: JSON.stringify({ resourceSpans: [{ scopeSpans: [{ scope: { name: 'browser-test' }, spans: ready }] }] }),
  })
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
  return ready.map((span) => `tr-${span.traceId}`)
}

function toOtlp(span: SpanToSend) {
  const start = BigInt(Date.now() - (span.startedMillisAgo ?? 1_000)) * 1_000_000n
  const attributes = Object.entries(span.attributes ?? {}).map(([key, value]) => ({
    key,
    value:
      typeof value === 'boolean'
        ? { boolValue: value }
        : { stringValue: typeof value === 'string' ? value : JSON.stringify(value) },
  }))
  return {
    traceId: span.traceId ?? newTraceId(),
    spanId: span.spanId ?? newSpanId(),
    ...(span.parentSpanId !== undefined && { parentSpanId: span.parentSpanId }),
    name: span.name,
    kind: 1,
    startTimeUnixNano: String(start),
    endTimeUnixNano: String(start + BigInt(span.tookMillis ?? 120) * 1_000_000n),
    attributes,
    status: span.error === undefined ? { code: 1 } : { code: 2, message: span.error },
  }
}

/** A root span whose row shows `question` and `answer`. */
export const askedAndAnswered = (
  name: string,
  question: string,
  answer: string,
  more: Partial<SpanToSend> = {},
): SpanToSend => ({
  name,
  ...more,
  attributes: {
    'loupe.requestPreview': question,
    'loupe.responsePreview': answer,
    'mlflow.spanInputs': JSON.stringify(question),
    'mlflow.spanOutputs': JSON.stringify(answer),
    ...more.attributes,
  },
})
