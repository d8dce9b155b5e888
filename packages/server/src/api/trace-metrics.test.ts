import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { apiPost } from '../testing/api-calls.ts'
import { exportSpans } from '../testing/export-spans.ts'
import { otlpSpan } from '../testing/otlp-requests.ts'
import { startServer, type TestServer } from '../testing/start-server.ts'

let server: TestServer

/** 2026-01-01 00:00:00 UTC. */
const BEGIN_MILLIS = 1_767_225_600_000
const HOUR_MILLIS = 3_600_000

/** Four traces, one an hour, of 1 to 4 seconds; the last fails. */
beforeAll(async () => {
  server = await startServer()
  const spans = [0, 1, 2, 3].map((at) => {
    const startNanos = BigInt(BEGIN_MILLIS + at * HOUR_MILLIS) * 1_000_000n
    return otlpSpan({
      name: at < 2 ? 'a' : 'b',
      startTimeUnixNano: startNanos,
      endTimeUnixNano: startNanos + BigInt(at + 1) * 1_000_000_000n,
      status: { code: at === 3 ? 2 : 1, message: '' },
      attributes: { 'mlflow.spanType': 'LLM', 'mlflow.traceTag.env': at % 2 === 0 ? 'prod' : 'test' },
    })
  })
  await exportSpans(server.url, spans)
})
afterAll(() => server[Symbol.asyncDispose]())

const COUNT = [{ aggregation_type: 'COUNT' }]

const ask = (fields: object) =>
  apiPost(server.url, '/api/3.0/mlflow/traces/metrics', {
    experiment_ids: ['0'],
    view_type: 'TRACES',
    metric_name: 'trace_count',
    aggregations: COUNT,
    ...fields,
  })

test('counts everything', async () => {
  expect(await ask({})).toEqual({
    status: 200,
    json: { data_points: [{ metric_name: 'trace_count', values: { COUNT: 4 } }] },
  })
})

test('says when a bucket begins and what the dimensions are', async () => {
  const hour = { time_interval_seconds: 3600, start_time_ms: BEGIN_MILLIS, end_time_ms: BEGIN_MILLIS + HOUR_MILLIS }

  expect(await ask({ ...hour, dimensions: ['trace_status', 'trace_name'] })).toEqual({
    status: 200,
    json: {
      data_points: ['2026-01-01T00:00:00+00:00', '2026-01-01T01:00:00+00:00'].map((time_bucket) => ({
        metric_name: 'trace_count',
        dimensions: { time_bucket, trace_status: 'OK', trace_name: 'a' },
        values: { COUNT: 1 },
      })),
    },
  })
})

test('names percentiles as Python writes doubles; enums also go by number', async () => {
  const aggregations = [
    { aggregation_type: 'AVG' },
    { aggregation_type: 4, percentile_value: 50 },
    { aggregation_type: 'PERCENTILE', percentile_value: 99.9 },
  ]

  expect(await ask({ view_type: 2, metric_name: 'latency', aggregations })).toMatchObject({
    json: { data_points: [{ values: { AVG: 2500, 'P50.0': 2500, 'P99.9': expect.closeTo(3997, 6) } }] },
  })
})

test('all filters must hold', async () => {
  const filters = ["trace.tag.env = 'prod'", "trace.status = 'OK'"]

  expect(await ask({ filters })).toMatchObject({ json: { data_points: [{ values: { COUNT: 2 } }] } })
  const spans = { view_type: 'SPANS', metric_name: 'span_count' }
  expect(await ask({ ...spans, filters: [...filters, "span.name = 'b'", "span.type = 'LLM'"] })).toMatchObject({
    json: { data_points: [{ values: { COUNT: 1 } }] },
  })
})

test('groups come in pages', async () => {
  const first = await ask({ dimensions: ['trace_name'], max_results: 1 })
  expect(first.json).toMatchObject({ data_points: [{ dimensions: { trace_name: 'a' } }] })
  const { next_page_token: page_token } = first.json as { next_page_token: string }

  const second = await ask({ dimensions: ['trace_name'], max_results: 1, page_token })

  expect(second.json).toMatchObject({ data_points: [{ dimensions: { trace_name: 'b' } }] })
  expect(second.json).not.toHaveProperty('next_page_token')
})

test('an experiment without traces has a count, and no groups', async () => {
  expect(await ask({ experiment_ids: ['77'] })).toMatchObject({ json: { data_points: [{ values: { COUNT: 0 } }] } })
  expect(await ask({ experiment_ids: ['77'], dimensions: ['trace_name'] })).toEqual({ status: 200, json: {} })
})

describe('refuses, in the words of MLflow’s server', () => {
  const latency = { metric_name: 'latency', aggregations: [{ aggregation_type: 'AVG' }] }

  test.each([
    [
      { metric_name: 'x' },
      "metric_name must be one of ['trace_count', 'session_count', 'latency', 'input_tokens', 'output_tokens', 'total_tokens', 'cache_read_input_tokens', 'cache_creation_input_tokens'], got 'x'",
    ],
    [
      { view_type: 'SPANS', metric_name: 'trace_count' },
      "metric_name must be one of ['span_count', 'latency', 'input_cost', 'output_cost', 'total_cost'], got 'trace_count'",
    ],
    [
      { ...latency, aggregations: [{ aggregation_type: 'SUM' }, { aggregation_type: 'COUNT' }] },
      "Found invalid aggregation_type(s): ['COUNT', 'SUM']. Supported aggregation types: ['AVG', 'MAX', 'MIN', 'PERCENTILE']",
    ],
    [
      { dimensions: ['y', 'x', 'trace_name'] },
      "Found invalid dimension(s): ['x', 'y']. Supported dimensions: ['trace_name', 'trace_status']",
    ],
    [
      { time_interval_seconds: 60, start_time_ms: 0 },
      'start_time_ms and end_time_ms are required if time_interval_seconds is set',
    ],
    [
      { ...latency, aggregations: [{ aggregation_type: 'PERCENTILE' }] },
      'Percentile value is required for PERCENTILE aggregation',
    ],
    [
      { ...latency, aggregations: [{ aggregation_type: 'PERCENTILE', percentile_value: 101 }] },
      'Percentile value must be between 0 and 100, got 101',
    ],
    [{ filters: ["trace.status != 'OK'"] }, "Invalid comparator: '!=', only '=' operator is supported"],
    [{ filters: ["span.name = 'a'"] }, 'Filtering by span is only supported for SPANS view type, got TRACES'],
    [
      { filters: ["assessment.name = 'a'"] },
      'Filtering by assessment is only supported for ASSESSMENTS view type, got TRACES',
    ],
    [{ experiment_ids: ['x'] }, "Invalid experiment ID 'x'. Experiment ID must be a valid integer."],
  ])('%j', async (fields, message) => {
    expect(await ask(fields)).toMatchObject({ status: 400, json: { error_code: 'INVALID_PARAMETER_VALUE', message } })
  })

  test.each([
    { metric_name: undefined },
    { view_type: undefined },
    { aggregations: undefined },
    { experiment_ids: undefined },
  ])('what lacks something: %j', async (fields) => {
    const message = `Missing value for required parameter '${Object.keys(fields)[0]}'. See the API docs for more information about request parameters.`
    expect(await ask(fields)).toMatchObject({ status: 400, json: { message } })
  })

  test.each([{ page_token: 'x' }, { max_results: 0 }, { time_interval_seconds: -1, start_time_ms: 0, end_time_ms: 1 }])(
    '%j',
    async (fields) => {
      expect(await ask(fields)).toMatchObject({ status: 400, json: { error_code: 'INVALID_PARAMETER_VALUE' } })
    },
  )
})

test('counts the tokens that a trace was recorded with, though it has no spans', async () => {
  const created = await apiPost(server.url, '/api/2.0/mlflow/experiments/create', { name: 'recorded only' })
  const { experiment_id } = created.json as { experiment_id: string }
  const trace_info = {
    trace_id: 'tr-recorded-only',
    trace_location: { type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id } },
    request_time: '2026-01-01T00:00:00Z',
    state: 'OK',
    trace_metadata: { 'mlflow.trace.tokenUsage': '{"input_tokens": 10, "output_tokens": 5, "total_tokens": 15}' },
  }
  expect(await apiPost(server.url, '/api/3.0/mlflow/traces', { trace: { trace_info } })).toMatchObject({ status: 200 })

  const aggregations = [{ aggregation_type: 'SUM' }]
  expect(await ask({ experiment_ids: [experiment_id], metric_name: 'total_tokens', aggregations })).toEqual({
    status: 200,
    json: { data_points: [{ metric_name: 'total_tokens', values: { SUM: 15 } }] },
  })
})
