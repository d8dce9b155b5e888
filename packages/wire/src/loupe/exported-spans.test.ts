import { type JsonText, type Span, spanId, traceId, unixNanos } from '@loupe-ai/model'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { readTraceRequestJson } from '../otlp/read-json.ts'
import { randomValue } from '../otlp/random-request.ts'
import { isExportedSpans, readExportedSpans, writeExportedSpans } from './exported-spans.ts'

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom('', '__proto__', '日本語', '\ud800'),
)
const optional = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined })
const texts = fc.dictionary(text, text, { maxKeys: 2, noNullPrototype: true })
const attributes = fc.dictionary(fc.oneof(text, fc.constantFrom('mlflow.spanInputs', 'mlflow.spanType')), randomValue, {
  maxKeys: 4,
  noNullPrototype: true,
})
const nanos = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(unixNanos)
const hex = (digits: number): fc.Arbitrary<string> =>
  fc.bigInt({ min: 1n, max: 16n ** BigInt(digits) - 1n }).map((value) => value.toString(16).padStart(digits, '0'))
const amounts = { inputCost: fc.double({ min: 0.1, noNaN: true, noDefaultInfinity: true }), outputCost: fc.constant(0) }

const anySpan = fc.record({
  traceId: fc.oneof(
    hex(32).map((id) => traceId(`tr-${id}`)),
    fc.string({ minLength: 1, maxLength: 50 }).map(traceId),
  ),
  spanId: hex(16).map(spanId),
  parentId: optional(hex(16).map(spanId)),
  experimentId: fc.constantFrom('0', '17'),
  name: text,
  kind: fc.constantFrom('UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'),
  traceState: optional(text),
  startNanos: nanos,
  endNanos: optional(nanos),
  status: fc.record({ code: fc.constantFrom('UNSET', 'OK', 'ERROR'), message: optional(text) }),
  type: text,
  inputs: optional(fc.json()),
  outputs: optional(fc.constantFrom(' {"a" : 1.0, "a": 12345678901234567890} ')),
  model: optional(text),
  provider: optional(text),
  usage: optional(fc.record({ inputTokens: fc.maxSafeNat() })),
  cost: optional(fc.record({ ...amounts, totalCost: fc.constant(1e21), priceTable: text })),
  sessionId: optional(text),
  userId: optional(text),
  attributes,
  events: fc.array(fc.record({ name: text, timeNanos: nanos, attributes }), { maxLength: 2 }),
  links: fc.array(fc.record({ otelTraceId: hex(32), spanId: hex(16).map(spanId), attributes }), { maxLength: 2 }),
  resource: attributes,
  scope: fc.record({ name: text, version: optional(text) }),
  trace: fc.record({ tags: texts, metadata: texts, requestPreview: optional(text) }),
}) as unknown as fc.Arbitrary<Span>

test('any spans come back exactly, and the line is an OTLP request of as many spans to everybody else', () => {
  fc.assert(
    fc.property(fc.array(anySpan, { maxLength: 4 }), (spans) => {
      const line = writeExportedSpans(spans)
      expect(line).not.toContain('\n')
      expect(isExportedSpans(line)).toBe(true)
      expect(readExportedSpans(line)).toEqual({ ok: true, spans })
      const otlp = readTraceRequestJson(line)
      const seen = otlp.ok
        ? otlp.value.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans).flatMap((s) => s.spans)
        : []
      expect(seen).toHaveLength(spans.length)
      expect(seen.map(({ name }) => name)).toEqual(spans.map(({ name }) => name))
    }),
    { numRuns: 200 },
  )
})

test('what is no such line is told, never thrown', () => {
  const span = {
    traceId: 'tr-1',
    spanId: '0000000000000001',
    experimentId: '0',
    name: 'a',
    kind: 'CLIENT',
    startNanos: 1n,
    status: { code: 'OK' },
    type: 'LLM',
    inputs: '1' as JsonText,
    attributes: {},
    events: [],
    links: [],
    resource: {},
    scope: { name: '' },
    trace: { tags: {}, metadata: {} },
  } as unknown as Span
  const line = writeExportedSpans([span])
  const broken = [
    'nonsense',
    '{}',
    '{"loupe":{"spans":[{}]}}',
    line.replace('"traceId":"tr-1"', '"traceId":7'),
    line.replace('"traceId":"tr-1"', '"traceId":""'),
    line.replace('"experimentId":"0"', '"experimentId":"x"'),
    line.replace('"spanId":"0000000000000001"', '"spanId":"zz"'),
    line.replace('"tags":{}', '"tags":{"a":1}'),
    line.replace('"added":[', '"added":[7,'),
    line.replace('"spans":[{"traceId":"tr-1"', '"spans":[null,{"traceId":"tr-1"'),
  ]
  expect(broken.map((text) => readExportedSpans(text).ok)).toEqual(broken.map(() => false))
})
