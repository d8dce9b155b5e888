import { spanId, traceId, unixNanos, type Span } from '@loupe-ai/model'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { readStoredSpans } from './read-stored-spans.ts'
import { storedSpansText, storedSpansTextV2 } from './stored-spans-json.ts'

const HEX = 'e6d439c102a442ada7264aa3629d5bda'
const ID = traceId(`tr-${HEX}`)

const spansOf = (spans: readonly object[], id = ID) => {
  const result = readStoredSpans(JSON.stringify({ spans }), id)
  if (!result.ok) throw new Error(result.reason)
  return result
}

const FORM_A = {
  trace_id: '5tQ5wQKkQq2nJkqjYp1b2g==',
  span_id: '6Kx6hB1mQk8=',
  parent_span_id: null,
  name: 'root',
  start_time_unix_nano: 1_795_374_123_123,
  end_time_unix_nano: 1_795_374_124_123,
  events: [{ name: 'exception', time_unix_nano: 7, attributes: { 'exception.type': 'E', n: 5, half: 0.5 } }],
  status: { code: 'STATUS_CODE_ERROR', message: 'boom' },
  attributes: {
    'mlflow.traceRequestId': `"tr-${HEX}"`,
    'mlflow.spanType': '"LLM"',
    'mlflow.spanInputs': '{"n": 1.50}',
    'mlflow.spanOutputs': '"a text"',
    whole: '5',
    half: '0.5',
    big: '9007199254740993',
    huge: '100000000000000000000000000000',
    list: '["x", null, true]',
  },
  links: [{ trace_id: `tr-${HEX}`, span_id: 'e8ac7a841d66424f', attributes: { k: 'v' } }],
}

test('a span of traces.json is what OTLP would have brought: every attribute typed, payloads kept to the letter', () => {
  expect(spansOf([FORM_A])).toEqual({
    ok: true,
    unreadableSpans: [],
    spans: [
      {
        traceId: HEX,
        spanId: 'e8ac7a841d66424f',
        parentSpanId: '',
        traceState: '',
        name: 'root',
        kind: 0,
        startTimeUnixNano: 1_795_374_123_123n,
        endTimeUnixNano: 1_795_374_124_123n,
        attributes: {
          'mlflow.traceRequestId': `tr-${HEX}`,
          'mlflow.spanType': 'LLM',
          'mlflow.spanInputs': '{"n": 1.50}',
          'mlflow.spanOutputs': 'a text',
          whole: 5n,
          half: 0.5,
          big: 9_007_199_254_740_993n,
          huge: 1e29,
          list: ['x', null, true],
        },
        events: [{ name: 'exception', timeUnixNano: 7n, attributes: { 'exception.type': 'E', n: 5n, half: 0.5 } }],
        links: [{ traceId: HEX, spanId: 'e8ac7a841d66424f', attributes: { k: 'v' } }],
        status: { code: 2, message: 'boom' },
      },
    ],
  })
})

test('version 3.5.0 wrote ids in hex and statuses by another name', () => {
  const old = {
    ...FORM_A,
    trace_id: `tr-${HEX}`,
    span_id: 'e8ac7a841d66424f',
    status: { code: 'ERROR', message: 'boom' },
  }

  expect(spansOf([old]).spans).toEqual(spansOf([FORM_A]).spans)
})

test('MLflow 2.x wrote another form, for traces whose ids the server made', () => {
  const form = {
    name: 'root',
    context: { span_id: '0xe8ac7a841d66424f', trace_id: '0x0123456789abcdef0123456789abcdef' },
    parent_id: '0x00000000000000ab',
    start_time: 1,
    end_time: null,
    status_code: 'OK',
    status_message: '',
    attributes: { 'mlflow.traceRequestId': `"${HEX}"`, 'mlflow.spanType': '"CHAIN"' },
    events: [{ name: 'e', timestamp: 3, attributes: {} }],
  }

  expect(spansOf([form], traceId(HEX)).spans).toMatchObject([
    {
      traceId: HEX,
      spanId: 'e8ac7a841d66424f',
      parentSpanId: '00000000000000ab',
      startTimeUnixNano: 1n,
      endTimeUnixNano: 0n,
      status: { code: 1 },
      attributes: { 'mlflow.spanType': 'CHAIN' },
      events: [{ name: 'e', timeUnixNano: 3n }],
    },
  ])
})

test('the TypeScript SDK writes values in place of JSON texts, an empty parent and a trace id that means nothing', () => {
  const form = {
    ...FORM_A,
    trace_id: 'tq6m3d+n',
    parent_span_id: '',
    attributes: {
      'mlflow.traceRequestId': `tr-${HEX}`,
      'mlflow.spanType': 'LLM',
      'mlflow.spanInputs': { q: '5', n: 5 },
      digits: '5',
    },
  }

  expect(spansOf([form]).spans).toMatchObject([
    {
      traceId: HEX,
      parentSpanId: '',
      attributes: { 'mlflow.spanType': 'LLM', 'mlflow.spanInputs': { q: '5', n: 5n }, digits: '5' },
    },
  ])
})

test('a span that cannot be read is set apart, what is no list of spans is refused with its reason', () => {
  expect(spansOf([FORM_A, { ...FORM_A, name: 5 }])).toMatchObject({
    spans: [{ name: 'root' }],
    unreadableSpans: ['spans[1].name: expected a string'],
  })
  expect(readStoredSpans('{"spans":', ID)).toMatchObject({ ok: false })
  expect(readStoredSpans('{"spans":5}', ID)).toEqual({ ok: false, reason: 'spans: expected an array' })
  expect(readStoredSpans('[]', ID)).toEqual({ ok: false, reason: 'the file: expected an object' })
  expect(spansOf([])).toMatchObject({ spans: [] })
})

test('a file of more values than a request of OTLP may have messages is refused, one attribute of as many is a text', () => {
  const many = `[${'1,'.repeat(1_100_000)}1]`

  expect(readStoredSpans(`{"spans":${many}}`, ID)).toEqual({ ok: false, reason: 'JSON has more than 1048576 values' })
  const [span] = spansOf([{ ...FORM_A, attributes: { ...FORM_A.attributes, many } }]).spans
  expect(span!.attributes['many']).toBe(many)
})

test('no text makes the reader fail', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.json(),
        fc.string(),
        fc.array(fc.object()).map((spans) => JSON.stringify({ spans })),
      ),
      (text) => {
        expect(typeof readStoredSpans(text, ID).ok).toBe('boolean')
      },
    ),
  )
})

test.each([storedSpansText, storedSpansTextV2])('what %o writes is read as the same spans', (write) => {
  const span = {
    traceId: ID,
    spanId: spanId('e8ac7a841d66424f'),
    parentId: spanId('00000000000000ab'),
    experimentId: '0',
    name: 'inner',
    kind: 'INTERNAL',
    startNanos: unixNanos(1_795_374_123_123_456_789n),
    endNanos: unixNanos(1_795_374_123_123_456_790n),
    status: { code: 'ERROR', message: 'boom' },
    type: 'TOOL',
    inputs: '{"n": 9007199254740993}',
    attributes: { whole: 5n, half: 0.5, list: ['x'] },
    events: [{ name: 'e', timeNanos: unixNanos(5n), attributes: { n: 5n } }],
    links: [],
    resource: {},
    scope: { name: '' },
    trace: { tags: {}, metadata: {} },
  } as unknown as Span

  expect(readStoredSpans(write([span]), ID)).toMatchObject({
    ok: true,
    spans: [
      {
        traceId: HEX,
        spanId: span.spanId,
        parentSpanId: span.parentId,
        startTimeUnixNano: span.startNanos,
        endTimeUnixNano: span.endNanos,
        status: { code: 2, message: 'boom' },
        attributes: { 'mlflow.spanType': 'TOOL', 'mlflow.spanInputs': '{"n": 9007199254740993}', ...span.attributes },
        events: [{ name: 'e', timeUnixNano: 5n, attributes: { n: 5n } }],
      },
    ],
  })
})
