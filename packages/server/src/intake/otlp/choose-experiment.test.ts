import { readTraceResponse, writeTraceRequest, writeTraceRequestJson } from '@loupe-ai/wire'
import type { Attributes } from '@loupe-ai/model'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { apiGet, apiPost } from '../../testing/api-calls.ts'
import { exportSpans } from '../../testing/export-spans.ts'
import { otlpRequest, otlpSpan } from '../../testing/otlp-requests.ts'
import { startServer, type TestServer } from '../../testing/start-server.ts'

let server: TestServer
let existing = ''

beforeAll(async () => {
  server = await startServer()
  const { json } = await apiPost(server.url, '/api/2.0/mlflow/experiments/create', { name: 'existing' })
  existing = (json as { experiment_id: string }).experiment_id
})
afterAll(() => server[Symbol.asyncDispose]())

async function experimentOf(resource: Attributes, headers: Record<string, string> = {}): Promise<string> {
  const span = otlpSpan()
  await exportSpans(server.url, [span], { resource, headers })
  const { json } = await apiGet(server.url, `/api/3.0/mlflow/traces/tr-${span.traceId}`)
  const { trace } = json as {
    trace: { trace_info: { trace_location: { mlflow_experiment: { experiment_id: string } } } }
  }
  return trace.trace_info.trace_location.mlflow_experiment.experiment_id
}

test('the header wins over the id, the id over the name, and 0 is the default', async () => {
  const header = { 'x-mlflow-experiment-id': existing }

  expect(await experimentOf({ 'mlflow.experimentId': '0', 'loupe.experiment.name': 'n' }, header)).toBe(existing)
  expect(await experimentOf({ 'mlflow.experimentId': existing, 'loupe.experiment.name': 'n' })).toBe(existing)
  expect(await experimentOf({ 'loupe.experiment.name': 'existing' })).toBe(existing)
  expect(await experimentOf({})).toBe('0')
})

test('an experiment that is named and missing is made, once for many senders', async () => {
  const ids = await Promise.all(Array.from({ length: 8 }, () => experimentOf({ 'loupe.experiment.name': 'new one' })))

  expect(new Set(ids).size).toBe(1)
  expect(await apiGet(server.url, '/api/2.0/mlflow/experiments/get', { experiment_id: ids[0]! })).toMatchObject({
    json: { experiment: { name: 'new one' } },
  })
})

test.each([
  ['999', 404, { code: 5, message: 'No Experiment with id=999 exists' }],
  ['abc', 400, { code: 3, message: expect.stringContaining("Invalid experiment ID 'abc'") }],
])('the header %s is refused with a Status', async (id, status, body) => {
  const headers = { 'content-type': 'application/json', 'x-mlflow-experiment-id': id }
  const response = await fetch(`${server.url}/v1/traces`, {
    method: 'POST',
    headers,
    body: writeTraceRequestJson(otlpRequest([otlpSpan()])),
  })

  expect(response.status).toBe(status)
  expect(await response.json()).toEqual(body)
})

test('spans of a resource that names an unknown experiment are set apart', async () => {
  const response = await fetch(`${server.url}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-protobuf' },
    body: writeTraceRequest(otlpRequest([otlpSpan(), otlpSpan()], { 'mlflow.experimentId': '999' })),
  })

  expect(readTraceResponse(await response.bytes())).toMatchObject({
    value: { rejectedSpans: 2, errorMessage: expect.stringContaining('999') },
  })
})
