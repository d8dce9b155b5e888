import { afterAll, beforeAll, expect, test } from 'vitest'
import { apiCall, apiGet, apiPost } from '../testing/api-calls.ts'
import { exportSpans } from '../testing/export-spans.ts'
import { otlpSpan } from '../testing/otlp-requests.ts'
import { startServer, type TestServer } from '../testing/start-server.ts'

let server: TestServer
let experiment_id: string

beforeAll(async () => {
  server = await startServer()
  const { json } = await apiPost(server.url, '/api/2.0/mlflow/experiments/create', { name: 'v2' })
  experiment_id = (json as { experiment_id: string }).experiment_id
})
afterAll(() => server[Symbol.asyncDispose]())

const TRACES = '/api/2.0/mlflow/traces'
const STARTED = 1_795_374_123_123

interface InfoV2 {
  readonly request_id: string
  readonly tags: readonly { readonly key: string; readonly value: string }[]
}
const infoIn = (json: unknown): InfoV2 => (json as { trace_info: InfoV2 }).trace_info

async function start(fields: object = {}): Promise<InfoV2> {
  const { json } = await apiPost(server.url, TRACES, {
    experiment_id,
    timestamp_ms: STARTED,
    request_metadata: [{ key: 'mlflow.trace_schema.version', value: '2' }],
    tags: [{ key: 'mlflow.traceName', value: 'root' }],
    ...fields,
  })
  return infoIn(json)
}
const end = (id: string, fields: object = {}) =>
  apiCall(server.url, 'PATCH', `${TRACES}/${id}`, {
    request_id: id,
    timestamp_ms: STARTED + 250,
    status: 'OK',
    request_metadata: [{ key: 'mlflow.traceInputs', value: '{}' }],
    tags: [{ key: 'env', value: 'prod' }],
    ...fields,
  })

test('a trace that begins has an id of the server and a place for its file', async () => {
  const info = await start()

  expect(info.request_id).toMatch(/^[0-9a-f]{32}$/)
  expect(info).toEqual({
    request_id: info.request_id,
    experiment_id,
    timestamp_ms: STARTED,
    status: 'IN_PROGRESS',
    request_metadata: [{ key: 'mlflow.trace_schema.version', value: '2' }],
    tags: [
      { key: 'mlflow.traceName', value: 'root' },
      {
        key: 'mlflow.artifactLocation',
        value: `mlflow-artifacts:/${experiment_id}/traces/${info.request_id}/artifacts`,
      },
    ],
  })
})

test('a trace that ends has its time and state, and what was said of it both times', async () => {
  const { request_id, tags } = await start()

  const ended = await end(request_id, { status: 'ERROR', tags: [...tags, { key: 'env', value: 'prod' }] })

  expect(ended).toMatchObject({
    status: 200,
    json: {
      trace_info: {
        request_id,
        execution_time_ms: 250,
        status: 'ERROR',
        request_metadata: [{ key: 'mlflow.trace_schema.version' }, { key: 'mlflow.traceInputs', value: '{}' }],
        tags: [{ key: 'mlflow.traceName' }, { key: 'env', value: 'prod' }, { key: 'mlflow.artifactLocation' }],
      },
    },
  })
  expect(await apiGet(server.url, `${TRACES}/${request_id}/info`)).toEqual(ended)
})

test('its spans, put as a file in the form of MLflow 2, come back in that form, and are those of a trace like any other', async () => {
  const { request_id } = await start()
  const span = {
    name: 'root',
    context: { span_id: 'cb01311bc82d97dd', trace_id: 'e73e7cd60f249ed9ec7c59625b39061d' },
    parent_id: null,
    start_time: STARTED * 1e6,
    end_time: (STARTED + 250) * 1e6,
    status_code: 'OK',
    status_message: '',
    attributes: { 'mlflow.traceRequestId': JSON.stringify(request_id), 'mlflow.spanInputs': '{"q": "hi"}' },
    events: [],
  }
  const file = `${server.url}/api/2.0/mlflow-artifacts/artifacts/${experiment_id}/traces/${request_id}/artifacts/traces.json`
  await fetch(file, { method: 'PUT', body: JSON.stringify({ spans: [span], request: '{"q": "hi"}', response: null }) })
  await end(request_id)

  const old = await fetch(file, { headers: { 'user-agent': 'mlflow-python-client/2.22.5' } })
  expect(await old.json()).toMatchObject({ spans: [{ ...span, context: { span_id: '0xcb01311bc82d97dd' } }] })
  expect(await apiGet(server.url, '/api/3.0/mlflow/traces/get', { trace_id: request_id })).toMatchObject({
    json: { trace: { trace_info: { state: 'OK', execution_duration: '0.250s' }, spans: [{ name: 'root' }] } },
  })
})

test('a search finds traces of both kinds, in the old shape, page by page', async () => {
  const { json } = await apiPost(server.url, '/api/2.0/mlflow/experiments/create', { name: 'searched' })
  const ids = json as { experiment_id: string }
  const { request_id } = await start({ ...ids, timestamp_ms: 1_000 })
  await end(request_id, { timestamp_ms: 2_000 })
  const span = otlpSpan()
  await exportSpans(server.url, [span], { headers: { 'x-mlflow-experiment-id': ids.experiment_id } })
  const search = (query: Record<string, string>) =>
    apiGet(server.url, TRACES, { experiment_ids: ids.experiment_id, ...query })

  expect(await search({})).toMatchObject({
    json: { traces: [{ request_id: `tr-${span.traceId}` }, { request_id, execution_time_ms: 1000, status: 'OK' }] },
  })
  expect(await search({ filter: "tag.env = 'prod'" })).toMatchObject({ json: { traces: [{ request_id }] } })
  const first = await search({ max_results: '1', order_by: 'timestamp_ms ASC' })
  const { next_page_token } = first.json as { next_page_token: string }
  expect(first).toMatchObject({ json: { traces: [{ request_id }] } })
  expect(await search({ max_results: '1', order_by: 'timestamp_ms ASC', page_token: next_page_token })).toMatchObject({
    json: { traces: [{ request_id: `tr-${span.traceId}` }] },
  })
  expect(await apiGet(server.url, TRACES, { experiment_ids: ids.experiment_id, max_results: '501' })).toMatchObject({
    status: 400,
  })
})

test.each([
  ['beginning in no experiment', () => apiPost(server.url, TRACES, { experiment_id: '999', timestamp_ms: 1 }), 404],
  ['beginning without one', () => apiPost(server.url, TRACES, { timestamp_ms: 1 }), 400],
  ['ending what never began', () => end('none'), 404],
  ['ending in no known state', () => end('none', { status: 'GOOD' }), 400],
  ['the info of an unknown trace', () => apiGet(server.url, `${TRACES}/none/info`), 404],
  ['a search in no experiment', () => apiGet(server.url, TRACES), 400],
])('%s is refused in MLflow’s shape', async (_, call, status) => {
  expect(await call()).toEqual({ status, json: { error_code: expect.any(String), message: expect.any(String) } })
})

test('a workspace’s client gets an id by which it tells traces from runs', async () => {
  const answer = await fetch(`${server.url}${TRACES}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': 'mlflow databricks-sdk-py/0.40.0' },
    body: JSON.stringify({ experiment_id, timestamp_ms: STARTED }),
  })

  expect(infoIn(await answer.json()).request_id).toMatch(/^tr-[0-9a-f]{32}$/)
})
