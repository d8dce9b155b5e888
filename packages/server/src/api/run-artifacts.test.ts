import { afterAll, beforeAll, expect, test } from 'vitest'
import { apiGet, apiPost } from '../testing/api-calls.ts'
import { startServer, type TestServer } from '../testing/start-server.ts'

let server: TestServer

beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server[Symbol.asyncDispose]())

const WORKSPACE_CLIENT = { 'user-agent': 'unknown/0.0.0 databricks-sdk-py/0.156.0' }
let names = 0

async function newRun(artifact_location?: string): Promise<{ run_id: string; artifact_uri: string }> {
  const created = await apiPost(server.url, '/api/2.0/mlflow/experiments/create', {
    name: `e${names++}`,
    artifact_location,
  })
  const { json } = await apiPost(server.url, '/api/2.0/mlflow/runs/create', created.json)
  return (json as { run: { info: { run_id: string; artifact_uri: string } } }).run.info
}
const proxied = (uri: string): string => {
  expect(uri).toMatch(/^mlflow-artifacts:\/[^/]/)
  return `${server.url}/api/2.0/mlflow-artifacts/artifacts/${uri.slice('mlflow-artifacts:/'.length)}`
}
const put = (url: string, body: string, headers: Record<string, string> = {}) =>
  fetch(url, { method: 'PUT', body, headers }).then(({ status }) => status)

test('what was put through the proxy is listed and given by the run', async () => {
  const { run_id, artifact_uri } = await newRun()
  await put(`${proxied(artifact_uri)}/plots/a.txt`, 'hello')
  await put(`${proxied(artifact_uri)}/b.txt`, 'b')

  const list = (query: object = {}) => apiGet(server.url, '/api/2.0/mlflow/artifacts/list', { run_id, ...query })
  expect(await list()).toEqual({
    status: 200,
    json: {
      root_uri: artifact_uri,
      files: [
        { path: 'b.txt', is_dir: false, file_size: 1 },
        { path: 'plots', is_dir: true },
      ],
    },
  })
  expect((await list({ path: 'plots' })).json).toMatchObject({
    files: [{ path: 'plots/a.txt', is_dir: false, file_size: 5 }],
  })
  for (const key of ['run_id', 'run_uuid']) {
    const file = await fetch(`${server.url}/get-artifact?${key}=${run_id}&path=plots/a.txt`)
    expect([file.headers.get('content-disposition'), await file.text()]).toEqual([
      'attachment; filename="a.txt"',
      'hello',
    ])
  }
  const upload = `${server.url}/ajax-api/2.0/mlflow/upload-artifact?run_uuid=${run_id}&path=from/browser.txt`
  expect((await fetch(upload, { method: 'POST', body: 'x' })).status).toBe(200)
  expect((await list({ path: 'from' })).json).toMatchObject({ files: [{ path: 'from/browser.txt' }] })
})

test('each kind of client finds the files of a run where it can reach them, whatever its experiment says', async () => {
  const { run_id, artifact_uri } = await newRun('dbfs:/Volumes/workspace/default/gemini')
  expect(artifact_uri).toBe(`mlflow-artifacts:/Volumes/workspace/default/gemini/${run_id}/artifacts`)
  await put(`${proxied(artifact_uri)}/a.txt`, 'by the proxy')

  const run = await fetch(`${server.url}/api/2.0/mlflow/runs/get?run_id=${run_id}`, { headers: WORKSPACE_CLIENT })
  const { info } = ((await run.json()) as { run: { info: { artifact_uri: string } } }).run
  expect(info.artifact_uri).toBe(`dbfs:/Volumes/workspace/default/gemini/${run_id}/artifacts`)
  const volume = `${server.url}/api/2.0/fs/files/Volumes/workspace/default/gemini/${run_id}/artifacts`
  expect(await (await fetch(`${volume}/a.txt`)).text()).toBe('by the proxy')
  expect(await put(`${volume}/b.txt?overwrite=true`, 'by the volume')).toBe(204)
  expect(await (await fetch(`${proxied(artifact_uri)}/b.txt`)).text()).toBe('by the volume')
})

test('a run without a location of its own has one in the workspace for a workspace’s client', async () => {
  const { run_id, artifact_uri } = await newRun()
  const run = await fetch(`${server.url}/api/2.0/mlflow/runs/get?run_id=${run_id}`, { headers: WORKSPACE_CLIENT })
  const { info } = ((await run.json()) as { run: { info: { artifact_uri: string; experiment_id: string } } }).run
  expect(info.artifact_uri).toBe(`dbfs:/databricks/mlflow-tracking/${info.experiment_id}/${run_id}/artifacts`)

  // What MLflow's client makes of it.
  const folder = `WorkspaceInternal/Mlflow/Artifacts/${info.experiment_id}/Runs/${run_id}/artifacts`
  expect(await put(`${server.url}/api/2.0/fs/files/${folder}/sub/a.txt`, 'x')).toBe(204)
  expect(await (await fetch(`${proxied(artifact_uri)}/sub/a.txt`)).text()).toBe('x')
  expect(await apiGet(server.url, `/api/2.0/fs/directories/${folder}`)).toMatchObject({
    json: { contents: [{ path: `/${folder}/sub`, name: 'sub', is_directory: true }] },
  })
  expect(await apiGet(server.url, `/api/2.0/fs/directories/${folder}/none`)).toMatchObject({ status: 404 })
  const head = await fetch(`${server.url}/api/2.0/fs/files/${folder}/sub/a.txt`, { method: 'HEAD' })
  expect([head.status, head.headers.get('content-length')]).toEqual([200, '1'])
  await fetch(`${server.url}/api/2.0/fs/files/${folder}/sub/a.txt`, { method: 'DELETE' })
  expect((await fetch(`${proxied(artifact_uri)}/sub/a.txt`)).status).toBe(404)
})

test.each([
  ['/api/2.0/mlflow/artifacts/list', { run_id: 'none' }, 404],
  ['/api/2.0/mlflow/artifacts/list', {}, 400],
  ['/get-artifact', { run_id: 'none', path: 'x' }, 404],
  ['/get-artifact', { path: 'x' }, 400],
  ['/api/2.0/fs/files/Volumes/none', {}, 404],
  ['/api/2.0/fs/files/Volumes/%2e%2e%2fx', {}, 400],
])('%s with %o is refused', async (path, query, status) => {
  expect(await apiGet(server.url, path, query as Record<string, string>)).toMatchObject({
    status,
    json: { error_code: expect.any(String) },
  })
})

test('paths of a run cannot leave its folder, and files elsewhere are not looked for', async () => {
  const { run_id } = await newRun()
  for (const path of ['../x', '%2e%2e/x', '/etc/passwd', 'a\\..\\..']) {
    expect((await apiGet(server.url, '/get-artifact', { run_id, path })).status).toBe(400)
    expect((await apiGet(server.url, '/api/2.0/mlflow/artifacts/list', { run_id, path })).status).toBe(400)
  }
  const elsewhere = await newRun('s3://bucket/folder')
  expect(await apiGet(server.url, '/api/2.0/mlflow/artifacts/list', { run_id: elsewhere.run_id })).toMatchObject({
    status: 400,
    json: { message: expect.stringContaining('s3://bucket/folder') },
  })
})

test('a large file of a workspace is put in parts, or given up', async () => {
  const file = `${server.url}/api/2.0/fs/files/Volumes/workspace/default/large/model.bin`
  const post = async (url: string, body?: object): Promise<unknown> => {
    const answer = await fetch(url, {
      method: 'POST',
      ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    })
    expect(answer.status).toBe(200)
    return answer.json()
  }
  const begin = async (): Promise<string> => {
    const begun = await post(`${file}?action=initiate-upload&overwrite=true`)
    return (begun as { multipart_upload: { session_token: string } }).multipart_upload.session_token
  }
  const token = await begin()
  const wanted = { path: '/Volumes/x', session_token: token, start_part_number: 1, count: 2, expire_time: 'later' }
  const { upload_part_urls } = (await post(`${server.url}/api/2.0/fs/create-upload-part-urls`, wanted)) as {
    upload_part_urls: { part_number: number; url: string }[]
  }
  const parts = []
  for (const { part_number, url } of upload_part_urls) {
    const answer = await fetch(url, { method: 'PUT', body: `part ${part_number};` })
    parts.push({ part_number, etag: answer.headers.get('etag') })
  }
  await post(`${file}?action=complete-upload&upload_type=multipart&session_token=${token}`, { parts })
  expect(await (await fetch(file)).text()).toBe('part 1;part 2;')

  const other = await begin()
  const { abort_upload_url } = (await post(`${server.url}/api/2.0/fs/create-abort-upload-url`, {
    session_token: other,
  })) as { abort_upload_url: { url: string } }
  expect((await fetch(abort_upload_url.url, { method: 'PUT', body: 'x' })).status).toBe(403)
  expect((await fetch(abort_upload_url.url, { method: 'DELETE' })).status).toBe(200)
  expect((await fetch(abort_upload_url.url, { method: 'DELETE' })).status).toBe(404)
  for (const query of ['', '?action=complete-upload&session_token=none', '?action=none']) {
    const refused = await fetch(file + query, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"parts":[{}]}',
    })
    expect(refused.status).toBe(400)
  }
})
