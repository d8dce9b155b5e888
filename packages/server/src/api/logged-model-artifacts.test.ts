import { afterAll, beforeAll, expect, test } from 'vitest'
import { apiGet, apiPost } from '../testing/api-calls.ts'
import { startServer, type TestServer } from '../testing/start-server.ts'

let server: TestServer

beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server[Symbol.asyncDispose]())

const MODELS = '/api/2.0/mlflow/logged-models'
let names = 0

interface ModelInfo {
  readonly model_id: string
  readonly artifact_uri: string
}

async function newModel(artifact_location?: string): Promise<ModelInfo> {
  const name = `e${names++}`
  const { json } = await apiPost(server.url, '/api/2.0/mlflow/experiments/create', { name, artifact_location })
  const created = await apiPost(server.url, MODELS, json)
  return (created.json as { model: { info: ModelInfo } }).model.info
}

async function put(uri: string, path: string, body: string): Promise<void> {
  expect(uri).toMatch(/^mlflow-artifacts:\/[^/]/)
  const root = `${server.url}/api/2.0/mlflow-artifacts/artifacts/${uri.slice('mlflow-artifacts:/'.length)}`
  expect((await fetch(`${root}/${path}`, { method: 'PUT', body })).status).toBe(200)
}

test('what was put in the folder of a model is listed and given by the model', async () => {
  const { model_id, artifact_uri } = await newModel()
  await put(artifact_uri, 'code/agent.py', 'print(1)')
  await put(artifact_uri, 'MLmodel', 'name: a')

  expect(await apiGet(server.url, `${MODELS}/${model_id}/artifacts/directories`)).toEqual({
    status: 200,
    json: {
      root_uri: artifact_uri,
      files: [
        { path: 'MLmodel', is_dir: false, file_size: 7 },
        { path: 'code', is_dir: true },
      ],
    },
  })
  const inside = { artifact_directory_path: 'code' }
  expect((await apiGet(server.url, `${MODELS}/${model_id}/artifacts/directories`, inside)).json).toMatchObject({
    files: [{ path: 'code/agent.py', is_dir: false, file_size: 8 }],
  })
  const file = `${server.url}/ajax-api/2.0/mlflow/logged-models/${model_id}/artifacts/files`
  expect(await (await fetch(`${file}?artifact_file_path=code/agent.py`)).text()).toBe('print(1)')
  expect((await fetch(`${file}?artifact_file_path=none.txt`)).status).toBe(404)
  expect((await fetch(`${file}?artifact_file_path=..%2F..%2Fx`)).status).toBe(400)
  expect((await fetch(file)).status).toBe(400)
})

test('a model in a volume has its files where each kind of client can reach them', async () => {
  const { model_id, artifact_uri } = await newModel('dbfs:/Volumes/workspace/default/gemini')
  expect(artifact_uri).toBe(`mlflow-artifacts:/Volumes/workspace/default/gemini/models/${model_id}/artifacts`)
  await put(artifact_uri, 'a.txt', 'by the proxy')

  const headers = { 'user-agent': 'unknown/0.0.0 databricks-sdk-py/0.156.0' }
  const answer = await fetch(`${server.url}${MODELS}/${model_id}`, { headers })
  const { info } = ((await answer.json()) as { model: { info: ModelInfo } }).model
  expect(info.artifact_uri).toBe(`dbfs:/Volumes/workspace/default/gemini/models/${model_id}/artifacts`)
  const volume = `${server.url}/api/2.0/fs/files/Volumes/workspace/default/gemini/models/${model_id}/artifacts`
  expect(await (await fetch(`${volume}/a.txt`)).text()).toBe('by the proxy')
})

test('nobody has the files of a model that is unknown or deleted', async () => {
  const { model_id } = await newModel()
  await fetch(`${server.url}${MODELS}/${model_id}`, { method: 'DELETE' })

  for (const id of [model_id, 'm-none']) {
    const message = `Logged model with ID '${id}' not found.`
    expect(await apiGet(server.url, `${MODELS}/${id}/artifacts/directories`)).toMatchObject({
      status: 404,
      json: { error_code: 'RESOURCE_DOES_NOT_EXIST', message },
    })
    const file = `${server.url}/ajax-api/2.0/mlflow/logged-models/${id}/artifacts/files?artifact_file_path=a`
    expect((await fetch(file)).status).toBe(404)
  }
})
