import { afterAll, beforeAll, expect, test } from 'vitest'
import { apiGet, apiPost } from '../testing/api-calls.ts'
import { startServer, type TestServer } from '../testing/start-server.ts'

let server: TestServer

beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server[Symbol.asyncDispose]())

const post = (call: string, body: unknown) => apiPost(server.url, `/api/2.0/mlflow/experiments/${call}`, body)
const create = async (name: string): Promise<string> =>
  ((await post('create', { name })).json as { experiment_id: string }).experiment_id
const experiment = async (experiment_id: string): Promise<unknown> => {
  const { json } = await apiGet(server.url, '/api/2.0/mlflow/experiments/get', { experiment_id })
  return (json as { experiment: unknown }).experiment
}
const DONE = { status: 200, json: {} }
const refused = (error_code: string, message: unknown, status = 400) => ({ status, json: { error_code, message } })

test('an experiment is renamed, unless the name is taken', async () => {
  const id = await create('before')
  await create('taken')

  expect(await post('update', { experiment_id: id, new_name: 'after' })).toEqual(DONE)
  expect(await experiment(id)).toMatchObject({ name: 'after' })
  expect(await post('update', { experiment_id: id, new_name: 'taken' })).toEqual(
    refused('RESOURCE_ALREADY_EXISTS', 'Experiment(name=taken) already exists.'),
  )
  expect(await post('update', { experiment_id: '999', new_name: 'x' })).toEqual(
    refused('RESOURCE_DOES_NOT_EXIST', 'No Experiment with id=999 exists', 404),
  )
})

test('a deleted experiment keeps its name, changes nothing and can be restored', async () => {
  const experiment_id = await create('to delete')

  expect(await post('delete', { experiment_id })).toEqual(DONE)
  expect(await experiment(experiment_id)).toMatchObject({ name: 'to delete', lifecycle_stage: 'deleted' })
  expect((await post('delete', { experiment_id })).status).toBe(404)
  expect(await post('update', { experiment_id, new_name: 'x' })).toEqual(
    refused('INVALID_PARAMETER_VALUE', 'Cannot rename a non-active experiment.'),
  )
  expect(await post('set-experiment-tag', { experiment_id, key: 'k', value: 'v' })).toEqual(
    refused(
      'INVALID_PARAMETER_VALUE',
      `The experiment ${experiment_id} must be in the 'active' state. Current state is deleted.`,
    ),
  )
  expect(await post('restore', { experiment_id })).toEqual(DONE)
  expect(await experiment(experiment_id)).toMatchObject({ lifecycle_stage: 'active' })
  expect((await post('restore', { experiment_id })).status).toBe(404)
})

test('tags are set, changed and deleted', async () => {
  const experiment_id = await create('tagged')

  expect(await post('set-experiment-tag', { experiment_id, key: 'team', value: 'a' })).toEqual(DONE)
  expect(await post('set-experiment-tag', { experiment_id, key: 'team', value: 'b' })).toEqual(DONE)
  expect(await experiment(experiment_id)).toMatchObject({ tags: [{ key: 'team', value: 'b' }] })
  expect(await post('delete-experiment-tag', { experiment_id, key: 'team' })).toEqual(DONE)

  expect(await post('delete-experiment-tag', { experiment_id, key: 'team' })).toEqual(
    refused('RESOURCE_DOES_NOT_EXIST', `No tag with name: team in experiment with id ${experiment_id}`, 404),
  )
  expect((await post('set-experiment-tag', { experiment_id, key: '../x', value: 'v' })).status).toBe(400)
})
