import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { ENDPOINTS } from './endpoints.ts'
import { parseRequest } from './parse-request.ts'
import type { EndpointName } from './paths.ts'

const SEE_DOCS = 'See the API docs for more information about request parameters.'
const TRACE_INFO = {
  trace_id: 'tr-1',
  trace_location: { type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: '7' } },
  request_time: '2026-11-22T19:02:03.123Z',
  state: 'OK',
}

test.each<[EndpointName, Record<string, unknown>, string]>([
  ['createExperiment', {}, 'name'],
  ['getExperiment', { experiment_id: '' }, 'experiment_id'],
  ['getExperimentByName', { experiment_name: null }, 'experiment_name'],
  ['getTrace', { allow_partial: 'true' }, 'trace_id'],
  ['batchGetTraces', {}, 'trace_ids'],
  ['searchTraces', {}, 'locations'],
  ['startTrace', {}, 'trace'],
  ['startTrace', { trace: {} }, 'trace_info'],
  ['startTrace', { trace: { trace_info: {} } }, 'trace_id'],
])('%s says which required parameter is missing', (name, fields, parameter) => {
  expect(parseRequest(name, fields)).toEqual({
    ok: false,
    failure: { parameter, message: `Missing value for required parameter '${parameter}'. ${SEE_DOCS}` },
  })
})

test.each<[EndpointName, Record<string, unknown>, string]>([
  [
    'createExperiment',
    { name: 5 },
    `Invalid value 5 for parameter 'name' supplied:  Hint: Value was of type 'int'. ${SEE_DOCS}`,
  ],
  [
    'createExperiment',
    { name: 'x', tags: [{ key: 'a', value: true }] },
    `Invalid value true for parameter 'value' supplied:  Hint: Value was of type 'bool'. ${SEE_DOCS}`,
  ],
  ['getTrace', { trace_id: 'x', allow_partial: 'maybe' }, "Invalid boolean value: maybe, must be 'true' or 'false'."],
  ['searchExperiments', {}, "Invalid value 0 for parameter 'max_results' supplied. It must be a positive integer"],
  [
    'searchTraces',
    { locations: [], max_results: 501 },
    "Invalid value 501 for parameter 'max_results' supplied. It must be at most 500",
  ],
  [
    'startTrace',
    { trace: { trace_info: { ...TRACE_INFO, state: 'DONE' } } },
    `Invalid value "DONE" for parameter 'state' supplied:  Hint: Value was of type 'str'. ${SEE_DOCS}`,
  ],
])('%s says what is wrong with a parameter, as MLflow does', (name, fields, message) => {
  expect(parseRequest(name, fields)).toMatchObject({ ok: false, failure: { message } })
})

test('a query’s texts become what they mean', () => {
  expect(parseRequest('getTrace', { trace_id: 'x', allow_partial: 'True' })).toEqual({
    ok: true,
    request: { trace_id: 'x', allow_partial: true },
  })
  expect(parseRequest('batchGetTraces', { trace_ids: 'a' })).toEqual({ ok: true, request: { trace_ids: ['a'] } })
  expect(parseRequest('searchExperiments', { max_results: '10', view_type: 3 })).toEqual({
    ok: true,
    request: { max_results: 10, view_type: 'ALL' },
  })
})

test('unknown fields are left out and nulls are absent', () => {
  const locations = [{ type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: '0' }, more: 1 }]

  expect(parseRequest('searchTraces', { locations, filter: null, unknown: 5 })).toEqual({
    ok: true,
    request: { locations: [{ type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: '0' } }] },
  })
})

test('a new trace may come in camelCase and leaves in snake_case', () => {
  const trace_info = {
    traceId: 'tr-1',
    traceLocation: { type: 'MLFLOW_EXPERIMENT', mlflowExperiment: { experimentId: '7' } },
    requestTime: '2026-11-22T19:02:03.123Z',
    state: 1,
  }

  expect(parseRequest('startTrace', { trace: { trace_info } })).toEqual({
    ok: true,
    request: { trace: { trace_info: TRACE_INFO } },
  })
})

test('any JSON is taken or refused, never thrown at', () => {
  const names = Object.keys(ENDPOINTS) as EndpointName[]

  fc.assert(
    fc.property(
      fc.constantFrom(...names),
      fc.dictionary(fc.constantFrom('trace_id', 'name', 'locations', 'trace', 'max_results', 'tags'), fc.jsonValue()),
      (name, fields) => {
        const result = parseRequest(name, fields)
        expect(result.ok || result.failure.message.length > 0).toBe(true)
      },
    ),
  )
})

test('fields of any request may come in camelCase, those within others too, but keys of the user stay', () => {
  const locations = [{ type: 'MLFLOW_EXPERIMENT', mlflowExperiment: { experimentId: '7' } }]

  expect(parseRequest('searchExperiments', { maxResults: '5', viewType: 'ALL', orderBy: ['name'] })).toEqual(
    parseRequest('searchExperiments', { max_results: '5', view_type: 'ALL', order_by: ['name'] }),
  )
  expect(parseRequest('searchTraces', { locations, maxResults: 5 })).toEqual(
    parseRequest('searchTraces', {
      locations: [{ type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: '7' } }],
      max_results: 5,
    }),
  )
  expect(parseRequest('getExperiment', { experimentId: '1', experiment_id: '2' })).toMatchObject({
    request: { experiment_id: '2' },
  })
  const trace_info = { ...TRACE_INFO, trace_metadata: { camelKey: 'v' } }
  expect(parseRequest('startTrace', { trace: { traceInfo: trace_info } })).toMatchObject({
    ok: true,
    request: { trace: { trace_info: { trace_metadata: { camelKey: 'v' } } } },
  })
})
