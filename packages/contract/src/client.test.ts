import { createServer, type IncomingMessage, type Server } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { createClient } from './client.ts'

interface Received {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

interface Answer {
  readonly status?: number
  readonly body?: string
}

/** A real HTTP server that gives one answer and remembers what it was asked. */
async function startServer({ status = 200, body = '{}' }: Answer = {}, isSilent = false) {
  const received: Received[] = []
  const server = createServer((request, response) => {
    void textOf(request).then((text) => {
      received.push({ method: request.method!, url: request.url!, headers: request.headers, body: text })
      if (!isSilent) response.writeHead(status, { 'content-type': 'application/json' }).end(body)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { received, baseUrl, server, [Symbol.asyncDispose]: () => stop(server) }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

async function stop(server: Server): Promise<void> {
  server.closeAllConnections()
  server.close()
  await once(server, 'close')
}

test('a parameter of the path is filled in and encoded, the rest is the query', async () => {
  await using server = await startServer()
  const client = createClient({ baseUrl: `${server.baseUrl}/` })

  await client.call('getTraceInfo', { trace_id: 'a/b c?ü' })
  await client.call('getTrace', { trace_id: 'tr-1', allow_partial: true })
  await client.call('batchGetTraces', { trace_ids: ['a&b', 'c'] })
  await client.call('getServerStatus', {})

  expect(server.received.map(({ url }) => url)).toEqual([
    '/api/3.0/mlflow/traces/a%2Fb%20c%3F%C3%BC',
    '/api/3.0/mlflow/traces/get?trace_id=tr-1&allow_partial=true',
    '/api/3.0/mlflow/traces/batchGet?trace_ids=a%26b&trace_ids=c',
    '/api/loupe/v1/status',
  ])
  expect(server.received[0]).toMatchObject({ method: 'GET', body: '' })
})

test('a body is JSON, with the caller’s headers and without what is undefined', async () => {
  await using server = await startServer({ body: '{"experiment_id":"7"}' })
  const client = createClient({ baseUrl: server.baseUrl, headers: { authorization: 'Bearer key' } })

  const outcome = await client.call('createExperiment', { name: 'ü', artifact_location: undefined })

  expect(outcome).toEqual({ ok: true, response: { experiment_id: '7' } })
  expect(server.received[0]).toMatchObject({
    method: 'POST',
    url: '/api/2.0/mlflow/experiments/create',
    body: '{"name":"ü"}',
    headers: { authorization: 'Bearer key', 'content-type': 'application/json' },
  })
})

test('nanoseconds keep every digit', async () => {
  const trace = { trace_info: {}, spans: [{ start_time_unix_nano: 0 }] }
  const body = JSON.stringify({ trace }).replace(':0}', ':1795374123123456789}')
  await using server = await startServer({ body })

  const outcome = await createClient(server).call('getTrace', { trace_id: 'tr-1' })

  expect(outcome).toMatchObject({
    ok: true,
    response: { trace: { spans: [{ start_time_unix_nano: 1_795_374_123_123_456_789n }] } },
  })
})

test('an empty answer is an empty object', async () => {
  await using server = await startServer({ body: '' })

  expect(await createClient(server).call('batchGetTraces', { trace_ids: ['a'] })).toEqual({ ok: true, response: {} })
})

test('a refusal carries the server’s code and message', async () => {
  const body = '{"error_code":"RESOURCE_DOES_NOT_EXIST","message":"Trace with ID \'x\' not found."}'
  await using server = await startServer({ status: 404, body })

  expect(await createClient(server).call('getTraceInfo', { trace_id: 'x' })).toEqual({
    ok: false,
    kind: 'refused',
    status: 404,
    errorCode: 'RESOURCE_DOES_NOT_EXIST',
    message: "Trace with ID 'x' not found.",
  })
})

test.each([
  [404, '<h1>Not found</h1>', 'ENDPOINT_NOT_FOUND'],
  [418, '', 'INTERNAL_ERROR'],
  [200, '<h1>A proxy</h1>', 'INTERNAL_ERROR'],
  [200, '[]', 'INTERNAL_ERROR'],
  [400, '{"detail":"no"}', 'BAD_REQUEST'],
])('an answer %s that is not MLflow’s (%s) is a refusal too', async (status, body, errorCode) => {
  await using server = await startServer({ status, body })

  expect(await createClient(server).call('getServerStatus', {})).toMatchObject({
    ok: false,
    kind: 'refused',
    status,
    errorCode,
    message: expect.stringContaining(`HTTP ${status}: ${body}`) as string,
  })
})

test('no server is an ending like any other, and says why', async () => {
  const server = await startServer()
  await server[Symbol.asyncDispose]()

  expect(await createClient(server).call('getServerStatus', {})).toMatchObject({
    ok: false,
    kind: 'unreachable',
    message: expect.stringMatching(/^no answer from http:\/\/127\.0\.0\.1:\d+: .*ECONNREFUSED/) as string,
  })
})

test('the caller’s signal ends a call that the server does not answer', async () => {
  await using server = await startServer({}, true)
  const controller = new AbortController()
  const call = createClient(server).call('getServerStatus', {}, { signal: controller.signal })
  await expect.poll(() => server.received.length).toBe(1)
  controller.abort()

  expect(await call).toMatchObject({ ok: false, kind: 'aborted' })
})
