import { afterAll, beforeAll, expect, test } from 'vitest'
import { apiGet, apiPost, type ApiAnswer } from '../testing/api-calls.ts'
import { exportSpans } from '../testing/export-spans.ts'
import { otlpSpan } from '../testing/otlp-requests.ts'
import { startServer, type TestServer } from '../testing/start-server.ts'

let server: TestServer

beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server[Symbol.asyncDispose]())

const TRACES = '/api/3.0/mlflow/traces'
const get = (path: string, query: Record<string, string> = {}) => apiGet(server.url, TRACES + path, query)
const start = (trace_info: object) => apiPost(server.url, TRACES, { trace: { trace_info } })

const record = (otelTraceId: string, fields: object = {}) => ({
  trace_id: `tr-${otelTraceId}`,
  trace_location: { type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: '0' } },
  request_preview: 'hi',
  request_time: '2026-11-22T19:02:03.123Z',
  execution_duration: '1s',
  state: 'OK',
  trace_metadata: { 'mlflow.trace_schema.version': '3', 'mlflow.user': 'me' },
  tags: { 'mlflow.traceName': 'root', env: 'prod' },
  ...fields,
})
const sized = (num_spans: number) => ({
  trace_metadata: { 'mlflow.trace.sizeStats': JSON.stringify({ total_size_bytes: 1, num_spans }) },
})

test('a trace comes back whole, every digit of its times and integers kept', async () => {
  const root = otlpSpan({
    attributes: {
      'mlflow.spanType': 'LLM',
      'mlflow.spanInputs': '{"n":9007199254740993}',
      big: 9_007_199_254_740_993n,
    },
    events: [{ timeUnixNano: 1_795_374_123_123_456_790n, name: 'exception', attributes: { 'exception.type': 'E' } }],
    status: { code: 2, message: 'boom' },
  })
  const child = otlpSpan({ traceId: root.traceId, parentSpanId: root.spanId, name: 'child' })
  await exportSpans(server.url, [child, root])

  const { status, json } = await get('/get', { trace_id: `tr-${root.traceId}` })

  expect(status).toBe(200)
  const { trace } = json as { trace: { trace_info: object; spans: { attributes: object[] }[] } }
  expect(trace.trace_info).toMatchObject({
    trace_id: `tr-${root.traceId}`,
    state: 'ERROR',
    execution_duration: '1s',
    request_preview: '{"n":9007199254740993}',
    tags: {
      'mlflow.traceName': 'a span',
      'mlflow.trace.spansLocation': 'TRACKING_STORE',
      'mlflow.artifactLocation': `mlflow-artifacts:/0/traces/tr-${root.traceId}/artifacts`,
      'service.name': 'test',
    },
  })
  expect(trace.spans).toHaveLength(2)
  expect(trace.spans[0]).toMatchObject({
    trace_id: Buffer.from(root.traceId, 'hex').toString('base64'),
    span_id: Buffer.from(root.spanId, 'hex').toString('base64'),
    start_time_unix_nano: 1_795_374_123_123_456_789n,
    end_time_unix_nano: 1_795_374_124_123_456_789n,
    status: { code: 'STATUS_CODE_ERROR', message: 'boom' },
    events: [{ time_unix_nano: 1_795_374_123_123_456_790n, name: 'exception' }],
  })
  expect(trace.spans[0]!.attributes).toContainEqual({ key: 'big', value: { int_value: 9_007_199_254_740_993n } })
  expect(trace.spans[0]!.attributes).toContainEqual({
    key: 'mlflow.spanInputs',
    value: { kvlist_value: { values: [{ key: 'n', value: { int_value: 9_007_199_254_740_993n } }] } },
  })
  expect(trace.spans[1]).toMatchObject({ parent_span_id: Buffer.from(root.spanId, 'hex').toString('base64') })
})

test('the record of a deleted trace is taken, as its sender would try again otherwise, and not shown', async () => {
  const span = otlpSpan()
  await exportSpans(server.url, [span])
  const trace_id = `tr-${span.traceId}`
  await apiPost(server.url, `${TRACES}/delete-traces`, { experiment_id: '0', request_ids: [trace_id] })

  const { status, json } = await start(record(span.traceId))

  expect(status).toBe(200)
  expect(json).toMatchObject({ trace: { trace_info: { trace_id, state: 'OK' } } })
  expect((await get(`/${trace_id}`)).status).toBe(404)
})

test.each(['before', 'after'])('the record of a trace may come %s its spans, with the same result', async (order) => {
  const span = otlpSpan()
  const send = () => exportSpans(server.url, [span])
  const tell = () => start(record(span.traceId))

  const first = await (order === 'before' ? tell() : send())
  const second = await (order === 'before' ? send() : tell())
  const answer = (first ?? second) as ApiAnswer

  expect(answer.status).toBe(200)
  const { trace_info } = (answer.json as { trace: { trace_info: { tags: Record<string, string> } } }).trace
  expect(trace_info).toMatchObject({
    trace_id: `tr-${span.traceId}`,
    state: 'OK',
    request_time: '2026-11-22T19:02:03.123Z',
    trace_metadata: { 'mlflow.user': 'me', 'mlflow.trace.infoFinalized': 'true' },
  })
  // A client keeps its spans to itself only if it is told that the server has them.
  expect(trace_info.tags['mlflow.trace.spansLocation']).toBe(order === 'before' ? undefined : 'TRACKING_STORE')
  expect(await get(`/tr-${span.traceId}`, { trace_id: `tr-${span.traceId}` })).toMatchObject({
    json: {
      trace: {
        trace_info: {
          request_preview: 'hi',
          execution_duration: '1s',
          tags: { env: 'prod', 'mlflow.traceName': 'root', 'mlflow.trace.spansLocation': 'TRACKING_STORE' },
        },
      },
    },
  })
})

const PYTHON = { 'x-mlflow-client-version': '3.17.2' }
async function startAs(headers: Record<string, string>, trace_info: object): Promise<Record<string, string>> {
  const answer = await fetch(server.url + TRACES, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ trace: { trace_info } }),
  })
  return ((await answer.json()) as { trace: { trace_info: { tags: Record<string, string> } } }).trace.trace_info.tags
}

test('a client whose spans are under way by OTLP is told, once they are here, to send no copy of them', async () => {
  const [first, second] = [otlpSpan(), otlpSpan()]
  const telling = startAs(PYTHON, record(first.traceId, sized(2)))
  await exportSpans(server.url, [first, { ...second, traceId: first.traceId, parentSpanId: first.spanId }])

  expect((await telling)['mlflow.trace.spansLocation']).toBe('TRACKING_STORE')
})

test('a client is asked for a copy of its spans when not all of them come', async () => {
  const span = otlpSpan()
  await exportSpans(server.url, [span])

  expect((await startAs(PYTHON, record(span.traceId, sized(2))))['mlflow.trace.spansLocation']).toBeUndefined()
})

test('files of a trace are with us, whatever the artifact location of its experiment is', async () => {
  const { json } = await apiPost(server.url, '/api/2.0/mlflow/experiments/create', {
    name: '/Users/me@x/gemini',
    artifact_location: 'dbfs:/Volumes/workspace/default/gemini',
  })
  const { experiment_id } = json as { experiment_id: string }
  const span = otlpSpan()
  const trace_location = { type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id } }

  const told = await startAs({}, record(span.traceId, { trace_location }))
  const toldWorkspaceClient = await startAs(
    { 'user-agent': 'unknown/0.0.0 databricks-sdk-py/0.156.0 python/3.11.7' },
    record(span.traceId, { trace_location }),
  )

  const path = `${experiment_id}/traces/tr-${span.traceId}/artifacts`
  expect(told['mlflow.artifactLocation']).toBe(`mlflow-artifacts:/${path}`)
  expect(toldWorkspaceClient['mlflow.artifactLocation']).toBe(
    `dbfs:/databricks/mlflow-tracking/${experiment_id}/tr-${span.traceId}/artifacts`,
  )
})

test('a workspace’s client, which sends nothing by OTLP, is never told that its spans are here', async () => {
  const span = otlpSpan()
  await exportSpans(server.url, [span])
  const headers = { 'user-agent': 'unknown/0.0.0 databricks-sdk-py/0.156.0 python/3.11.7' }

  expect((await startAs(headers, record(span.traceId, sized(1))))['mlflow.trace.spansLocation']).toBeUndefined()
  const answer = await fetch(`${server.url}${TRACES}/tr-${span.traceId}`, { headers })
  expect(await answer.text()).not.toContain('spansLocation')
})

test('a trace id with half a surrogate pair is refused', async () => {
  const { status, json } = await start({ ...record(otlpSpan().traceId), trace_id: '\ud800' })

  expect(status).toBe(400)
  expect(json).toMatchObject({ error_code: 'INVALID_PARAMETER_VALUE', message: expect.stringContaining('trace_id') })
})

test('telling the record twice gives the same trace', async () => {
  const span = otlpSpan()

  expect(await start(record(span.traceId))).toEqual(await start(record(span.traceId)))
})

test('a record may be written in camelCase', async () => {
  const span = otlpSpan()
  const traceInfo = {
    traceId: `tr-${span.traceId}`,
    traceLocation: { type: 'MLFLOW_EXPERIMENT', mlflowExperiment: { experimentId: '0' } },
    requestTime: '2026-11-22T19:02:03.123456789Z',
    executionDuration: '1.234567s',
    state: 'OK',
  }

  expect(await apiPost(server.url, TRACES, { trace: { traceInfo } })).toMatchObject({
    status: 200,
    json: { trace: { trace_info: { trace_id: traceInfo.traceId, request_time: '2026-11-22T19:02:03.123Z' } } },
  })
})

test('a record is not kept longer than MLflow keeps it', async () => {
  const span = otlpSpan()
  const long = { ['k'.repeat(300)]: 'v'.repeat(9000) }
  await start(record(span.traceId, { tags: long, trace_metadata: long, request_preview: 'p'.repeat(20_000) }))

  const { json } = await get(`/tr-${span.traceId}`)

  const { trace_info } = (json as { trace: { trace_info: { request_preview: string } } }).trace
  expect(trace_info.request_preview).toHaveLength(10_000)
  const kept = { ['k'.repeat(250)]: 'v'.repeat(8000) }
  expect(trace_info).toMatchObject({ tags: kept, trace_metadata: kept })
})

test('only the server says where spans lie', async () => {
  const span = otlpSpan()
  const { json } = await start(record(span.traceId, { tags: { 'mlflow.trace.spansLocation': 'TRACKING_STORE' } }))

  expect(JSON.stringify(json)).not.toContain('spansLocation')
})

test('32 bare hex digits find a trace', async () => {
  const span = otlpSpan()
  await exportSpans(server.url, [span])

  expect((await get(`/${span.traceId}`)).status).toBe(200)
  expect((await get('/get', { trace_id: span.traceId })).status).toBe(200)
})

test.each([
  ['/tr-none', {}, "Trace with ID 'tr-none' not found."],
  ['/get', { trace_id: 'tr-none' }, 'Trace with ID tr-none is not found.'],
  ['/get', { trace_id: 'tr-none', allow_partial: 'True' }, 'Trace with ID tr-none is not found.'],
])('%s of an unknown trace %j', async (path, query, message) => {
  expect(await get(path, query as Record<string, string>)).toEqual({
    status: 404,
    json: { error_code: 'RESOURCE_DOES_NOT_EXIST', message },
  })
})

test('a trace whose spans are not all here is waited for, then told of, and given in part when asked', async () => {
  const span = otlpSpan()
  const trace_id = `tr-${span.traceId}`
  await exportSpans(server.url, [span])
  await start(record(span.traceId, sized(2)))

  expect(await get('/get', { trace_id })).toEqual({
    status: 404,
    json: {
      error_code: 'RESOURCE_DOES_NOT_EXIST',
      message: `Trace with ID ${trace_id} is not fully exported yet, please try again later.`,
    },
  })
  expect(await get('/batchGet', { trace_ids: trace_id })).toEqual({ status: 200, json: {} })
  expect((await get('/get', { trace_id, allow_partial: 'True' })).status).toBe(200)
})

test('a span that comes while a reader waits is given', async () => {
  const [first, second] = [otlpSpan(), otlpSpan()]
  await start(record(first.traceId, sized(2)))
  await exportSpans(server.url, [first])

  const waiting = get('/get', { trace_id: `tr-${first.traceId}` })
  await exportSpans(server.url, [{ ...second, traceId: first.traceId, parentSpanId: first.spanId }])

  expect(await waiting).toMatchObject({ status: 200, json: { trace: { spans: [{}, {}] } } })
})

test('many traces at once come in the order asked for, unknown ones left out', async () => {
  const spans = [otlpSpan(), otlpSpan()]
  await exportSpans(server.url, spans)
  const [a, b] = spans.map((span) => `tr-${span.traceId}`)

  const response = await fetch(`${server.url}${TRACES}/batchGet?trace_ids=${b}&trace_ids=tr-none&trace_ids=${a}`)

  const { traces } = (await response.json()) as { traces: { trace_info: { trace_id: string }; spans: unknown[] }[] }
  expect(traces.map((trace) => trace.trace_info.trace_id)).toEqual([b, a])
  expect(traces.every((trace) => trace.spans.length === 1)).toBe(true)
})

test.each<[string, () => Promise<ApiAnswer>, string]>([
  [
    'a flag',
    () => get('/get', { trace_id: 'x', allow_partial: 'yes' }),
    "Invalid boolean value: yes, must be 'true' or 'false'.",
  ],
  [
    'no ids',
    () => get('/batchGet'),
    "Missing value for required parameter 'trace_ids'. See the API docs for more information about request parameters.",
  ],
  ['a bad time', () => start(record('a', { request_time: 'now' })), "parameter 'request_time'"],
  ['a bad state', () => start(record('a', { state: 'GOOD' })), "parameter 'state'"],
  ['a long id', () => start(record('a'.repeat(60))), "parameter 'trace_id'"],
  ['no record', () => apiPost(server.url, TRACES, {}), "Missing value for required parameter 'trace'"],
])('%s is refused with the reason', async (_, call, message) => {
  const { status, json } = await call()

  expect(status).toBe(400)
  expect(json).toEqual({ error_code: 'INVALID_PARAMETER_VALUE', message: expect.stringContaining(message) })
})

test('a record for an experiment that does not exist is refused', async () => {
  const trace_location = { type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: '999' } }

  expect(await start(record('a', { trace_location }))).toEqual({
    status: 404,
    json: { error_code: 'RESOURCE_DOES_NOT_EXIST', message: 'No Experiment with id=999 exists' },
  })
})
