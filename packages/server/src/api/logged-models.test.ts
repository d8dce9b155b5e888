import { afterAll, beforeAll, expect, test } from 'vitest'
import { apiCall, apiGet, type ApiAnswer } from '../testing/api-calls.ts'
import { startServer, type TestServer } from '../testing/start-server.ts'

let server: TestServer

beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server[Symbol.asyncDispose]())

interface ModelAnswer {
  model: { info: { model_id: string; name: string; tags?: unknown }; data: object }
}

const PREFIX = '/api/2.0/mlflow'
const call = (method: string, path: string, body: object = {}): Promise<ApiAnswer> =>
  method === 'GET'
    ? apiGet(server.url, `${PREFIX}/${path}`, body as Record<string, string>)
    : apiCall(server.url, method, `${PREFIX}/${path}`, body)
const create = async (body: object = {}): Promise<ModelAnswer['model']> =>
  ((await call('POST', 'logged-models', { experiment_id: '0', ...body })).json as ModelAnswer).model
const DONE = { status: 200, json: {} }
const refused = (error_code: string, message: unknown, status = 400) => ({ status, json: { error_code, message } })
const invalid = (message: unknown) => refused('INVALID_PARAMETER_VALUE', message)
const missing = (message: unknown) => refused('RESOURCE_DOES_NOT_EXIST', message, 404)

test('a model is made, finalized, read back and deleted', async () => {
  const params = [{ key: 'llm', value: 'gemini' }]
  const tags = [{ key: 'team', value: 'a' }]
  const model = await create({ name: 'agent', model_type: 'agent', source_run_id: 'r', params, tags })
  const { model_id } = model.info

  expect(model).toEqual({
    info: {
      model_id,
      experiment_id: '0',
      name: 'agent',
      creation_timestamp_ms: expect.any(Number),
      last_updated_timestamp_ms: expect.any(Number),
      artifact_uri: `mlflow-artifacts:/0/models/${model_id}/artifacts`,
      status: 'LOGGED_MODEL_PENDING',
      model_type: 'agent',
      source_run_id: 'r',
      tags,
    },
    data: { params },
  })
  expect(await call('GET', `logged-models/${model_id}`)).toEqual({ status: 200, json: { model } })
  expect(await call('PATCH', `logged-models/${model_id}`, { model_id, status: 'LOGGED_MODEL_READY' })).toMatchObject({
    json: { model: { info: { status: 'LOGGED_MODEL_READY' } } },
  })
  expect(await call('DELETE', `logged-models/${model_id}`)).toEqual(DONE)
  expect(await call('GET', `logged-models/${model_id}`)).toEqual(
    missing(`Logged model with ID '${model_id}' not found.`),
  )
  expect(await call('GET', `logged-models/${model_id}`, { allow_deleted: 'True' })).toMatchObject({ status: 200 })
})

test('a model without a name gets one', async () => {
  expect((await create()).info.name).toMatch(/^[a-z]+-[a-z]+-\d{1,4}$/)
})

test('parameters and tags come, tags change and go', async () => {
  const { model_id } = (await create({ params: [{ key: 'llm', value: 'a' }] })).info
  const path = `logged-models/${model_id}`

  expect(await call('POST', `${path}/params`, { params: [{ key: 'new', value: 'p' }] })).toEqual(DONE)
  expect(await call('POST', `${path}/params`, { params: [{ key: 'llm', value: 'b' }] })).toEqual(
    invalid(expect.stringContaining("[{'key': 'llm', 'old_value': 'a', 'new_value': 'b'}]")),
  )
  expect(await call('PATCH', `${path}/tags`, { tags: [{ key: 'mlflow.a/b', value: '1' }] })).toEqual(DONE)
  expect(await call('GET', path)).toMatchObject({
    json: {
      model: {
        info: { tags: [{ key: 'mlflow.a/b', value: '1' }] },
        data: {
          params: [
            { key: 'llm', value: 'a' },
            { key: 'new', value: 'p' },
          ],
        },
      },
    },
  })
  expect(await call('DELETE', `${path}/tags/${encodeURIComponent('mlflow.a/b')}`)).toEqual(DONE)
  expect(await call('DELETE', `${path}/tags/k`)).toEqual(
    missing(`No tag with key 'k' found for model with ID '${model_id}'.`),
  )
})

test('what runs measure of a model is read back, and models are found by it', async () => {
  const { json } = await call('POST', 'experiments/create', { name: 'measured' })
  const { experiment_id } = json as { experiment_id: string }
  const [first, second] = [
    await create({ experiment_id, name: 'first' }),
    await create({ experiment_id, name: 'second' }),
  ]
  const run = await call('POST', 'runs/create', { experiment_id })
  const { run_id } = (run.json as { run: { info: { run_id: string } } }).run.info
  const metric = { key: 'acc', value: 0.9, timestamp: 1, step: 0, model_id: first.info.model_id }
  await call('POST', 'runs/log-metric', { run_id, ...metric, dataset_name: 'd', dataset_digest: '1' })
  await call('POST', 'runs/log-batch', { run_id, metrics: [{ ...metric, value: 0.1, model_id: second.info.model_id }] })
  const search = async (body: object): Promise<string[]> => {
    const answer = await call('POST', 'logged-models/search', { experiment_ids: [experiment_id], ...body })
    return (answer.json as { models?: ModelAnswer['model'][] }).models?.map(({ info }) => info.name) ?? []
  }

  expect(await call('GET', `logged-models/${first.info.model_id}`)).toMatchObject({
    json: { model: { data: { metrics: [{ ...metric, run_id, dataset_name: 'd', dataset_digest: '1' }] } } },
  })
  expect(await search({})).toHaveLength(2)
  expect(await search({ filter: 'metrics.acc > 0.5' })).toEqual(['first'])
  expect(await search({ filter: "name = 'second' AND status = 'PENDING'" })).toEqual(['second'])
  expect(await search({ datasets: [{ dataset_name: 'd' }] })).toEqual(['first'])
  expect(await search({ order_by: [{ field_name: 'metrics.acc' }] })).toEqual(['second', 'first'])
  expect(await search({ order_by: [{ field_name: 'metrics.acc', ascending: false }], max_results: 1 })).toEqual([
    'first',
  ])
})

test.each([
  ['logged-models', { experiment_id: '0', name: 'a/b' }, /^Invalid model name \('a\/b'\) provided/],
  ['logged-models', { experiment_id: 'x' }, /^Invalid experiment ID 'x'/],
  ['logged-models', {}, /^Missing value for required parameter 'experiment_id'/],
  ['logged-models/search', { experiment_ids: ['0'], filter: "foo = 'x'" }, /^Invalid attribute key 'foo' specified/],
  [
    'logged-models/search',
    { experiment_ids: ['0'], order_by: [{ field_name: 'params.x' }] },
    /^Invalid order by field name: params\.x/,
  ],
])('POST %s with %j is refused', async (path, body, message) => {
  expect(await call('POST', path, body)).toMatchObject({
    status: 400,
    json: { error_code: 'INVALID_PARAMETER_VALUE', message: expect.stringMatching(message) as string },
  })
})

test.each([
  ['PATCH', 'logged-models/m-none', { status: 'LOGGED_MODEL_READY' }],
  ['DELETE', 'logged-models/m-none', {}],
  ['POST', 'logged-models/m-none/params', {}],
  ['PATCH', 'logged-models/m-none/tags', {}],
  ['DELETE', 'logged-models/m-none/tags/k', {}],
])('%s %s of an unknown model is 404', async (method, path, body) => {
  expect(await call(method, path, body)).toEqual(missing("Logged model with ID 'm-none' not found."))
})
