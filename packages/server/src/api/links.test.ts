import { traceIdOfOtel } from '@loupe-ai/model'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { apiPost, type ApiAnswer } from '../testing/api-calls.ts'
import { exportSpans } from '../testing/export-spans.ts'
import { otlpSpan } from '../testing/otlp-requests.ts'
import { startServer, type TestServer } from '../testing/start-server.ts'

let server: TestServer

beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server[Symbol.asyncDispose]())

const post = (call: string, body: unknown): Promise<ApiAnswer> => apiPost(server.url, `/api/2.0/mlflow/${call}`, body)
const DONE = { status: 200, json: {} }
const refused = (error_code: string, message: unknown, status = 400) => ({ status, json: { error_code, message } })
const invalid = (message: unknown) => refused('INVALID_PARAMETER_VALUE', message)

test('a trace is found by the run and the prompt that it is linked to later', async () => {
  const hex = 'a1'.repeat(16)
  const traceId = traceIdOfOtel(hex)
  await exportSpans(server.url, [otlpSpan({ traceId: hex })])
  const created = await post('runs/create', {})
  const { run_id } = (created.json as { run: { info: { run_id: string } } }).run.info
  const found = async (filter: string): Promise<unknown> => {
    const locations = [{ type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: '0' } }]
    const { json } = await apiPost(server.url, '/api/3.0/mlflow/traces/search', { locations, filter })
    return (json as { traces?: { trace_id: string }[] }).traces?.map(({ trace_id }) => trace_id)
  }

  const link = { trace_ids: [traceId, 'tr-none'], run_id }
  expect([await post('traces/link-to-run', link), await post('traces/link-to-run', link)]).toEqual([DONE, DONE])
  const prompts = { trace_id: traceId, prompt_versions: [{ name: 'greet', version: '3' }] }
  expect(await post('traces/link-prompts', prompts)).toEqual(DONE)

  expect(await found(`run_id = '${run_id}'`)).toEqual([traceId])
  expect(await found("prompt = 'greet/3'")).toEqual([traceId])
  expect(await found("prompt = 'greet/4'")).toBeUndefined()
})

test('linking no prompt is nothing', async () => {
  expect(await post('traces/link-prompts', { trace_id: 'tr-none', prompt_versions: [] })).toEqual(DONE)
})

test('links that cannot be are refused', async () => {
  const trace_ids = Array.from({ length: 101 }, (_, number) => `tr-${number}`)

  expect(await post('traces/link-to-run', { trace_ids, run_id: 'r' })).toEqual(
    invalid('Cannot link more than 100 traces to a run in a single request. Provided 101 traces.'),
  )
  expect(
    await post('traces/link-prompts', { trace_id: 'tr-none', prompt_versions: [{ name: 'p', version: '1' }] }),
  ).toEqual(refused('RESOURCE_DOES_NOT_EXIST', "Trace with ID 'tr-none' not found.", 404))
  expect(
    await post('traces/link-prompts', { trace_id: 'tr-none', prompt_versions: [{ name: 'p', version: 'x' }] }),
  ).toEqual(invalid("Parameter 'version' must be an integer, got 'x'."))
})
