import { afterAll, beforeAll, expect, test } from 'vitest'
import { apiCall, apiGet, type ApiAnswer } from '../testing/api-calls.ts'
import { startServer, type TestServer } from '../testing/start-server.ts'

let server: TestServer

beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server[Symbol.asyncDispose]())

const PREFIX = '/api/2.0/mlflow'
const call = (method: string, path: string, body: object): Promise<ApiAnswer> =>
  method === 'GET'
    ? apiGet(server.url, `${PREFIX}/${path}`, body as Record<string, string>)
    : apiCall(server.url, method, `${PREFIX}/${path}`, body)
const IS_PROMPT = { key: 'mlflow.prompt.is_prompt', value: 'true' }
const register = (name: string, description?: string): Promise<ApiAnswer> =>
  call('POST', 'registered-models/create', { name, tags: [IS_PROMPT], description })
const addVersion = (name: string, text: string): Promise<ApiAnswer> =>
  call('POST', 'model-versions/create', {
    name,
    source: 'dummy-source',
    tags: [IS_PROMPT, { key: 'mlflow.prompt.text', value: text }],
  })

const DONE = { status: 200, json: {} }
const refused = (error_code: string, message: unknown, status = 400) => ({ status, json: { error_code, message } })
const invalid = (message: unknown) => refused('INVALID_PARAMETER_VALUE', message)
const missing = (message: unknown) => refused('RESOURCE_DOES_NOT_EXIST', message, 404)

test('a prompt is registered, gets versions and is read back', async () => {
  expect(await call('GET', 'registered-models/get', { name: 'greet' })).toEqual(
    missing('Registered Model with name=greet not found'),
  )
  await register('greet', 'first')
  await addVersion('greet', 'Hello {{name}}')
  const { json } = await addVersion('greet', 'Hi {{name}}')

  expect(json).toEqual({
    model_version: {
      name: 'greet',
      version: '2',
      creation_timestamp: expect.any(Number),
      last_updated_timestamp: expect.any(Number),
      current_stage: 'None',
      description: '',
      source: 'dummy-source',
      run_id: '',
      run_link: '',
      status: 'READY',
      tags: [IS_PROMPT, { key: 'mlflow.prompt.text', value: 'Hi {{name}}' }],
    },
  })
  const { model_version } = json as { model_version: unknown }
  expect(await call('GET', 'model-versions/get', { name: 'greet', version: '2' })).toEqual({ status: 200, json })
  expect(await call('GET', 'registered-models/get', { name: 'greet' })).toEqual({
    status: 200,
    json: {
      registered_model: {
        name: 'greet',
        creation_timestamp: expect.any(Number),
        last_updated_timestamp: expect.any(Number),
        description: 'first',
        latest_versions: [model_version],
        tags: [IS_PROMPT],
      },
    },
  })
  expect(await register('greet')).toEqual(refused('RESOURCE_ALREADY_EXISTS', 'Prompt (name=greet) already exists.'))
})

test('an alias names a version, latest the highest', async () => {
  await register('aliased')
  for (const text of ['one', 'two']) await addVersion('aliased', text)
  const alias = { name: 'aliased', alias: 'production' }

  expect(await call('POST', 'registered-models/alias', { ...alias, version: '1' })).toEqual(DONE)
  expect(await call('GET', 'registered-models/alias', alias)).toMatchObject({
    json: { model_version: { version: '1', aliases: ['production'] } },
  })
  expect(await call('GET', 'registered-models/alias', { ...alias, alias: 'latest' })).toMatchObject({
    json: { model_version: { version: '2' } },
  })
  expect(await call('GET', 'registered-models/get', { name: 'aliased' })).toMatchObject({
    json: { registered_model: { aliases: [{ alias: 'production', version: '1' }] } },
  })
  expect(await call('DELETE', 'registered-models/alias', alias)).toEqual(DONE)
  expect(await call('GET', 'registered-models/alias', alias)).toEqual(
    invalid('Registered model alias production not found.'),
  )
})

test('tags and descriptions of prompts and versions change', async () => {
  const name = 'tagged'
  await register(name)
  await addVersion(name, 'one')

  expect(await call('POST', 'registered-models/set-tag', { name, key: 'team', value: 'a' })).toEqual(DONE)
  expect(await call('POST', 'model-versions/set-tag', { name, version: '1', key: 'q', value: '1' })).toEqual(DONE)
  expect(await call('PATCH', 'registered-models/update', { name, description: 'new' })).toMatchObject({ status: 200 })
  expect(await call('PATCH', 'model-versions/update', { name, version: '1', description: 'newer' })).toMatchObject({
    json: { model_version: { description: 'newer', tags: expect.arrayContaining([{ key: 'q', value: '1' }]) } },
  })
  expect(await call('GET', 'registered-models/get', { name })).toMatchObject({
    json: { registered_model: { description: 'new', tags: [IS_PROMPT, { key: 'team', value: 'a' }] } },
  })
  expect(await call('DELETE', 'registered-models/delete-tag', { name, key: 'team' })).toEqual(DONE)
  expect(await call('DELETE', 'model-versions/delete-tag', { name, version: '1', key: 'q' })).toEqual(DONE)
})

test('prompts and versions are found as MLflow’s clients ask for them, a page at a time', async () => {
  for (const name of ['found a', 'found b', 'found c']) {
    await register(name)
    await addVersion(name, 'one')
  }
  const prompts = async (query: object): Promise<[string[], string | undefined]> => {
    const { json } = await call('GET', 'registered-models/search', query)
    const page = json as { registered_models?: { name: string }[]; next_page_token?: string }
    return [page.registered_models?.map(({ name }) => name) ?? [], page.next_page_token]
  }
  const filter = "tags.`mlflow.prompt.is_prompt` = 'true' AND name LIKE 'found%'"

  const [first, token] = await prompts({ filter, max_results: '2' })
  const [second, none] = await prompts({ filter, max_results: '2', page_token: token })

  expect([first, second, none]).toEqual([['found a', 'found b'], ['found c'], undefined])
  // Who does not ask for prompts asks for models, and there are none.
  expect(await prompts({})).toEqual([[], undefined])
  const versions = await call('GET', 'model-versions/search', {
    filter: "name = 'found a' AND tag.`mlflow.prompt.is_prompt` = 'true'",
    order_by: 'version_number DESC',
  })
  expect(versions.json).toMatchObject({ model_versions: [{ name: 'found a', version: '1' }] })
  expect(await call('POST', 'registered-models/get-latest-versions', { name: 'found a' })).toMatchObject({
    json: { model_versions: [{ version: '1' }] },
  })
})

test('versions and prompts are deleted for good', async () => {
  const name = 'deleted'
  await register(name)
  for (const text of ['one', 'two']) await addVersion(name, text)

  expect(await call('DELETE', 'model-versions/delete', { name, version: '2' })).toEqual(DONE)
  expect(await call('DELETE', 'model-versions/delete', { name, version: '2' })).toEqual(
    missing('Model Version (name=deleted, version=2) not found'),
  )
  expect(await call('DELETE', 'registered-models/delete', { name })).toEqual(DONE)
  expect(await call('DELETE', 'registered-models/delete', { name })).toEqual(
    missing('Registered Model with name=deleted not found'),
  )
})

test.each([
  [
    'registered-models/create',
    { name: 'a/b', tags: [IS_PROMPT] },
    "Invalid model name 'a/b'. Names cannot contain '/' or ':'.",
  ],
  ['registered-models/create', { name: '..', tags: [IS_PROMPT] }, expect.stringContaining("would resolve to '..'")],
  ['registered-models/set-tag', { name: 'x', key: '$', value: '' }, expect.stringContaining("parameter 'key'")],
  [
    'registered-models/alias',
    { name: 'x', alias: 'latest', version: '1' },
    "'latest' alias name (case insensitive) is reserved.",
  ],
  ['registered-models/alias', { name: 'x', alias: 'v1', version: '1' }, "Version alias name 'v1' is reserved."],
  [
    'registered-models/alias',
    { name: 'x', alias: 'a b', version: '1' },
    expect.stringContaining("Invalid alias name: 'a b'."),
  ],
  [
    'registered-models/alias',
    { name: 'x', alias: 'a', version: 'one' },
    "Parameter 'version' must be an integer, got 'one'.",
  ],
  [
    'model-versions/create',
    { name: 'x', source: 's', tags: [IS_PROMPT, { key: 'mlflow.prompt.text', value: 'x'.repeat(100_001) }] },
    'Prompt text exceeds max length of 100000 characters.',
  ],
])('%s with what cannot be is refused', async (path, body, message) => {
  expect(await call('POST', path, body)).toEqual(invalid(message))
})

test('a registry of models is told to be none, and any other endpoint too', async () => {
  const notImplemented = (message: string) => refused('NOT_IMPLEMENTED', expect.stringContaining(message), 501)

  expect(await call('POST', 'registered-models/create', { name: 'm' })).toEqual(notImplemented('a registry of models'))
  expect(await call('POST', 'model-versions/create', { name: 'm', source: 's3://b' })).toEqual(
    notImplemented('a registry of models'),
  )
  for (const path of ['/api/2.0/mlflow/webhooks', '/ajax-api/3.0/mlflow/scorers/list', '/api/3.0/mlflow/datasets/x']) {
    expect(await apiGet(server.url, path)).toEqual(
      refused('ENDPOINT_NOT_FOUND', expect.stringContaining(`does not have GET ${path}. It keeps experiments`), 404),
    )
  }
})
