import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { apiGet, apiPost } from '../testing/api-calls.ts'
import { startServer, type TestServer } from '../testing/start-server.ts'

let server: TestServer

beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server[Symbol.asyncDispose]())

const get = (call: string, query: Record<string, string> = {}) =>
  apiGet(server.url, `/api/2.0/mlflow/experiments/${call}`, query)
const post = (call: string, body: unknown) => apiPost(server.url, `/api/2.0/mlflow/experiments/${call}`, body)
const create = async (body: object): Promise<string> =>
  ((await post('create', body)).json as { experiment_id: string }).experiment_id

const refused = (error_code: string, message: unknown, status = 400) => ({ status, json: { error_code, message } })

test('the default experiment is there from the start', async () => {
  expect(await get('get', { experiment_id: '0' })).toMatchObject({
    status: 200,
    json: { experiment: { experiment_id: '0', name: 'Default', lifecycle_stage: 'active' } },
  })
})

test('set_experiment: by name, then create, then by id', async () => {
  expect((await get('get-by-name', { experiment_name: 'e' })).status).toBe(404)
  const id = await create({ name: 'e', tags: [{ key: 'k', value: 'v' }] })
  const byId = await get('get', { experiment_id: id })

  expect(id).toMatch(/^\d+$/)
  expect(byId.json).toEqual({
    experiment: {
      experiment_id: id,
      name: 'e',
      artifact_location: `mlflow-artifacts:/${id}`,
      lifecycle_stage: 'active',
      creation_time: expect.any(Number),
      last_update_time: expect.any(Number),
      tags: [{ key: 'k', value: 'v' }],
    },
  })
  expect(await get('get-by-name', { experiment_name: 'e' })).toEqual(byId)
})

test('a whole number in any form is an id, and what no experiment can have is not found', async () => {
  for (const experiment_id of ['00', ' 0', '-0']) {
    expect(await get('get', { experiment_id })).toMatchObject({ json: { experiment: { experiment_id: '0' } } })
  }
  for (const experiment_id of ['-1', '99999999999999999999']) {
    expect(await get('get', { experiment_id })).toEqual(
      refused('RESOURCE_DOES_NOT_EXIST', `No Experiment with id=${experiment_id} exists`, 404),
    )
  }
})

test('a list is asked for by GET, too', async () => {
  expect(await get('search', { max_results: '1', order_by: 'experiment_id ASC' })).toMatchObject({
    status: 200,
    json: { experiments: [{ experiment_id: '0' }] },
  })
})

test('an empty artifact location is none, a tag without a value has an empty one', async () => {
  const id = await create({ name: 'empty', artifact_location: '', tags: [{ key: 'k' }] })

  expect((await get('get', { experiment_id: id })).json).toMatchObject({
    experiment: { artifact_location: `mlflow-artifacts:/${id}`, tags: [{ key: 'k', value: '' }] },
  })
})

test('a given artifact location is kept', async () => {
  const id = await create({ name: 'with location', artifact_location: 'file:///tmp/there' })

  expect((await get('get', { experiment_id: id })).json).toMatchObject({
    experiment: { artifact_location: 'file:///tmp/there' },
  })
})

test('a name is taken once, also by many callers at once', async () => {
  const answers = await Promise.all(Array.from({ length: 8 }, () => post('create', { name: 'once' })))
  const created = answers.filter(({ status }) => status === 200)
  const others = answers.filter(({ status }) => status !== 200)

  expect(created).toHaveLength(1)
  expect(others[0]).toEqual(
    refused('RESOURCE_ALREADY_EXISTS', expect.stringContaining('Experiment(name=once) already exists. Error: ')),
  )
})

test.each([
  ['get', { experiment_id: '999' }, 'RESOURCE_DOES_NOT_EXIST', 'No Experiment with id=999 exists', 404],
  ['get-by-name', { experiment_name: 'X' }, 'RESOURCE_DOES_NOT_EXIST', "Could not find experiment with name 'X'", 404],
  [
    'get',
    { experiment_id: 'x' },
    'INVALID_PARAMETER_VALUE',
    "Invalid experiment ID 'x'. Experiment ID must be a valid integer.",
    400,
  ],
  [
    'get',
    {},
    'INVALID_PARAMETER_VALUE',
    "Missing value for required parameter 'experiment_id'. See the API docs for more information about request parameters.",
    400,
  ],
])('%s with %j is answered with %s', async (call, query, code, message, status) => {
  expect(await get(call, query as Record<string, string>)).toEqual(refused(code, message, status))
})

test.each([
  [{ name: '' }, expect.stringContaining("Missing value for required parameter 'name'.")],
  [{ name: 'n'.repeat(501) }, "'name' exceeds the maximum length of 500 characters"],
  [{}, expect.stringContaining("Missing value for required parameter 'name'.")],
  [
    { name: 5 },
    expect.stringContaining("Invalid value 5 for parameter 'name' supplied:  Hint: Value was of type 'int'."),
  ],
  [{ name: 'a', artifact_location: 's3://b/p#f' }, "'artifact_location' URL can't include fragments or params."],
  [{ name: 'a', artifact_location: 's3://b/%2e%2e/p' }, expect.stringContaining('artifact_location')],
  [{ name: 'a', tags: [{ key: 'a/../b', value: '' }] }, expect.stringContaining("This name would resolve to 'b'")],
  [{ name: 'a', artifact_location: 'runs:/x' }, "Artifact location cannot be a runs:/ URI. Given: 'runs:/x'"],
  [{ name: 'a', artifact_location: 'x'.repeat(2049) }, expect.stringContaining('cannot be greater than 2048')],
  [
    { name: 'a', tags: [{ key: 'k', value: 'v'.repeat(20_001) }] },
    "'value' exceeds the maximum length of 20000 characters",
  ],
  [{ name: 'a', tags: { k: 'v' } }, expect.stringContaining("parameter 'tags'")],
])('create with %j is refused', async (body, message) => {
  expect(await post('create', body)).toEqual(refused('INVALID_PARAMETER_VALUE', message))
})

test('a list is paged, newest first, and its last page has no token', async () => {
  for (const name of ['page 1', 'page 2', 'page 3']) await create({ name })

  const names: string[] = []
  let token: string | undefined
  do {
    const { json } = await post('search', { max_results: 2, view_type: 'ACTIVE_ONLY', page_token: token })
    const page = json as { experiments: { name: string }[]; next_page_token?: string }
    names.push(...page.experiments.map(({ name }) => name))
    token = page.next_page_token
  } while (token !== undefined)

  expect(names.slice(0, 3)).toEqual(['page 3', 'page 2', 'page 1'])
  expect(names.at(-1)).toBe('Default')
  expect(new Set(names).size).toBe(names.length)
})

test('an empty list is an empty object', async () => {
  expect(await post('search', { max_results: 5, view_type: 'DELETED_ONLY' })).toEqual({ status: 200, json: {} })
})

test.each([
  [{}, "Invalid value 0 for parameter 'max_results' supplied. It must be a positive integer"],
  [{ max_results: 50_001 }, expect.stringContaining("Invalid value 50001 for parameter 'max_results' supplied.")],
  [{ max_results: 5, page_token: '!' }, 'Invalid page token, could not base64-decode'],
  [{ max_results: 5, view_type: 'SOME' }, expect.stringContaining("parameter 'view_type'")],
])('search with %j is refused', async (body, message) => {
  expect(await post('search', body)).toEqual(refused('INVALID_PARAMETER_VALUE', message))
})

test('experiments are found by filters and ordered', async () => {
  await create({ name: 'found 1', tags: [{ key: 'team', value: 'red' }] })
  await create({ name: 'found 2', tags: [{ key: 'team', value: 'blue' }] })
  const namesOf = async (filter: string, ...order_by: string[]): Promise<string[]> => {
    const { json } = await post('search', { max_results: 5, filter, order_by })
    return ((json as { experiments?: { name: string }[] }).experiments ?? []).map(({ name }) => name)
  }

  expect(await namesOf("name LIKE 'found%'", 'name ASC')).toEqual(['found 1', 'found 2'])
  expect(await namesOf("name LIKE 'found%'", 'creation_time DESC', 'experiment_id DESC')).toEqual([
    'found 2',
    'found 1',
  ])
  expect(await namesOf("tags.team = 'red' OR tags.team = 'none'")).toEqual(['found 1'])
  expect(await namesOf("name ILIKE 'FOUND%' AND NOT tags.team = 'red'")).toEqual(['found 2'])
})

test.each([
  [{ filter: "lifecycle_stage = 'active'" }, "Invalid attribute key 'lifecycle_stage' specified.", 0],
  [{ filter: "name = 'a' AND attributes.name = 'b'" }, "Invalid entity type 'attributes'.", 15],
  [{ order_by: ['tags.a'] }, 'Invalid order_by entity: tag', 0],
])('search with %j is refused, with the place', async (body, message, position) => {
  expect(await post('search', { max_results: 5, ...body })).toMatchObject({
    status: 400,
    json: { error_code: 'INVALID_PARAMETER_VALUE', message: expect.stringContaining(message), position },
  })
})

test.each([
  ['{"name":', expect.stringContaining('not JSON')],
  ['[1]', 'The body must be a JSON object.'],
])('the body %s is refused', async (body, message) => {
  expect(await post('create', body)).toEqual(refused('INVALID_PARAMETER_VALUE', message))
})

test('JSON within a JSON string is read too', async () => {
  expect(await post('create', JSON.stringify(JSON.stringify({ name: 'nested' })))).toMatchObject({ status: 200 })
})

test.each([
  [undefined, 'Bad Request. Content-Type header is missing.'],
  ['text/plain', "Bad Request. Content-Type must be one of ['application/json']."],
])('a body of type %s is refused', async (type, message) => {
  const response = await fetch(`${server.url}/api/2.0/mlflow/experiments/create`, {
    method: 'POST',
    headers: type === undefined ? {} : { 'content-type': type },
    body: Buffer.from('{"name":"x"}'),
  })

  expect(response.status).toBe(400)
  expect(await response.json()).toEqual({ error_code: 'INVALID_PARAMETER_VALUE', message })
})

test('a body that is not UTF-8 is refused, and leaves nothing under a name that nobody gave', async () => {
  const body = Buffer.concat([Buffer.from('{"name":"broken '), Buffer.of(0xff, 0xfe), Buffer.from('"}')])
  const headers = { 'content-type': 'application/json' }

  const answer = await fetch(`${server.url}/api/2.0/mlflow/experiments/create`, { method: 'POST', body, headers })

  expect(answer.status).toBe(400)
  expect(await answer.json()).toEqual({
    error_code: 'INVALID_PARAMETER_VALUE',
    message: 'The body is not JSON: it is not UTF-8.',
  })
})

test('a byte order mark before a body is no part of it', async () => {
  const { status, json } = await post('create', '\uFEFF{"name":"after a mark"}')

  expect(status).toBe(200)
  expect(await get('get-by-name', { experiment_name: 'after a mark' })).toMatchObject({ json: { experiment: json } })
})

test('a compressed body is unpacked, within the limit of any other, and an encoding that nobody knows is refused', async () => {
  const send = async (encoding: string, body: Uint8Array<ArrayBuffer>): Promise<{ status: number; json: unknown }> => {
    const headers = { 'content-type': 'application/json', 'content-encoding': encoding }
    const response = await fetch(`${server.url}/api/2.0/mlflow/experiments/create`, { method: 'POST', headers, body })
    return { status: response.status, json: await response.json() }
  }
  const packed = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(gzipSync(text))

  expect(await send('gzip', packed('{"name":"packed"}'))).toMatchObject({ status: 200 })
  expect(await get('get-by-name', { experiment_name: 'packed' })).toMatchObject({ status: 200 })
  expect(await send('gzip', packed(`{"name":"${' '.repeat(9_000_000)}"}`))).toMatchObject({ status: 413 })
  expect(await send('gzip', new Uint8Array([1, 2, 3]))).toMatchObject(
    refused('INVALID_PARAMETER_VALUE', expect.stringContaining('The body cannot be read')),
  )
  expect(await send('br', packed('{}'))).toEqual(
    refused('INVALID_PARAMETER_VALUE', 'Content-Encoding must be gzip, deflate or identity.', 415),
  )
})

test.each(['create', 'update'])('a name that is not Unicode is refused, as %s gives it', async (call) => {
  const text = String.raw`{"name":"half \ud800","new_name":"half \ud800","experiment_id":"0"}`

  expect(await post(call, text)).toEqual({
    status: 400,
    json: {
      error_code: 'INVALID_PARAMETER_VALUE',
      message: String.raw`Invalid experiment name: "half \ud800". It is not Unicode.`,
    },
  })
})

test('an id that is too long to be one is told of by its beginning', async () => {
  const id = 'x'.repeat(100_000)
  const answers = [
    await post('delete', { experiment_id: id }),
    await post('delete', { experiment_id: '9'.repeat(100_000) }),
    await apiPost(server.url, '/api/2.0/mlflow/runs/delete', { run_id: id }),
    await apiPost(server.url, '/api/3.0/mlflow/traces', { trace: { trace_info: infoIn(id) } }),
  ]

  for (const { status, json } of answers) {
    expect(status).toBeGreaterThanOrEqual(400)
    expect((json as { message: string }).message).toMatch(/(Invalid experiment ID '|id=)(x|9){199}…/)
    expect((json as { message: string }).message.length).toBeLessThan(300)
  }
})

const infoIn = (experiment_id: string): object => ({
  trace_id: 'tr-1',
  trace_location: { type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id } },
  request_time: '2026-11-22T19:02:03.123Z',
  state: 'OK',
})

test('a body beyond the limit is refused', async () => {
  const { status, json } = await post('create', { name: 'x'.repeat(9 * 1024 * 1024) })

  expect({ status, json }).toEqual(refused('INVALID_PARAMETER_VALUE', expect.stringContaining('larger than'), 413))
})

test('browsers find the same under ajax-api', async () => {
  expect(await apiGet(server.url, '/ajax-api/2.0/mlflow/experiments/get', { experiment_id: '0' })).toEqual(
    await get('get', { experiment_id: '0' }),
  )
})

test('the status says what the server is and holds', async () => {
  expect(await apiGet(server.url, '/api/loupe/v1/status')).toEqual({
    status: 200,
    json: {
      version: '0.1.0',
      mlflow_version: '3.17.2',
      data_dir: server.dataDir,
      trace_count: 0,
      uptime_seconds: expect.any(Number),
    },
  })
})

test('MLflow clients see a version that they send spans to', async () => {
  expect(await (await fetch(`${server.url}/version`)).text()).toBe('3.17.2')
})
