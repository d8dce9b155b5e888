import { SpanKind, SpanStatusCode, TraceFlags, context, trace } from '@opentelemetry/api'
import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider, type ReadableSpan } from '@opentelemetry/sdk-trace'
import { expect, test } from 'vitest'
import { readTraceRequestJson, readTraceResponseJson } from './read-json.ts'
import { readTraceRequest, readTraceResponse } from './read-protobuf.ts'
import { writeTraceResponseJson } from './write-json.ts'
import { writeTraceResponse } from './write-protobuf.ts'

const LINKED = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  traceFlags: TraceFlags.SAMPLED,
}

/** A parent and its child, with all that a span can hold, made by OpenTelemetry's own SDK. */
function finishedSpans(): ReadableSpan[] {
  const exporter = new InMemorySpanExporter()
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'größe 🙂' }),
    spanProcessors: [new SimpleSpanProcessor({ exporter })],
  })
  const tracer = provider.getTracer('a-scope', '1.2.3')
  const parent = tracer.startSpan('parent', { startTime: [1_795_374_123, 123_456_789] })
  const child = tracer.startSpan(
    'generateContent',
    {
      kind: SpanKind.CLIENT,
      startTime: [1_795_374_123, 123_456_790],
      attributes: {
        text: 'größe 日本語',
        whole: 5,
        negative: -7,
        big: 2 ** 53 - 1,
        double: 0.5,
        yes: true,
        list: ['a', 'b'],
        empty: '',
      },
      links: [{ context: LINKED, attributes: { why: 'because' } }],
    },
    trace.setSpan(context.active(), parent),
  )
  child.addEvent('exception', { 'exception.message': 'no' }, [1_795_374_124, 1])
  child.setStatus({ code: SpanStatusCode.ERROR, message: 'it broke' })
  child.end([1_795_374_124, 123_456_789])
  parent.end([1_795_374_125, 0])
  return exporter.getFinishedSpans()
}

const FORMATS = {
  protobuf: (spans: ReadableSpan[]) => readTraceRequest(ProtobufTraceSerializer.serializeRequest(spans)!),
  JSON: (spans: ReadableSpan[]) =>
    readTraceRequestJson(new TextDecoder().decode(JsonTraceSerializer.serializeRequest(spans))),
}

test.each(Object.entries(FORMATS))('what the official %s exporter sends is read to the last digit', (_format, read) => {
  const spans = finishedSpans()
  const request = read(spans)
  if (!request.ok) throw new Error(request.failure.reason)
  const [resourceSpans] = request.value.resourceSpans
  const [scopeSpans] = resourceSpans!.scopeSpans
  const [child, parent] = scopeSpans!.spans

  expect(resourceSpans!.resource).toEqual({ 'service.name': 'größe 🙂' })
  expect(scopeSpans!.scope).toEqual({ name: 'a-scope', version: '1.2.3' })
  expect(parent).toMatchObject({ name: 'parent', parentSpanId: '', kind: 1, status: { code: 0, message: '' } })
  expect(child).toEqual({
    traceId: spans[0]!.spanContext().traceId,
    spanId: spans[0]!.spanContext().spanId,
    parentSpanId: spans[1]!.spanContext().spanId,
    traceState: '',
    name: 'generateContent',
    kind: 3,
    startTimeUnixNano: 1_795_374_123_123_456_790n,
    endTimeUnixNano: 1_795_374_124_123_456_789n,
    attributes: {
      text: 'größe 日本語',
      whole: 5n,
      negative: -7n,
      big: 9_007_199_254_740_991n,
      double: 0.5,
      yes: true,
      list: ['a', 'b'],
      empty: '',
    },
    events: [
      { name: 'exception', timeUnixNano: 1_795_374_124_000_000_001n, attributes: { 'exception.message': 'no' } },
    ],
    links: [{ traceId: LINKED.traceId, spanId: LINKED.spanId, attributes: { why: 'because' } }],
    status: { code: 2, message: 'it broke' },
  })
})

test('the official exporters read our answers', () => {
  const answer = { rejectedSpans: 2, errorMessage: 'two spans have no trace id' }
  const json = new TextEncoder().encode(writeTraceResponseJson(answer))

  expect(ProtobufTraceSerializer.deserializeResponse(writeTraceResponse(answer)).partialSuccess).toMatchObject({
    errorMessage: answer.errorMessage,
  })
  expect(JsonTraceSerializer.deserializeResponse(json).partialSuccess).toEqual({
    rejectedSpans: '2',
    errorMessage: answer.errorMessage,
  })
  expect(readTraceResponse(writeTraceResponse(answer))).toEqual({ ok: true, value: answer })
  expect(readTraceResponseJson(writeTraceResponseJson(answer))).toEqual({ ok: true, value: answer })
})

test('an answer without complaints is empty', () => {
  const nothing = { rejectedSpans: 0, errorMessage: '' }

  expect(writeTraceResponse(nothing)).toHaveLength(0)
  expect(writeTraceResponseJson(nothing)).toBe('{}')
  expect(readTraceResponse(new Uint8Array())).toEqual({ ok: true, value: nothing })
})
