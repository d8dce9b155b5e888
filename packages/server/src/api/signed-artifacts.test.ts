import { randomBytes } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { multipartUploads } from '../artifacts/multipart-uploads.ts'
import { openFolderArtifactStore } from '@loupe-ai/store'
import { apiGet, apiPost } from '../testing/api-calls.ts'
import { startServer, type TestServer } from '../testing/start-server.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'

let server: TestServer

beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server[Symbol.asyncDispose]())

const PROXY = '/api/2.0/mlflow-artifacts'
const folderOfTest = (): string => `7/${randomBytes(16).toString('hex')}/artifacts`

interface Begun {
  readonly upload_id: string
  readonly credentials: readonly { readonly url: string; readonly part_number: number }[]
}
const begin = async (folder: string, parts: number, path = '/home/me/model.bin'): Promise<Begun> =>
  (await apiPost(server.url, `${PROXY}/mpu/create/${folder}`, { path, num_parts: parts })).json as Begun

async function putPart(url: string, content: string): Promise<string> {
  const answer = await fetch(url, { method: 'PUT', body: content })
  expect(answer.status).toBe(200)
  return answer.headers.get('etag')!
}

test('a large file is put in parts, in any order, and is there when all are said to be', async () => {
  const folder = folderOfTest()
  const { upload_id, credentials } = await begin(folder, 3)
  expect(credentials.map(({ part_number }) => part_number)).toEqual([1, 2, 3])

  const parts: object[] = []
  for (const { url, part_number } of credentials.toReversed()) {
    parts.push({ part_number, url, etag: await putPart(url, `part ${part_number};`) })
  }
  expect((await apiGet(server.url, `${PROXY}/artifacts`, { path: folder })).json).toEqual({})
  const complete = (path = 'model.bin') =>
    apiPost(server.url, `${PROXY}/mpu/complete/${folder}`, { path, upload_id, parts })

  expect(await complete()).toEqual({ status: 200, json: {} })
  const file = await fetch(`${server.url}${PROXY}/artifacts/${folder}/model.bin`)
  expect(await file.text()).toBe('part 1;part 2;part 3;')
  const left = await readdir(`${server.dataDir}/artifacts/uploads/${upload_id}`)
  expect(left.filter((name) => name.includes('part'))).toEqual([])

  // Its client may have missed the answer.
  expect(await complete()).toEqual({ status: 200, json: {} })
  expect(await complete('other.bin')).toMatchObject({ status: 400 })
  expect((await fetch(credentials[0]!.url, { method: 'PUT', body: 'late' })).status).toBe(404)
  expect(await (await fetch(`${server.url}${PROXY}/artifacts/${folder}/model.bin`)).text()).toBe(
    'part 1;part 2;part 3;',
  )
})

test('an upload lacks no part, is of the file that it was begun for, and is gone when aborted', async () => {
  const folder = folderOfTest()
  const { upload_id, credentials } = await begin(folder, 2)
  const [first] = credentials
  const etag = await putPart(first!.url, 'x')
  const complete = (parts: object[], path = 'model.bin', id = upload_id) =>
    apiPost(server.url, `${PROXY}/mpu/complete/${folder}`, { path, upload_id: id, parts })

  expect(await complete([{ part_number: 1, etag }, { part_number: 2 }])).toMatchObject({
    status: 400,
    json: { message: `Part 2 of the upload '${upload_id}' is not there as it was put.` },
  })
  expect(await complete([{ part_number: 1, etag: '"other"' }])).toMatchObject({ status: 400 })
  expect(await complete([{ part_number: 1, etag }], 'other.bin')).toMatchObject({ status: 400 })
  expect(await complete([], 'model.bin', '../..')).toMatchObject({ status: 404 })
  const aborted = await apiPost(server.url, `${PROXY}/mpu/abort/${folder}`, { path: 'model.bin', upload_id })
  expect(aborted).toEqual({ status: 200, json: {} })
  expect((await fetch(first!.url, { method: 'PUT', body: 'x' })).status).toBe(404)
  expect(await begin(`${folder}/%2e%2e%2fx`, 1)).toMatchObject({ error_code: 'INVALID_PARAMETER_VALUE' })
  expect(await begin(folder, 10_001)).toMatchObject({ error_code: 'INVALID_PARAMETER_VALUE' })
})

test('uploads that nobody completed are forgotten after a while, those under way are not', async () => {
  await using folder = await temporaryFolder()
  let now = Date.now()
  const artifacts = await openFolderArtifactStore(folder.path)
  const uploads = multipartUploads(artifacts, () => now)
  const upload = await uploads.begin(['a'])

  await uploads.forgetOld(60_000)
  expect(await uploads.pathOf(upload, 1)).toEqual(['uploads', upload, 'part 1'])
  now += 120_000
  await uploads.forgetOld(60_000)

  expect(await artifacts.list(['uploads'])).toEqual([])
})

test('an address to read from gives that file, whole or in part, and nothing else', async () => {
  const folder = folderOfTest()
  await fetch(`${server.url}${PROXY}/artifacts/${folder}/a.txt`, { method: 'PUT', body: 'content' })
  const { json } = await apiGet(server.url, `${PROXY}/presigned/${folder}/a.txt`)
  const { url, file_size } = json as { url: string; file_size: number }

  expect(file_size).toBe(7)
  expect(await (await fetch(url)).text()).toBe('content')
  expect(await (await fetch(url, { headers: { range: 'bytes=3-' } })).text()).toBe('tent')
  expect((await fetch(url, { method: 'PUT', body: 'x' })).status).toBe(403)
  expect((await fetch(`${url.slice(0, -3)}AAA`)).status).toBe(403)
  expect((await apiGet(server.url, `${PROXY}/presigned/${folder}/none`)).status).toBe(404)
})

test('clients learn what the server can do', async () => {
  for (const api of ['api', 'ajax-api']) {
    expect(await apiGet(server.url, `/${api}/3.0/mlflow/server-info`)).toEqual({
      status: 200,
      json: {
        store_type: 'SqlStore',
        workspaces_enabled: false,
        trace_archival_enabled: false,
        multipart_uploads_enabled: true,
        multipart_downloads_enabled: false,
      },
    })
  }
})
