import { experimentId, type Attributes, type Span } from '@loupe-ai/model'
import type { OtlpSpan } from '@loupe-ai/wire'
import { expect, test } from 'vitest'
import { otlpSpan } from '../testing/otlp-requests.ts'
import { translateSpan } from './translate-span.ts'

const SURROUNDINGS = {
  priceCall: () => undefined,
  experimentId: experimentId('7'),
  resource: { 'service.name': 'shop', 'telemetry.sdk.name': 'x', 'process.pid': 42n, 'loupe.experiment.name': 'e' },
  scope: { name: 'test', version: '1' },
}

test('ids, times, kind and status come over, to the nanosecond', () => {
  const otlp = otlpSpan({ parentSpanId: '00000000000000ff', kind: 3, status: { code: 2, message: 'boom' } })

  expect(translated(otlp)).toMatchObject({
    traceId: `tr-${otlp.traceId}`,
    spanId: otlp.spanId,
    parentId: '00000000000000ff',
    experimentId: '7',
    kind: 'CLIENT',
    startNanos: 1_795_374_123_123_456_789n,
    endNanos: 1_795_374_124_123_456_789n,
    status: { code: 'ERROR', message: 'boom' },
    scope: { name: 'test', version: '1' },
  })
})

test('a parent of zeros is none', () => {
  expect(translated(otlpSpan({ parentSpanId: '0000000000000000' })).parentId).toBeUndefined()
})

test('a partial span is running, whatever its end says, and so is one without an end', () => {
  expect(withAttributes({ 'loupe.partial': true }).endNanos).toBeUndefined()
  expect(translated(otlpSpan({ endTimeUnixNano: 0n })).endNanos).toBeUndefined()
})

test("MLflow's attributes become fields, and the others stay as they were said", () => {
  const span = withAttributes({
    'mlflow.spanType': '"CHAT_MODEL"',
    'mlflow.spanInputs': '{"q": 12345678901234567890}',
    'mlflow.spanOutputs': '"hello"',
    'mlflow.llm.model': 'm',
    'mlflow.llm.provider': '"p"',
    'mlflow.chat.tokenUsage': '{"input_tokens": 3, "output_tokens": 4, "total_tokens": 9}',
    'my.own': 5n,
  })

  expect(span).toMatchObject({
    type: 'CHAT_MODEL',
    inputs: '{"q": 12345678901234567890}',
    outputs: '"hello"',
    model: 'm',
    provider: 'p',
    usage: { inputTokens: 3, outputTokens: 4, totalTokens: 9 },
  })
  expect(Object.keys(span.attributes)).toEqual([
    'mlflow.llm.model',
    'mlflow.llm.provider',
    'mlflow.chat.tokenUsage',
    'my.own',
  ])
})

test('what Langfuse says that failed has failed, and what its traces are about is their metadata', () => {
  const failed = {
    'langfuse.observation.level': 'ERROR',
    'langfuse.observation.status_message': 'no such thing',
    'langfuse.trace.metadata.build': '7',
    'langfuse.trace.metadata.branch': 'theirs',
    'loupe.traceMetadata.branch': 'ours',
  }

  const unset = { code: 0, message: '' }

  expect(translated(otlpSpan({ attributes: failed, status: unset }))).toMatchObject({
    status: { code: 'ERROR', message: 'no such thing' },
    trace: { metadata: { build: '7', branch: 'ours' } },
  })
  const warned = { ...failed, 'langfuse.observation.level': 'WARNING' }
  expect(translated(otlpSpan({ attributes: warned, status: unset })).status.code).toBe('UNSET')
  expect(withAttributes(failed).status.code).toBe('OK')
})

test('a format of messages is told beside what the sender said, and the name of a coding program on its root', () => {
  const attributes = { 'lmnr.span.type': 'LLM' }
  const surroundings = { ...SURROUNDINGS, resource: { 'service.name': 'gemini-cli' } }
  const root = translateSpan(otlpSpan({ attributes }), surroundings)
  const child = translateSpan(otlpSpan({ attributes, parentSpanId: '00000000000000ff' }), surroundings)

  expect(root).toMatchObject({
    span: { attributes: { ...attributes, 'mlflow.message.format': 'openai', 'service.name': 'gemini-cli' } },
  })
  expect(child).toMatchObject({ span: { attributes: { ...attributes, 'mlflow.message.format': 'openai' } } })
  expect(withAttributes({ ...attributes, 'mlflow.message.format': 'mine' }).attributes).toMatchObject({
    'mlflow.message.format': 'mine',
  })
})

test.each<[string, Attributes[string], string]>([
  ['the text of a list', '[1, 2]', '[1, 2]'],
  ['a plain text', 'hello "you"', '"hello \\"you\\""'],
  ['the text of a number stays a text', '5', '"5"'],
  ['the text of a boolean stays a text', 'true', '"true"'],
  ['text that only begins like JSON', '{"a":', '"{\\"a\\":"'],
  ['an integer', 9_007_199_254_740_993n, '9007199254740993'],
  ['an object', { a: [1.5, null, true], b: 2n }, '{"a":[1.5,null,true],"b":2}'],
  ['an empty text', '', '""'],
])('inputs: %s', (_, value, expected) => {
  expect(withAttributes({ 'mlflow.spanInputs': value }).inputs).toBe(expected)
})

test.each(['5', 'true', 'null', '2508.50', '"5"', '{"a": 1}'])(
  "what Loupe's SDK sends as %s is that document",
  (payload) => {
    const resource = { 'telemetry.sdk.name': 'loupe' }
    const otlp = otlpSpan({ attributes: { 'mlflow.spanInputs': payload } })

    expect(translateSpan(otlp, { ...SURROUNDINGS, resource })).toMatchObject({ span: { inputs: payload } })
  },
)

test('what a span says of its trace is read from it', () => {
  const span = withAttributes({
    'mlflow.traceTag.env': 'prod',
    'loupe.traceMetadata.build': '17',
    'loupe.clientRequestId': 'r-1',
    'loupe.requestPreview': 'asked',
    'session.id': 's-1',
    'user.id': 'u-1',
  })

  expect(span.trace).toMatchObject({
    tags: { env: 'prod', 'service.name': 'shop', 'process.pid': '42' },
    metadata: { build: '17' },
    clientRequestId: 'r-1',
    requestPreview: 'asked',
  })
  expect(Object.keys(span.trace.tags)).toHaveLength(3)
  expect(span).toMatchObject({ sessionId: 's-1', userId: 'u-1' })
})

test('a tag of the trace wins over the resource, and only roots speak for the resource', () => {
  const child = translated(otlpSpan({ parentSpanId: '00000000000000ff', attributes: { 'mlflow.traceTag.a': 'b' } }))

  expect(withAttributes({ 'mlflow.traceTag.service.name': 'other' }).trace.tags['service.name']).toBe('other')
  expect(child.trace.tags).toEqual({ a: 'b' })
})

test('previews are made of the payloads of roots only', () => {
  const attributes = { 'mlflow.spanInputs': '{"contents":"hi"}', 'mlflow.spanOutputs': '"ho"' }
  const child = translated(otlpSpan({ parentSpanId: '00000000000000ff', attributes }))

  expect(withAttributes(attributes).trace).toMatchObject({ requestPreview: 'hi', responsePreview: 'ho' })
  expect(child.trace.requestPreview).toBeUndefined()
})

test('keys that MLflow would not take, long ones among them, make no tags, and long values are cut', () => {
  const { tags } = withAttributes({
    'mlflow.traceTag.': 'x',
    'mlflow.traceTag.a?b': 'x',
    [`mlflow.traceTag.${'k'.repeat(251)}`]: 'x',
    'mlflow.traceTag.__proto__': 'x',
    'mlflow.traceTag.long': 'v'.repeat(9_000),
  }).trace

  expect(Object.keys(tags).filter((key) => !(key in SURROUNDINGS.resource))).toEqual(['long'])
  expect(tags['long']).toHaveLength(8_000)
})

test.each<[string, Partial<OtlpSpan>]>([
  ['trace id of zeros', { traceId: '0'.repeat(32) }],
  ['short trace id', { traceId: 'ab' }],
  ['trace id that is not hex', { traceId: 'z'.repeat(32) }],
  ['span id of zeros', { spanId: '0'.repeat(16) }],
  ['no span id', { spanId: '' }],
  ['short parent id', { parentSpanId: 'ab' }],
  ['start beyond what 64 bits hold', { startTimeUnixNano: 2n ** 63n }],
])('%s: the span is set apart', (_, fields) => {
  expect(translateSpan(otlpSpan(fields), SURROUNDINGS).ok).toBe(false)
})

test('a link with a bad id is left out, its span kept', () => {
  const good = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), attributes: { k: 'v' } }
  const { links } = translated(otlpSpan({ links: [good, { ...good, spanId: '' }] }))

  expect(links).toEqual([{ otelTraceId: good.traceId, spanId: good.spanId, attributes: { k: 'v' } }])
})

const withAttributes = (attributes: Attributes): Span => translated(otlpSpan({ attributes }))

function translated(otlp: OtlpSpan): Span {
  const result = translateSpan(otlp, SURROUNDINGS)
  if (!result.ok) throw new Error(result.reason)
  return result.span
}

test.each<[string, Partial<OtlpSpan>]>([
  ['attributes', { attributes: manyAttributes(10_001) }],
  ['attributes', { events: [{ name: 'e', timeUnixNano: 1n, attributes: manyAttributes(10_001) }] }],
  ['events', { events: Array.from({ length: 10_001 }, () => ({ name: 'e', timeUnixNano: 1n, attributes: {} })) }],
  ['links', { links: Array.from({ length: 10_001 }, () => ({ traceId: '', spanId: '', attributes: {} })) }],
])('more than 10,000 %s are refused, 10,000 are not', (what, fields) => {
  expect(translateSpan(otlpSpan(fields), SURROUNDINGS)).toMatchObject({
    ok: false,
    reason: expect.stringMatching(new RegExp(`more than 10000 ${what}`)),
  })
  expect(translateSpan(otlpSpan({ attributes: manyAttributes(10_000) }), SURROUNDINGS).ok).toBe(true)
})

function manyAttributes(count: number): Attributes {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`key ${index}`, 1n]))
}
