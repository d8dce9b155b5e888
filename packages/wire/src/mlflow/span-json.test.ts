import * as fc from 'fast-check'
import {
  type Attributes,
  DEFAULT_EXPERIMENT_ID,
  experimentId,
  jsonText,
  type Span,
  spanId,
  traceId,
  traceIdOfOtel,
  unixNanos,
} from '@loupe-ai/model'
import { expect, test } from 'vitest'
import { parseJson } from '../json/parse-json.ts'
import { stringifyJson } from '../json/stringify-json.ts'
import { randomValue } from '../otlp/random-request.ts'
import type { SpanJson } from './mlflow-json.ts'
import { spanFromJson } from './span-from-json.ts'
import { spanToJson } from './span-to-json.ts'

const aSpan = (fields: Partial<Span> = {}): Span => ({
  traceId: traceIdOfOtel('e6d439c102a442ada7264aa3629d5bda'),
  spanId: spanId('e8ac7a841d6642442'.slice(0, 16)),
  experimentId: DEFAULT_EXPERIMENT_ID,
  name: 'root',
  kind: 'UNSPECIFIED',
  startNanos: unixNanos(1_795_374_123_123_456_789n),
  endNanos: unixNanos(1_795_374_124_123_456_789n),
  status: { code: 'UNSET' },
  type: 'LLM',
  attributes: {},
  events: [],
  links: [],
  resource: {},
  scope: { name: '' },
  trace: { tags: {}, metadata: {} },
  ...fields,
})

const throughJson = (span: Span): Span =>
  spanFromJson(parseJson(stringifyJson(spanToJson(span))) as SpanJson, span.experimentId)
const valueOf = (span: Span, key: string) =>
  spanToJson(span).attributes?.find((attribute) => attribute.key === key)?.value

test('a span has the shape that MLflow’s server gives it', () => {
  const span = aSpan({
    parentId: spanId('00000000000000ff'),
    status: { code: 'ERROR', message: 'boom' },
    inputs: jsonText('{"q": "hi", "n": 5, "d": 5.0, "big": 9007199254740993, "none": null, "list": []}'),
    events: [{ name: 'exception', timeNanos: unixNanos(1n), attributes: { 'exception.message': 'm' } }],
    links: [
      { otelTraceId: 'e6d439c102a442ada7264aa3629d5bda', spanId: spanId('00000000000000ff'), attributes: { k: 'v' } },
    ],
  })

  expect(spanToJson(span)).toEqual({
    trace_id: '5tQ5wQKkQq2nJkqjYp1b2g==',
    span_id: '6Kx6hB1mQkQ=',
    parent_span_id: 'AAAAAAAAAP8=',
    name: 'root',
    start_time_unix_nano: 1_795_374_123_123_456_789n,
    end_time_unix_nano: 1_795_374_124_123_456_789n,
    attributes: [
      { key: 'mlflow.traceRequestId', value: { string_value: 'tr-e6d439c102a442ada7264aa3629d5bda' } },
      { key: 'mlflow.spanType', value: { string_value: 'LLM' } },
      {
        key: 'mlflow.spanInputs',
        value: {
          kvlist_value: {
            values: [
              { key: 'q', value: { string_value: 'hi' } },
              { key: 'n', value: { int_value: 5n } },
              { key: 'd', value: { double_value: 5 } },
              { key: 'big', value: { int_value: 9_007_199_254_740_993n } },
              { key: 'none', value: {} },
              { key: 'list', value: { array_value: {} } },
            ],
          },
        },
      },
    ],
    events: [
      {
        time_unix_nano: 1n,
        name: 'exception',
        attributes: [{ key: 'exception.message', value: { string_value: 'm' } }],
      },
    ],
    links: [
      {
        trace_id: '5tQ5wQKkQq2nJkqjYp1b2g==',
        span_id: 'AAAAAAAAAP8=',
        attributes: [{ key: 'k', value: { string_value: 'v' } }],
      },
    ],
    status: { message: 'boom', code: 'STATUS_CODE_ERROR' },
  })
})

test('a running root without status has neither parent nor end, and an empty status', () => {
  const json = spanToJson(aSpan({ endNanos: undefined }))

  expect(json).not.toHaveProperty('parent_span_id')
  expect(json).not.toHaveProperty('end_time_unix_nano')
  expect(json).not.toHaveProperty('events')
  expect(json.status).toEqual({})
})

test('one layer of JSON is taken off texts, lists and objects, and left on numbers and booleans', () => {
  const attributes: Attributes = {
    'mlflow.chat.tokenUsage': '{"input_tokens": 5, "output_tokens": 7}',
    text: '"hi"',
    list: '[1]',
    number: '5',
    yes: 'true',
    broken: '{not json',
  }
  const span = aSpan({ attributes, usage: { inputTokens: 5, outputTokens: 7 } })

  expect(valueOf(span, 'mlflow.chat.tokenUsage')).toEqual({
    kvlist_value: {
      values: [
        { key: 'input_tokens', value: { int_value: 5n } },
        { key: 'output_tokens', value: { int_value: 7n } },
      ],
    },
  })
  expect(valueOf(span, 'text')).toEqual({ string_value: 'hi' })
  expect(valueOf(span, 'list')).toEqual({ array_value: { values: [{ int_value: 1n }] } })
  expect(valueOf(span, 'number')).toEqual({ string_value: '5' })
  expect(valueOf(span, 'yes')).toEqual({ string_value: 'true' })
  expect(valueOf(span, 'broken')).toEqual({ string_value: '{not json' })
})

test('what the server found out about tokens and model reaches the reader', () => {
  const known = { usage: { inputTokens: 5, outputTokens: 3 }, model: 'gemini-2.5-flash', provider: 'gcp.gemini' }

  expect(throughJson(aSpan(known))).toMatchObject(known)
})

test('the tools that a sender defines are told under the name of MLflow too, unless it said them there', () => {
  const defined = { 'gen_ai.tool.definitions': '[{"name":"add"}]' }
  const list = (name: string) => ({
    array_value: { values: [{ kvlist_value: { values: [{ key: 'name', value: { string_value: name } }] } }] },
  })

  expect(valueOf(aSpan({ attributes: defined }), 'mlflow.chat.tools')).toEqual(list('add'))
  expect(
    valueOf(aSpan({ attributes: { ...defined, 'mlflow.chat.tools': '[{"name":"own"}]' } }), 'mlflow.chat.tools'),
  ).toEqual(list('own'))
})

test('session and user are read from the attributes that name them', () => {
  const attributes = { 'gen_ai.conversation.id': 's', 'user.id': 'u' }

  expect(throughJson(aSpan({ attributes }))).toMatchObject({ sessionId: 's', userId: 'u', attributes })
})

test('inputs keep 64-bit integers and doubles apart on the way to the reader', () => {
  const inputs = '{"id":9007199254740993,"whole":5,"double":5.0,"small":1e-7,"deep":[[{"a":null}]]}'

  expect(throughJson(aSpan({ inputs: jsonText(inputs) })).inputs).toBe(inputs)
})

test('inputs that are nested beyond reason come back as a text', () => {
  const deep = `${'['.repeat(2000)}${']'.repeat(2000)}`

  expect(throughJson(aSpan({ inputs: jsonText(deep) })).inputs).toBe(JSON.stringify(deep))
})

test('inputs nested as deeply as is allowed survive the way to the reader', () => {
  const deep = `${'{"a":['.repeat(100)}1${']}'.repeat(100)}`

  expect(throughJson(aSpan({ inputs: jsonText(deep) })).inputs).toBe(deep)
})

test('any attributes, events and links come back as they were', () => {
  const attributes = fc.dictionary(
    fc.string(),
    randomValue.filter((value) => typeof value !== 'string'),
    {
      maxKeys: 5,
      noNullPrototype: true,
    },
  )

  fc.assert(
    fc.property(attributes, (some) => {
      const span = aSpan({
        experimentId: experimentId('7'),
        status: { code: 'OK', message: 'fine' },
        attributes: some,
        events: [{ name: 'an event', timeNanos: unixNanos(2n ** 62n), attributes: some }],
        links: [{ otelTraceId: 'ff'.repeat(16), spanId: spanId('0123456789abcdef'), attributes: some }],
      })
      expect(throughJson(span)).toEqual(span)
    }),
  )
})

test('a trace id that is not from OpenTelemetry stays a text', () => {
  expect(throughJson(aSpan({ traceId: traceId('my-trace') })).traceId).toBe('my-trace')
})
