import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { apiGet } from '../testing/api-calls.ts'
import { exportSpans } from '../testing/export-spans.ts'
import { otlpSpan } from '../testing/otlp-requests.ts'
import { startServer, type TestServer } from '../testing/start-server.ts'

let server: TestServer

beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server[Symbol.asyncDispose]())

async function addressFor(
  trace: string,
  what: 'upload' | 'download',
  query: Record<string, string> = {},
): Promise<string> {
  const path = `/api/2.0/mlflow/traces/${trace}/credentials-for-data-${what}`
  const { status, json } = await apiGet(server.url, path, query)
  expect(status).toBe(200)
  const { credential_info } = json as { credential_info: { signed_uri: string; type: string } }
  expect(credential_info.type).toBe('AWS_PRESIGNED_URL')
  expect(credential_info.signed_uri.startsWith(server.url)).toBe(true)
  return credential_info.signed_uri
}
const traceId = (): string => `tr-${randomBytes(16).toString('hex')}`

test('a workspace’s client learns what host this is, and who asks', async () => {
  expect(await apiGet(server.url, '/.well-known/databricks-config')).toEqual({
    status: 200,
    json: { oidc_endpoint: `${server.url}/oidc` },
  })
  expect(await apiGet(server.url, '/api/2.0/preview/scim/v2/Me')).toMatchObject({
    status: 200,
    json: { userName: 'loupe', active: true },
  })
})

test('the spans of a trace are put and read at addresses for that file alone', async () => {
  const trace = traceId()
  const file = {
    spans: [
      {
        trace_id: Buffer.from(trace.slice(3), 'hex').toString('base64'),
        span_id: '6Kx6hB1mQk8=',
        parent_span_id: null,
        name: 'root',
        start_time_unix_nano: 1,
        end_time_unix_nano: 2,
        status: { code: 'STATUS_CODE_OK', message: '' },
        attributes: { 'mlflow.traceRequestId': JSON.stringify(trace) },
      },
    ],
  }
  const upload = await addressFor(trace, 'upload')

  expect((await fetch(upload, { method: 'PUT', body: JSON.stringify(file) })).status).toBe(200)

  const read = await fetch(await addressFor(trace, 'download'))
  expect(await read.json()).toMatchObject({ spans: [{ name: 'root', span_id: '6Kx6hB1mQk8=' }] })
  expect((await fetch(upload)).status).toBe(403)
})

test('attachments are put and read by their path, which cannot leave the trace', async () => {
  const trace = traceId()
  const path = 'attachments/0f8fad5b-d9cb-469f-a165-70867728950e'
  const put = await fetch(await addressFor(trace, 'upload', { path }), { method: 'PUT', body: 'bytes' })

  expect(put.status).toBe(200)
  expect(await (await fetch(await addressFor(trace, 'download', { path }))).text()).toBe('bytes')
  for (const away of ['../../other/artifacts/x', '%2e%2e/x', '/etc/passwd', 'a\\..\\b']) {
    const credentials = `/api/2.0/mlflow/traces/${trace}/credentials-for-data-download`
    expect((await apiGet(server.url, credentials, { path: away })).status).toBe(400)
  }
})

test('what a trace does not have is told of at its address', async () => {
  const missing = await fetch(await addressFor(traceId(), 'download'))

  expect(missing.status).toBe(404)
})

test('spans that came by OTLP are a file for a workspace’s client, too', async () => {
  const span = otlpSpan({ name: 'by OTLP' })
  await exportSpans(server.url, [span])

  const read = await fetch(await addressFor(`tr-${span.traceId}`, 'download'))

  expect(await read.json()).toMatchObject({ spans: [{ name: 'by OTLP' }] })
})
