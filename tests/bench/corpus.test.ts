import { readTraceRequest, type OtlpSpan } from '@loupe-ai/wire'
import { expect, test } from 'vitest'
import { otlpEnvelope } from '../../bench/load/otlp-envelope.ts'
import { openChunks } from '../../bench/seed/chunks.ts'
import { expectedCounts } from '../../bench/seed/expected-counts.ts'
import { MARKERS } from '../../bench/seed/markers.ts'
import { blocks, otelTraceId, type CorpusOptions } from '../../bench/seed/plan.ts'

const CORPUS: CorpusOptions = { seed: 4, spans: 40_000, days: 41, endMicros: Date.UTC(2026, 10, 24) * 1000 }
const envelope = otlpEnvelope({ 'loupe.experiment.name': 'app-01' })

function decodeAll(corpus: CorpusOptions, from = 0): OtlpSpan[] {
  const spans: OtlpSpan[] = []
  const source = openChunks(corpus, 1, { from })
  for (let chunk = source.next(); chunk !== undefined; chunk = source.next()) {
    const content = chunk.bytes(0, chunk.spans)
    const request = readTraceRequest(Buffer.concat([envelope(content.length), content]))
    if (!request.ok) throw new Error('the corpus does not decode')
    for (const { scopeSpans } of request.value.resourceSpans) for (const scope of scopeSpans) spans.push(...scope.spans)
    chunk.release()
  }
  return spans
}

const spans = decodeAll(CORPUS)
const payloads = (span: OtlpSpan): string[] =>
  ['mlflow.spanInputs', 'mlflow.spanOutputs'].flatMap((key) => {
    const payload = span.attributes[key]
    return typeof payload === 'string' ? [payload] : []
  })

test('a corpus holds the spans and traces of its plan, each span once and below a span of its trace', () => {
  const expected = expectedCounts(CORPUS)
  const planned = [...blocks(CORPUS)].flatMap(({ index, conversations }) =>
    conversations.flatMap(({ traces }, number) =>
      traces.map((count, trace) => [otelTraceId(CORPUS.seed, index, number, trace), count] as const),
    ),
  )
  const byTrace = Map.groupBy(spans, ({ traceId }) => traceId)
  const ids = new Set(spans.map(({ traceId, spanId }) => traceId + spanId))

  expect(spans).toHaveLength(expected.spans)
  expect(ids.size).toBe(spans.length)
  expect(Object.fromEntries([...byTrace].map(([id, each]) => [id, each.length]))).toEqual(Object.fromEntries(planned))
  expect(planned).toHaveLength(expected.traces)
  expect(Math.max(...planned.map(([, count]) => count))).toBeGreaterThanOrEqual(1000)
  for (const each of byTrace.values()) {
    const known = new Set(each.map(({ spanId }) => spanId))
    expect(each.filter(({ parentSpanId }) => parentSpanId === '')).toHaveLength(1)
    expect(each.every(({ parentSpanId }) => parentSpanId === '' || known.has(parentSpanId))).toBe(true)
  }
})

test('every payload is JSON', () => {
  for (const payload of spans.flatMap(payloads)) JSON.parse(payload)

  expect(spans.flatMap(payloads).length).toBeGreaterThan(spans.length)
})

test('markers, errors, users and tags are where they are counted', () => {
  const expected = expectedCounts(CORPUS)
  const tracesWhere = (holds: (span: OtlpSpan) => boolean): number =>
    new Set(spans.filter(holds).map(({ traceId }) => traceId)).size

  for (const { text, containedIn } of expected.markers) {
    expect([text, tracesWhere((span) => payloads(span).some((payload) => payload.includes(text)))]).toEqual([
      text,
      containedIn,
    ])
  }
  expect(expected.markers[0]?.saidIn).toBeGreaterThan(40_000 / 500 / MARKERS[0]!.oneIn)
  expect(tracesWhere(({ parentSpanId, status }) => parentSpanId === '' && status.code === 2)).toBe(
    expected.failedTraces,
  )
  expect(tracesWhere(({ attributes }) => attributes['user.id'] === expected.frequentUser.name)).toBe(
    expected.frequentUser.traces,
  )
  for (const [name, count] of Object.entries(expected.tracesOfEnvironment)) {
    expect(tracesWhere(({ attributes }) => attributes['mlflow.traceTag.environment'] === name)).toBe(count)
  }
})

test('a corpus is the same each time, and from its middle on', () => {
  const again = decodeAll(CORPUS, 20_000)

  expect(again).toEqual(spans.slice(-again.length))
  expect(again.length).toBeGreaterThanOrEqual(20_000)
})
