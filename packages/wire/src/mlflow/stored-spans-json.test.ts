import { spanId, traceId, type JsonText, type Span, type UnixNanos } from '@loupe-ai/model'
import { expect, test } from 'vitest'
import { storedSpansText } from './stored-spans-json.ts'

const SPAN = {
  traceId: traceId('tr-e6d439c102a442ada7264aa3629d5bda'),
  spanId: spanId('e8ac7a841d66424f'),
  experimentId: '0',
  name: 'root',
  kind: 'INTERNAL',
  startNanos: 1_795_374_123_123_456_789n as UnixNanos,
  status: { code: 'OK' },
  type: 'LLM',
  inputs: '{"n": 9007199254740993, "q":"hi"}' as JsonText,
  attributes: { text: 'a "b"', big: 9_007_199_254_740_993n, list: ['x', 1.5] },
  events: [{ name: 'exception', timeNanos: 5n as UnixNanos, attributes: { 'exception.type': 'E' } }],
  links: [{ otelTraceId: '0'.repeat(32), spanId: spanId('0000000000000001'), attributes: { k: 'v' } }],
  resource: {},
  scope: { name: '' },
  trace: { tags: {}, metadata: {} },
} as unknown as Span

test('spans have the form of traces.json: times whole, every attribute a JSON text', () => {
  const text = storedSpansText([SPAN])

  expect(text).toContain('"start_time_unix_nano":1795374123123456789,"end_time_unix_nano":null')
  expect(JSON.parse(text)).toMatchObject({
    spans: [
      {
        trace_id: '5tQ5wQKkQq2nJkqjYp1b2g==',
        span_id: '6Kx6hB1mQk8=',
        parent_span_id: null,
        name: 'root',
        status: { code: 'STATUS_CODE_OK', message: '' },
        events: [{ name: 'exception', time_unix_nano: 5, attributes: { 'exception.type': 'E' } }],
        links: [{ trace_id: `tr-${'0'.repeat(32)}`, span_id: '0000000000000001', attributes: { k: 'v' } }],
        attributes: {
          'mlflow.traceRequestId': '"tr-e6d439c102a442ada7264aa3629d5bda"',
          'mlflow.spanType': '"LLM"',
          'mlflow.spanInputs': '{"n": 9007199254740993, "q":"hi"}',
          text: '"a \\"b\\""',
          big: '9007199254740993',
          list: '["x",1.5]',
        },
      },
    ],
  })
})
