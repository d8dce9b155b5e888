import { randomBytes } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { request, type IncomingMessage } from 'node:http'
import { once } from 'node:events'
import { stringifyJson } from '@loupe-ai/wire'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { apiCall, apiGet, apiPost } from '../testing/api-calls.ts'
import { exportSpans } from '../testing/export-spans.ts'
import { otlpSpan } from '../testing/otlp-requests.ts'
import { startServer, type TestServer } from '../testing/start-server.ts'

let server: TestServer

beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server[Symbol.asyncDispose]())

const PROXY = '/api/2.0/mlflow-artifacts'
const pathOf = (path: string): string => `${server.url}${PROXY}/artifacts/${path}`
const put = (
  path: string,
  content: string | Uint8Array<ArrayBuffer>,
  type = 'text/plain',
  headers: Record<string, string> = {},
) => fetch(pathOf(path), { method: 'PUT', headers: { 'content-type': type, ...headers }, body: content })
const get = (path: string, headers: Record<string, string> = {}) => fetch(pathOf(path), { headers })
const list = async (path: string): Promise<unknown> => (await apiGet(server.url, `${PROXY}/artifacts`, { path })).json
const hex = (): string => randomBytes(16).toString('hex')

/** The target as it is, which `fetch` would tidy. */
async function raw(method: string, target: string): Promise<number> {
  const { port } = new URL(server.url)
  const sent = request({ host: '127.0.0.1', port, method, path: target })
  sent.end(method === 'PUT' ? 'x' : undefined)
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  response.resume()
  return response.statusCode!
}

test('a file is put, listed, given and deleted, as the proxy of MLflow does it', async () => {
  const folder = `7/${hex()}/artifacts`
  expect((await put(`${folder}/a b/ü.json`, '{"a":1}', 'application/json')).status).toBe(200)
  expect((await put(`${folder}/model.bin`, new Uint8Array([1, 2, 3]), 'application/octet-stream')).status).toBe(200)

  const file = await get(`${folder}/a b/ü.json`)
  expect(file.headers.get('content-type')).toBe('text/plain; charset=utf-8')
  expect(file.headers.get('content-disposition')).toBe(`attachment; filename="_.json"; filename*=UTF-8''%C3%BC.json`)
  expect(file.headers.get('x-content-type-options')).toBe('nosniff')
  expect(await file.text()).toBe('{"a":1}')
  expect(await list(folder)).toEqual({
    files: [
      { path: 'a b', is_dir: true },
      { path: 'model.bin', is_dir: false, file_size: 3 },
    ],
  })
  expect(await list(`${folder}/a b`)).toEqual({ files: [{ path: 'ü.json', is_dir: false, file_size: 7 }] })
  expect([await list(`${folder}/model.bin`), await list(`${folder}/none`)]).toEqual([{}, {}])

  expect(await apiCall(server.url, 'DELETE', `${PROXY}/artifacts/${folder}/a%20b`)).toEqual({ status: 200, json: {} })
  expect(await list(folder)).toEqual({ files: [{ path: 'model.bin', is_dir: false, file_size: 3 }] })
  expect((await get(`${folder}/a b/ü.json`)).status).toBe(404)
})

test('what is no file is refused in MLflow’s shape', async () => {
  const folder = `7/${hex()}/artifacts`
  await put(`${folder}/sub/file`, 'x')

  const directory = await get(`${folder}/sub`)
  expect([directory.status, await directory.json()]).toEqual([
    400,
    {
      error_code: 'INVALID_PARAMETER_VALUE',
      message: `Artifact path refers to a directory, not a file: '${folder}/sub'`,
    },
  ])
  expect((await put(`${folder}/sub/`, 'x')).status).toBe(400)
  expect((await put(`${folder}/sub/file/below`, 'x')).status).toBe(400)
  expect((await put(`${folder}/sub`, 'x')).status).toBe(400)
  const missing = await get(`${folder}/none`)
  expect([missing.status, await missing.json()]).toEqual([
    404,
    { error_code: 'RESOURCE_DOES_NOT_EXIST', message: `No such artifact: '${folder}/none'` },
  ])
  expect(
    await put(`${folder}/packed`, 'x', 'text/plain', { 'content-encoding': 'gzip' }).then(({ status }) => status),
  ).toBe(415)
})

test.each([
  'a/..%2f..%2fx',
  'a/%252e%252e/x',
  'a%5c..%5cx',
  'a%00x',
  'a/%2e%2e%2f%2e%2e%2fx',
  '%2fetc%2fpasswd',
  'C:%2fx',
])('the path %s is refused, whatever is asked of it', async (path) => {
  const target = `${PROXY}/artifacts/${path}`
  expect(await Promise.all(['GET', 'PUT', 'DELETE'].map((method) => raw(method, target)))).toEqual([400, 400, 400])
  expect(await raw('GET', `${PROXY}/artifacts?path=${path}`)).toBe(400)
})

test('a path with plain dots ends at no file of the proxy, nor outside of it', async () => {
  for (const path of ['..', '../../../../etc/passwd', '%2e%2e/%2e%2e/x']) {
    expect(await raw('PUT', `${PROXY}/artifacts/${path}`)).toBeGreaterThanOrEqual(400)
  }
  expect((await readdir(server.dataDir)).toSorted()).toEqual(expect.arrayContaining(['artifacts', 'spans']))
  expect(await readdir(server.dataDir)).not.toContain('x')
})

test('a large file goes to the disk while it comes, and a part of it comes back', async () => {
  const block = randomBytes(1024 * 1024)
  const path = `7/${hex()}/artifacts/large`
  const sending = request(pathOf(path), { method: 'PUT' })
  const responded = once(sending, 'response')
  for (let index = 0; index < 20; index++) sending.write(block)
  const unfinished = `${server.dataDir}/artifacts/.unfinished`
  await vi.waitFor(async () => {
    const [name] = await readdir(unfinished)
    expect((await stat(`${unfinished}/${name}`)).size).toBeGreaterThan(10 * block.length)
  })
  sending.end(block)
  const [response] = (await responded) as [IncomingMessage]
  response.resume()

  expect(response.statusCode).toBe(200)
  const part = await get(path, { range: 'bytes=1048570-1048585' })
  expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 1048570-1048585/${21 * block.length}`])
  expect(Buffer.from(await part.bytes())).toEqual(Buffer.concat([block.subarray(-6), block.subarray(0, 10)]))
})

test('a file whose sender goes away midway is not kept, nor any rest of it', async () => {
  const path = `7/${hex()}/artifacts/half`
  const sending = request(pathOf(path), { method: 'PUT', headers: { 'content-length': '1000' } })
  sending.on('error', () => {})
  sending.write('half of it')
  const unfinished = `${server.dataDir}/artifacts/.unfinished`
  await vi.waitFor(async () => expect(await readdir(unfinished)).toHaveLength(1))
  sending.destroy()

  await vi.waitFor(async () => expect(await readdir(unfinished)).toEqual([]))
  expect((await get(path)).status).toBe(404)
})

test('what can hold scripts is only ever downloaded', async () => {
  const path = `7/${hex()}/artifacts/page.html`
  await put(path, '<script>', 'text/html')
  const svg = `7/${hex()}/artifacts/a.svg`
  await put(svg, '<svg/>', 'image/svg+xml')

  for (const [file, type] of [
    [path, 'text/plain; charset=utf-8'],
    [svg, 'application/octet-stream'],
  ] as const) {
    const answer = await get(file)
    expect(answer.headers.get('content-type')).toBe(type)
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment/)
    expect(answer.headers.get('content-security-policy')).toContain('sandbox')
  }
})

test('an attachment of MLflow’s client, which says no type, is shown for what it is', async () => {
  const [trace, uuid] = [`tr-${hex()}`, '0F8FAD5B-D9CB-469F-A165-70867728950E']
  const png = Buffer.from('\x89PNG\r\n\x1a\n pixels', 'latin1')
  await put(`0/traces/${trace}/artifacts/attachments/${uuid}`, png, 'application/octet-stream')

  const shown = await fetch(`${server.url}/ajax-api/3.0/mlflow/get-trace-artifact?request_id=${trace}&path=${uuid}`)

  expect([shown.headers.get('content-type'), Buffer.from(await shown.bytes())]).toEqual(['image/png', png])
  expect(await list(`0/traces/${trace}/artifacts`)).toEqual({ files: [{ path: 'attachments', is_dir: true }] })
})

const spanFile = (trace: string, fields: object = {}): object => ({
  spans: [
    {
      trace_id: Buffer.from(trace.slice(3), 'hex').toString('base64'),
      span_id: '6Kx6hB1mQk8=',
      parent_span_id: null,
      name: 'root',
      start_time_unix_nano: 1_795_374_123_000_000_000,
      end_time_unix_nano: 1_795_374_124_000_000_000,
      events: [],
      status: { code: 'STATUS_CODE_OK', message: '' },
      attributes: {
        'mlflow.traceRequestId': JSON.stringify(trace),
        'mlflow.spanType': '"LLM"',
        'mlflow.spanInputs': '{"q":"hi"}',
        'mlflow.spanOutputs': '"hello"',
        'mlflow.chat.tokenUsage': '{"input_tokens": 1, "output_tokens": 2, "total_tokens": 3}',
      },
      links: [],
      ...fields,
    },
  ],
})
const putSpans = (trace: string, file: object) => put(`0/traces/${trace}/artifacts/traces.json`, JSON.stringify(file))
const getTrace = async (trace: string) =>
  (await apiGet(server.url, '/api/3.0/mlflow/traces/get', { trace_id: trace, allow_partial: 'true' })).json
const record = (trace: string, fields: object = {}) =>
  apiPost(server.url, '/api/3.0/mlflow/traces', {
    trace: {
      trace_info: {
        trace_id: trace,
        trace_location: { type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: '0' } },
        request_time: '2026-11-22T19:02:03.123Z',
        execution_duration: '1s',
        state: 'OK',
        ...fields,
      },
    },
  })

test('spans in a traces.json are stored like those that came by OTLP, and never twice', async () => {
  const trace = `tr-${hex()}`
  for (let time = 0; time < 2; time++) expect((await putSpans(trace, spanFile(trace))).status).toBe(200)

  expect(await getTrace(trace)).toMatchObject({
    trace: {
      trace_info: {
        state: 'OK',
        request_preview: '{"q":"hi"}',
        response_preview: 'hello',
        tags: { 'mlflow.traceName': 'root', 'mlflow.trace.spansLocation': 'TRACKING_STORE' },
        trace_metadata: { 'mlflow.trace.tokenUsage': '{"input_tokens":1,"output_tokens":2,"total_tokens":3}' },
      },
      spans: [
        {
          name: 'root',
          attributes: expect.arrayContaining([{ key: 'mlflow.spanType', value: { string_value: 'LLM' } }]),
        },
      ],
    },
  })
})

test('record, traces.json and OTLP give one trace, whatever comes first and however often', async () => {
  const send = {
    record: (trace: string) => record(trace, { tags: { env: 'prod' } }),
    file: (trace: string) => putSpans(trace, spanFile(trace)),
    otlp: (trace: string) =>
      exportSpans(
        server.url,
        [
          otlpSpan({
            traceId: trace.slice(3),
            spanId: 'e8ac7a841d66424f',
            name: 'root',
            startTimeUnixNano: 1_795_374_123_000_000_000n,
            endTimeUnixNano: 1_795_374_124_000_000_000n,
            attributes: {
              'mlflow.traceRequestId': trace,
              'mlflow.spanType': 'LLM',
              'mlflow.spanInputs': { q: 'hi' },
              'mlflow.spanOutputs': 'hello',
              'mlflow.chat.tokenUsage': { input_tokens: 1n, output_tokens: 2n, total_tokens: 3n },
            },
          }),
        ],
        { resource: {} },
      ),
  }
  const orders: (keyof typeof send)[][] = [
    ['record', 'file', 'otlp'],
    ['otlp', 'record', 'file'],
    ['file', 'otlp', 'record'],
    ['file', 'file', 'record', 'record', 'otlp', 'otlp', 'file'],
  ]
  const results: unknown[] = []
  for (const order of orders) {
    const trace = `tr-${hex()}`
    for (const what of order) await send[what](trace)
    const text = stringifyJson(await getTrace(trace)).replaceAll(trace, 'ID')
    results.push(JSON.parse(text.replaceAll(/"trace_id":"[^"]+=="/g, '"trace_id":"ID"')))
  }

  for (const result of results) expect(result).toEqual(results[0])
  expect(results[0]).toMatchObject({
    trace: {
      trace_info: {
        tags: { env: 'prod' },
        trace_metadata: { 'mlflow.trace.tokenUsage': '{"input_tokens":1,"output_tokens":2,"total_tokens":3}' },
      },
      spans: [{ name: 'root' }],
    },
  })
})

test('a traces.json is written from the spans for whoever asks, for MLflow 2 in its own form', async () => {
  const span = otlpSpan({ name: 'root', attributes: { 'mlflow.spanInputs': '{"q": 1}' } })
  await exportSpans(server.url, [span])
  const path = `0/traces/tr-${span.traceId}/artifacts/traces.json`

  const now = await get(path)
  const old = await get(path, { 'user-agent': 'mlflow-python-client/2.22.5' })

  expect(now.headers.get('content-type')).toBe('text/plain; charset=utf-8')
  expect(await now.json()).toMatchObject({
    spans: [{ span_id: expect.any(String), attributes: { 'mlflow.spanInputs': '{"q": 1}' } }],
  })
  expect(await old.json()).toMatchObject({ request: '{"q": 1}', spans: [{ context: { span_id: `0x${span.spanId}` } }] })
  expect(await list(`0/traces/tr-${span.traceId}/artifacts`)).toMatchObject({
    files: [{ path: 'traces.json', is_dir: false }],
  })
  expect((await get(`0/traces/tr-${hex()}/artifacts/traces.json`)).status).toBe(404)
})

test('a traces.json that is none is refused with its reason, one with a bad span gives the others', async () => {
  const trace = `tr-${hex()}`
  const notJson = await put(`0/traces/${trace}/artifacts/traces.json`, '{"spans":')
  expect([notJson.status, await notJson.json()]).toEqual([
    400,
    { error_code: 'INVALID_PARAMETER_VALUE', message: expect.stringMatching(/^traces\.json cannot be read: /) },
  ])
  const noSpan = await putSpans(trace, { spans: [{ span_id: 'x' }] })
  expect([noSpan.status, await noSpan.json()]).toMatchObject([400, { message: expect.stringContaining('span id') }])
  const [good] = (spanFile(trace) as { spans: object[] }).spans
  expect((await putSpans(trace, { spans: [good, { ...good, span_id: 7 }] })).status).toBe(200)
  expect(await getTrace(trace)).toMatchObject({ trace: { spans: [{ name: 'root' }] } })
})

test('deleting a file of a trace leaves its spans, which go with the trace', async () => {
  const trace = `tr-${hex()}`
  await putSpans(trace, spanFile(trace))
  await put(`0/traces/${trace}/artifacts/notes/a.txt`, 'x')

  await apiCall(server.url, 'DELETE', `${PROXY}/artifacts/0/traces/${trace}/artifacts/traces.json`)
  await apiCall(server.url, 'DELETE', `${PROXY}/artifacts/0/traces/${trace}/artifacts/notes`)

  expect(await list(`0/traces/${trace}/artifacts`)).toMatchObject({ files: [{ path: 'traces.json' }] })
  await expect(readFile(`${server.dataDir}/artifacts/traces/${trace}/artifacts/notes/a.txt`)).rejects.toThrow('ENOENT')
})
