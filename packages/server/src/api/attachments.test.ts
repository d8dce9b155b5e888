import { readdir } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { apiPost } from '../testing/api-calls.ts'
import { exportSpans } from '../testing/export-spans.ts'
import { otlpSpan } from '../testing/otlp-requests.ts'
import { startServer, type TestServer } from '../testing/start-server.ts'

let server: TestServer
const MAX_BODY_BYTES = 4096

beforeAll(async () => {
  server = await startServer({}, { maxBodyBytes: MAX_BODY_BYTES })
})
afterAll(() => server[Symbol.asyncDispose]())

const ID = '0f8fad5b-d9cb-469f-a165-70867728950e'
const pathOf = (trace: string, id = ID): string =>
  `${server.url}/api/loupe/v1/traces/${encodeURIComponent(trace)}/attachments/${id}`
const put = (trace: string, content: string, type: string | undefined, headers: Record<string, string> = {}) =>
  fetch(pathOf(trace), {
    method: 'PUT',
    headers: { ...headers, ...(type !== undefined && { 'content-type': type }) },
    body: Buffer.from(content),
  })
const get = (trace: string, headers: Record<string, string> = {}) => fetch(pathOf(trace), { headers })
const artifact = (query: Record<string, string>, version = '3.0') =>
  fetch(`${server.url}/ajax-api/${version}/mlflow/get-trace-artifact?${new URLSearchParams(query)}`)

test('an attachment comes back with its type, also before its trace is there, and put twice is the same', async () => {
  expect((await put('tr-early', 'pixels', 'image/png')).status).toBe(200)
  expect((await put('tr-early', 'pixels', 'image/png')).status).toBe(200)

  const answer = await get('tr-early')

  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toBe('image/png')
  expect(answer.headers.get('content-length')).toBe('6')
  expect(await answer.text()).toBe('pixels')
})

test.each(['2.0', '3.0'])('browsers get it by MLflow’s path %s, with and without the folder', async (version) => {
  await put('tr-mlflow', 'pixels', 'image/png')
  for (const path of [ID, `attachments/${ID}`, ID.toUpperCase()]) {
    for (const key of ['request_id', 'trace_id']) {
      const answer = await artifact({ [key]: 'tr-mlflow', path }, version)
      expect(answer.status).toBe(200)
      expect(answer.headers.get('content-type')).toBe('image/png')
      expect(await answer.text()).toBe('pixels')
    }
  }
})

test('without a path the spans come as traces.json', async () => {
  const span = otlpSpan({ name: 'root', attributes: { 'mlflow.spanInputs': '{"q": 1}' } })
  await exportSpans(server.url, [span])

  const answer = await artifact({ request_id: `tr-${span.traceId}` })

  expect(answer.headers.get('content-type')).toMatch(/^text\/plain/)
  expect(answer.headers.get('content-disposition')).toBe('attachment; filename="traces.json"')
  expect(await answer.json()).toMatchObject({
    spans: [{ name: 'root', parent_span_id: null, attributes: { 'mlflow.spanInputs': '{"q": 1}' } }],
  })
})

test('a question without a trace, and one for what is not there, are refused in MLflow’s words', async () => {
  const without = await artifact({ path: ID })
  expect(without.status).toBe(400)
  expect(await without.json()).toEqual({
    error_code: 'BAD_REQUEST',
    message: 'Request must include the "request_id" query parameter.',
  })
  for (const answer of [await artifact({ request_id: 'tr-no' }), await artifact({ request_id: 'tr-no', path: ID })]) {
    expect(answer.status).toBe(404)
    expect(await answer.json()).toMatchObject({ error_code: 'RESOURCE_DOES_NOT_EXIST' })
  }
  expect((await get('tr-no')).status).toBe(404)
})

test.each([
  ['image/png', 'inline', 'image/png'],
  ['IMAGE/JPG; q=1', 'inline', 'image/jpeg'],
  ['audio/wav', 'inline', 'audio/wav'],
  ['video/mp4', 'inline', 'video/mp4'],
  ['application/pdf', 'inline', 'application/pdf'],
  ['image/svg+xml', 'attachment', 'application/octet-stream'],
  ['text/html', 'attachment', 'application/octet-stream'],
  ['application/xhtml+xml', 'attachment', 'application/octet-stream'],
  ['text/javascript', 'attachment', 'application/octet-stream'],
  ['image/png, text/html', 'attachment', 'application/octet-stream'],
  ['__proto__', 'attachment', 'application/octet-stream'],
])('%s is served %s as %s, and never as a page', async (type, disposition, shown) => {
  await put('tr-types', '<script>alert(1)</script>', type)

  const { headers } = await get('tr-types')

  expect(headers.get('content-type')).toBe(shown)
  expect(headers.get('content-disposition')).toMatch(new RegExp(`^${disposition}; filename="${ID}`))
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('content-security-policy')).toMatch(/^sandbox;/)
})

test('players may ask for a part, and a browser for what changed', async () => {
  await put('tr-part', '0123456789', 'audio/wav')
  const etag = (await get('tr-part')).headers.get('etag')!
  const part = async (range: string, headers = {}) => {
    const answer = await get('tr-part', { range, ...headers })
    return [answer.status, answer.headers.get('content-range'), await answer.text()]
  }

  expect(await part('bytes=2-4')).toEqual([206, 'bytes 2-4/10', '234'])
  expect(await part('bytes=7-')).toEqual([206, 'bytes 7-9/10', '789'])
  expect(await part('bytes=-3')).toEqual([206, 'bytes 7-9/10', '789'])
  expect(await part('bytes=5-99')).toEqual([206, 'bytes 5-9/10', '56789'])
  expect(await part('bytes=10-')).toEqual([416, 'bytes */10', ''])
  for (const odd of ['bytes=4-2', 'bytes=-', 'bytes=0-1,3-4', 'lines=1-2']) {
    expect(await part(odd)).toEqual([200, null, '0123456789'])
  }
  expect(await part('bytes=2-4', { 'if-range': '"other"' })).toEqual([200, null, '0123456789'])
  expect((await get('tr-part', { 'if-none-match': etag })).status).toBe(304)
})

test('a body beyond the limit, an encoded one and an id that is no uuid are refused', async () => {
  expect((await put('tr-big', 'x'.repeat(MAX_BODY_BYTES), 'image/png')).status).toBe(200)
  expect((await put('tr-bigger', 'x'.repeat(MAX_BODY_BYTES + 1), 'image/png')).status).toBe(413)
  expect((await put('tr-zip', 'x', 'image/png', { 'content-encoding': 'gzip' })).status).toBe(415)
  expect((await put('t'.repeat(51), 'x', 'image/png')).status).toBe(400)
  for (const id of ['x', `${ID}x`, '..%2F..%2Fmetadata.db', `${ID}%00`]) {
    expect((await fetch(pathOf('tr-1', id), { method: 'PUT', body: 'x' })).status).toBe(400)
    expect((await artifact({ request_id: 'tr-1', path: id })).status).toBe(400)
  }
})

/** `fetch` would tidy the path up before it goes out. */
const putRaw = (path: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(server.url)
    request({ hostname, port, path, method: 'PUT', headers: { 'content-type': 'image/png' } }, (answer) => {
      answer.resume()
      resolve(answer.statusCode)
    })
      .on('error', reject)
      .end('climbed')
  })

test('no trace id leaves the folder, however it is written', async () => {
  const climbing = ['..', '%2e%2e', '%252e%252e', '..%2f..%2f..', '..%5c..', '%2fetc', '.%00', 'a%2f..%2f..%2f..']
  for (const id of climbing) await putRaw(`/api/loupe/v1/traces/${id}/attachments/${ID}`)

  const root = join(server.dataDir, 'artifacts')
  expect((await readdir(root)).toSorted()).toEqual(['.unfinished', 'traces'])
  expect((await readdir(server.dataDir)).toSorted()).toEqual(
    expect.arrayContaining(['artifacts', 'lock', 'metadata.db', 'spans']),
  )
  expect((await readdir(join(server.dataDir, '..'))).includes('attachments')).toBe(false)
  const folders = await readdir(join(root, 'traces'))
  expect(folders.length).toBeGreaterThan(climbing.length / 2)
  expect(folders.filter((name) => name.startsWith('.'))).toEqual([])
})

test('a foreign page or name may neither put nor get', async () => {
  expect((await put('tr-csrf', 'x', 'image/png', { origin: 'http://evil.example' })).status).toBe(403)
  expect((await get('tr-csrf')).status).toBe(404)
  expect((await get('tr-early', { origin: 'http://evil.example' })).status).toBe(403)
})

test('the attachments of a trace go when it is deleted', async () => {
  const [gone, kept] = [otlpSpan(), otlpSpan()]
  await exportSpans(server.url, [gone, kept])
  for (const { traceId } of [gone, kept]) await put(`tr-${traceId}`, 'pixels', 'image/png')

  await apiPost(server.url, '/api/2.0/mlflow/traces/delete-traces', {
    experiment_id: '0',
    request_ids: [`tr-${gone.traceId}`],
  })

  expect((await get(`tr-${gone.traceId}`)).status).toBe(404)
  expect((await get(`tr-${kept.traceId}`)).status).toBe(200)
})
