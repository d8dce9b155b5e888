import { afterAll, beforeAll, expect, test } from 'vitest'
import { apiGet, apiPost, type ApiAnswer } from '../testing/api-calls.ts'
import { startServer, type TestServer } from '../testing/start-server.ts'

let server: TestServer

beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server[Symbol.asyncDispose]())

interface RunAnswer {
  run: {
    info: { run_id: string; run_name: string; artifact_uri: string }
    data: { tags?: { key: string; value: string }[] }
  }
}

const post = (call: string, body: unknown): Promise<ApiAnswer> =>
  apiPost(server.url, `/api/2.0/mlflow/${call.includes('/') ? call : `runs/${call}`}`, body)
const get = async (run_id: string): Promise<unknown> =>
  ((await apiGet(server.url, '/api/2.0/mlflow/runs/get', { run_id })).json as { run: unknown }).run
const create = async (body: object = {}): Promise<RunAnswer['run']> =>
  ((await post('create', body)).json as RunAnswer).run
const DONE = { status: 200, json: {} }
const refused = (error_code: string, message: unknown, status = 400) => ({ status, json: { error_code, message } })
const invalid = (message: unknown) => refused('INVALID_PARAMETER_VALUE', message)

test('a run is made, in experiment 0 and with a name if none is given', async () => {
  const run = await create({ start_time: 1_795_374_123_123, user_id: 'ann' })
  const { run_id, run_name } = run.info

  expect(run_id).toMatch(/^[0-9a-f]{32}$/)
  expect(run_name).toMatch(/^[a-z]+-[a-z]+-\d{1,4}$/)
  expect(run).toEqual({
    info: {
      run_id,
      run_uuid: run_id,
      run_name,
      experiment_id: '0',
      user_id: 'ann',
      status: 'RUNNING',
      start_time: 1_795_374_123_123,
      artifact_uri: `mlflow-artifacts:/0/${run_id}/artifacts`,
      lifecycle_stage: 'active',
    },
    data: { tags: [{ key: 'mlflow.runName', value: run_name }] },
    inputs: {},
    outputs: {},
  })
  expect(await get(run_id)).toEqual(run)
})

test.each([
  [{ run_name: 'given' }, 'given'],
  [{ tags: [{ key: 'mlflow.runName', value: 'tagged' }] }, 'tagged'],
  [{ run_name: 'both', tags: [{ key: 'mlflow.runName', value: 'both' }] }, 'both'],
])('%j names a run', async (body, name) => {
  const { info, data } = await create(body)

  expect(info.run_name).toBe(name)
  expect(data.tags).toEqual([{ key: 'mlflow.runName', value: name }])
})

test.each([
  [
    { run_name: 'a', tags: [{ key: 'mlflow.runName', value: 'b' }] },
    invalid(
      "Both 'run_name' argument and 'mlflow.runName' tag are specified, but with different values (run_name='a', mlflow.runName='b').",
    ),
  ],
  [{ experiment_id: '77' }, refused('RESOURCE_DOES_NOT_EXIST', 'No Experiment with id=77 exists', 404)],
  [{ experiment_id: 'x' }, invalid("Invalid experiment ID 'x'. Experiment ID must be a valid integer.")],
])('no run is made of %j', async (body, answer) => {
  expect(await post('create', body)).toEqual(answer)
})

test('a run of an experiment has its folder below that of the experiment, and none in a deleted one', async () => {
  const location = 'mlflow-artifacts:/Volumes/workspace/default/gemini'
  const { json } = await post('experiments/create', { name: 'with runs', artifact_location: location })
  const { experiment_id } = json as { experiment_id: string }

  const { info } = await create({ experiment_id })
  await post('experiments/delete', { experiment_id })

  expect(info.artifact_uri).toBe(`${location}/${info.run_id}/artifacts`)
  expect(await get(info.run_id)).toMatchObject({ info: { lifecycle_stage: 'deleted' } })
  expect(await post('create', { experiment_id })).toEqual(
    invalid(`The experiment ${experiment_id} must be in the 'active' state. Current state is deleted.`),
  )
})

test('a run ends, is renamed, deleted and restored; older clients call its id run_uuid', async () => {
  const { run_id } = (await create()).info

  expect(
    await post('update', { run_uuid: run_id, status: 'FINISHED', end_time: 1_795_374_200_000, run_name: 'ended' }),
  ).toMatchObject({
    status: 200,
    json: { run_info: { run_id, status: 'FINISHED', end_time: 1_795_374_200_000, run_name: 'ended' } },
  })
  expect(await post('delete', { run_id })).toEqual(DONE)
  expect(await post('set-tag', { run_id, key: 'k', value: 'v' })).toEqual(
    invalid(`The run ${run_id} must be in the 'active' state. Current state is deleted.`),
  )
  expect(await post('restore', { run_id })).toEqual(DONE)
  expect(await get(run_id)).toMatchObject({ info: { lifecycle_stage: 'active', run_name: 'ended' } })
})

test.each(['get', 'update', 'delete', 'restore', 'log-metric', 'log-batch', 'set-tag', 'log-inputs', 'outputs'])(
  '%s of an unknown run is 404',
  async (call) => {
    const body = { run_id: 'none', key: 'k', value: 1, timestamp: 1, models: [] }
    const texts = { ...body, value: 'v' }
    const answer =
      call === 'get'
        ? await apiGet(server.url, '/api/2.0/mlflow/runs/get', { run_id: 'none' })
        : await post(call, call === 'set-tag' ? texts : body)

    expect(answer).toEqual(refused('RESOURCE_DOES_NOT_EXIST', 'Run with id=none not found', 404))
  },
)

test('runs are searched by filter and order, a page at a time', async () => {
  const { json } = await post('experiments/create', { name: 'searched' })
  const { experiment_id } = json as { experiment_id: string }
  for (const [index, loss] of [0.5, 0.1, 0.9].entries()) {
    const { run_id } = (await create({ experiment_id, run_name: `run ${index}`, start_time: index })).info
    await post('log-metric', { run_id, key: 'loss', value: loss, timestamp: 1 })
  }
  const search = async (body: object): Promise<[string[], string | undefined]> => {
    const answer = await post('search', { experiment_ids: [experiment_id], ...body })
    const { runs = [], next_page_token } = answer.json as { runs?: RunAnswer['run'][]; next_page_token?: string }
    return [runs.map(({ info }) => info.run_name), next_page_token]
  }

  expect(await search({})).toEqual([['run 2', 'run 1', 'run 0'], undefined])
  expect(await search({ filter: "metrics.loss < 0.8 and tags.`mlflow.runName` LIKE 'run%'" })).toEqual([
    ['run 1', 'run 0'],
    undefined,
  ])
  const [first, token] = await search({ order_by: ['metrics.loss ASC'], max_results: 2 })
  expect(first).toEqual(['run 1', 'run 0'])
  expect(await search({ order_by: ['metrics.loss ASC'], max_results: 2, page_token: token })).toEqual([
    ['run 2'],
    undefined,
  ])
  expect(await search({ run_view_type: 'DELETED_ONLY' })).toEqual([[], undefined])
  expect(await post('search', { experiment_ids: [experiment_id], max_results: 50_001 })).toMatchObject({ status: 400 })
})
