import * as fc from 'fast-check'
import { experimentId, traceId, type TraceInfo, type TraceRecord, unixMillis } from '@loupe-ai/model'
import { expect, test } from 'vitest'
import { durationText, millisOfDuration } from './duration.ts'
import { experimentFromJson, experimentToJson } from './experiment-json.ts'
import { millisOfTimestamp, timestampText } from './timestamp.ts'
import { traceInfoFromJson, traceInfoToJson } from './trace-info-json.ts'
import { traceRecordFromJson } from './trace-record-json.ts'

const RECORD: TraceRecord = {
  traceId: traceId('tr-e6d439c102a442ada7264aa3629d5bda'),
  experimentId: experimentId('7'),
  clientRequestId: 'mine',
  requestPreview: 'hi',
  responsePreview: '',
  requestTimeMillis: unixMillis(1_795_374_123_123),
  durationMillis: 1500.25,
  state: 'OK',
  tags: { __proto__x: 'a' },
  metadata: { 'mlflow.trace.session': 's' },
}
const INFO: TraceInfo = { ...RECORD, spanCount: 0 }
const JSON_INFO = {
  trace_id: 'tr-e6d439c102a442ada7264aa3629d5bda',
  client_request_id: 'mine',
  trace_location: { type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: '7' } },
  request_preview: 'hi',
  response_preview: '',
  request_time: '2026-11-22T19:02:03.123Z',
  execution_duration: '1.500250s',
  state: 'OK',
  trace_metadata: { 'mlflow.trace.session': 's' },
  tags: { __proto__x: 'a' },
}

test('a trace’s info has the shape that MLflow’s server gives it', () => {
  expect(traceInfoToJson(INFO)).toEqual(JSON_INFO)
})

test('what is unset or empty is left out', () => {
  const bare: TraceInfo = {
    traceId: traceId('a'),
    experimentId: experimentId('0'),
    requestTimeMillis: unixMillis(1_795_374_123_000),
    state: 'IN_PROGRESS',
    tags: {},
    metadata: {},
    spanCount: 1,
  }

  expect(traceInfoToJson(bare)).toEqual({
    trace_id: 'a',
    trace_location: { type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: '0' } },
    request_time: '2026-11-22T19:02:03Z',
    state: 'IN_PROGRESS',
  })
})

test('an info that was written is read back, tokens and span count from its metadata', () => {
  const metadata = {
    'mlflow.trace.tokenUsage': '{"input_tokens": 5, "output_tokens": 3, "total_tokens": 8}',
    'mlflow.trace.sizeStats': '{"total_size_bytes": 100, "num_spans": 4}',
  }

  expect(traceInfoFromJson(traceInfoToJson(INFO))).toEqual(INFO)
  expect(traceInfoFromJson(traceInfoToJson({ ...INFO, metadata }))).toMatchObject({
    usage: { inputTokens: 5, outputTokens: 3, totalTokens: 8 },
    spanCount: 4,
  })
})

test('a record is read from snake_case and from camelCase', () => {
  const camel = {
    traceId: RECORD.traceId,
    clientRequestId: 'mine',
    traceLocation: { type: 'MLFLOW_EXPERIMENT', mlflowExperiment: { experimentId: '7' } },
    requestPreview: 'hi',
    responsePreview: '',
    requestTime: '2026-11-22T20:02:03.123+01:00',
    executionDuration: '1.50025s',
    state: 1,
    traceMetadata: { 'mlflow.trace.session': 's' },
    tags: { __proto__x: 'a' },
    assessments: [],
  }

  expect(traceRecordFromJson(JSON_INFO)).toEqual({ ok: true, record: RECORD })
  expect(traceRecordFromJson(camel)).toEqual({ ok: true, record: RECORD })
})

test.each([
  ['trace_id', { ...JSON_INFO, trace_id: undefined }, 'Missing value for required parameter'],
  ['trace_id', { ...JSON_INFO, trace_id: 'x'.repeat(51) }, 'Invalid value "xxx'],
  ['trace_location', { ...JSON_INFO, trace_location: null }, 'Missing value'],
  ['mlflow_experiment', { ...JSON_INFO, trace_location: { type: 'INFERENCE_TABLE' } }, 'Missing value'],
  [
    'experiment_id',
    { ...JSON_INFO, trace_location: { mlflow_experiment: { experiment_id: 'x' } } },
    'Invalid experiment ID',
  ],
  ['type', { ...JSON_INFO, trace_location: { ...JSON_INFO.trace_location, type: 'NOPE' } }, 'Invalid value "NOPE"'],
  ['type', { ...JSON_INFO, trace_location: { ...JSON_INFO.trace_location, type: [] } }, "type 'list'"],
  ['type', { ...JSON_INFO, trace_location: { ...JSON_INFO.trace_location, type: 99 } }, 'Invalid value 99'],
  [
    'type',
    { ...JSON_INFO, trace_location: { mlflow_experiment: { experiment_id: '7' } } },
    "Trace location type TraceLocationType.TRACE_LOCATION_TYPE_UNSPECIFIED does not match the provided location MlflowExperimentLocation(experiment_id='7').",
  ],
  [
    'type',
    { ...JSON_INFO, trace_location: { ...JSON_INFO.trace_location, type: 'INFERENCE_TABLE' } },
    'Trace location type TraceLocationType.INFERENCE_TABLE does not match',
  ],
  ['request', { ...JSON_INFO, request: 5 }, "type 'int'"],
  ['response', { ...JSON_INFO, response: { a: 1 } }, "type 'dict'"],
  ['request_time', { ...JSON_INFO, request_time: 'yesterday' }, 'Invalid value "yesterday"'],
  [
    'execution_duration',
    { ...JSON_INFO, execution_duration: 5 },
    "Invalid value 5 for parameter 'execution_duration' supplied:  Hint: Value was of type 'int'.",
  ],
  ['state', { ...JSON_INFO, state: 'DONE' }, 'Invalid value "DONE"'],
  ['tags', { ...JSON_INFO, tags: { a: 1.5 } }, "type 'float'"],
  ['trace_metadata', { ...JSON_INFO, trace_metadata: ['a'] }, "type 'list'"],
  ['trace_info', 'text', "type 'str'"],
])('a wrong %s is told of by its name', (parameter, json, message) => {
  const result = traceRecordFromJson(json)

  expect(result).toMatchObject({
    ok: false,
    failure: { parameter, message: expect.stringContaining(message) as string },
  })
})

test('the type of a location may come by its number, as protobuf’s JSON has it', () => {
  for (const type of [1, '1']) {
    const trace_location = { ...JSON_INFO.trace_location, type }
    expect(traceRecordFromJson({ ...JSON_INFO, trace_location })).toEqual({ ok: true, record: RECORD })
  }
})

test('any JSON is read or refused, never thrown at', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(...Object.keys(JSON_INFO)), (value, field) => {
      expect(typeof traceRecordFromJson(value).ok).toBe('boolean')
      expect(typeof traceRecordFromJson({ ...JSON_INFO, [field]: value }).ok).toBe('boolean')
    }),
  )
})

test('times are read with any offset and any number of digits', () => {
  expect(millisOfTimestamp('1970-01-01T00:00:00.123456789Z')).toBe(123)
  expect(millisOfTimestamp('1970-01-01T01:30:00.5+01:30')).toBe(500)
  expect(millisOfTimestamp('0001-01-01T00:00:00Z')).toBe(-62_135_596_800_000)
  for (const text of ['1970-02-30T00:00:00Z', '1970-01-01T24:00:00Z', '1970-01-01', '1970-01-01T00:00:00', '', 'Z']) {
    expect(millisOfTimestamp(text)).toBeUndefined()
  }
})

test('any time and any duration come back as they were', () => {
  fc.assert(
    fc.property(fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 }), (millis) => {
      expect(millisOfTimestamp(timestampText(unixMillis(millis)))).toBe(millis)
    }),
  )
  fc.assert(
    fc.property(fc.integer({ min: -1e12, max: 1e12 }), (micros) => {
      expect(millisOfDuration(durationText(micros / 1000))).toBeCloseTo(micros / 1000, 3)
    }),
  )
  expect([0, 1500, 2000, 0.25, 0.000001, -1.5].map(durationText)).toEqual([
    '0s',
    '1.500s',
    '2s',
    '0.000250s',
    '0.000000001s',
    '-0.001500s',
  ])
})

test('an experiment comes back as it was', () => {
  const experiment = {
    experimentId: experimentId('7'),
    name: 'gemini',
    artifactLocation: 'mlflow-artifacts:/7',
    lifecycleStage: 'active' as const,
    createdMillis: unixMillis(1),
    updatedMillis: unixMillis(2),
    tags: { a: 'b' },
  }

  expect(experimentFromJson(experimentToJson(experiment))).toEqual(experiment)
  expect(experimentToJson({ ...experiment, tags: {} })).not.toHaveProperty('tags')
})
