import { parseJson, type TraceJson } from '@loupe-ai/wire'
import { expect, test } from 'vitest'

import { Trace } from './trace.ts'

const span = (id: string, parent: string | undefined, attributes: string): string => `{
  "trace_id": "CvdlGRbNQ92ESOshHIAxnA==", "span_id": "${id}",
  ${parent === undefined ? '' : `"parent_span_id": "${parent}",`}
  "name": "${id.slice(0, 3)}", "start_time_unix_nano": 1767225600123456789, "end_time_unix_nano": 1767225600223456789,
  "status": { "code": "STATUS_CODE_OK" }, "attributes": [${attributes}],
  "events": [{ "name": "seen", "time_unix_nano": 1767225600123456790,
    "attributes": [{ "key": "status", "value": { "int_value": 503 } }] }]
}`

const INPUTS = `{ "key": "mlflow.spanInputs", "value": { "kvlist_value": { "values": [
  { "key": "id", "value": { "int_value": 1234567890123456789 } }, { "key": "n", "value": { "int_value": 1 } }
] } } }`

const TRACE = `{
  "trace_info": {
    "trace_id": "tr-0af7651916cd43dd8448eb211c80319c",
    "trace_location": { "type": "MLFLOW_EXPERIMENT", "mlflow_experiment": { "experiment_id": "0" } },
    "request_time": "2026-01-01T00:00:00.123Z", "execution_duration": "0.100s", "state": "OK",
    "assessments": [{ "assessment_id": "a-1", "assessment_name": "id", "trace_id": "tr-0af7651916cd43dd8448eb211c80319c",
      "source": { "source_type": "CODE", "source_id": "default" }, "create_time": "2026-01-01T00:00:01Z",
      "last_update_time": "2026-01-01T00:00:01Z", "feedback": { "value": 12345678901234567890 } }]
  },
  "spans": [
    ${span('AAAAAAAAAAE=', undefined, INPUTS)},
    ${span('BBBBBBBBBBE=', 'AAAAAAAAAAE=', '{ "key": "tokens", "value": { "int_value": 7 } }')}
  ]
}`

test('a trace that was read can be written as JSON: no integer of it is lost, and none is in the way', () => {
  const trace = new Trace(parseJson(TRACE) as TraceJson)

  const written = JSON.parse(JSON.stringify(trace)) as {
    info: Record<string, unknown>
    data: { spans: Record<string, unknown>[] }
  }

  const [root, child] = written.data.spans
  expect(written.info).toMatchObject({
    traceId: trace.info.traceId,
    requestTime: trace.info.requestTime,
    assessments: [{ name: 'id', value: '12345678901234567890' }],
  })
  expect(root).toMatchObject({
    startTimeNs: '1767225600123456789',
    inputs: { id: '1234567890123456789', n: 1 },
    events: [{ name: 'seen' }],
  })
  expect(child).toMatchObject({ parentId: root!['spanId'], attributes: { tokens: 7 } })
  expect(JSON.stringify(trace.roots[0])).toBe(JSON.stringify(root))
})

test('integers of attributes and events are numbers, and bigints only where a number would lose digits', () => {
  const trace = new Trace(parseJson(TRACE.replace('"int_value": 7', '"int_value": "1234567890123456789"')) as TraceJson)
  const [root, child] = new Trace(parseJson(TRACE) as TraceJson).data.spans

  expect(child!.attributes).toEqual({ tokens: 7 })
  expect(root!.events[0]!.attributes).toEqual({ status: 503 })
  expect(trace.data.spans[1]!.attributes).toEqual({ tokens: 1_234_567_890_123_456_789n })
})
