import { once } from 'node:events'
import { request, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startServer, type TestServer } from '../testing/start-server.ts'

let server: TestServer

beforeAll(async () => {
  server = await startServer({ allowedHosts: ['loupe.example'] })
})
afterAll(() => server[Symbol.asyncDispose]())

const PATHS = ['/health', '/version', '/', '/api/loupe/v1/status', '/v1/traces', '/nowhere']

test.each(PATHS)('%s under a foreign name is refused', async (path) => {
  const response = await get(path, { host: 'evil.example' })

  expect(response.statusCode).toBe(403)
  expect(JSON.parse(await text(response))).toEqual({
    error_code: 'PERMISSION_DENIED',
    message: expect.stringContaining('--allowed-hosts'),
  })
})

test.each(PATHS)('%s for a foreign page is refused', async (path) => {
  expect((await get(path, { origin: 'http://evil.example' })).statusCode).toBe(403)
})

test('a page of another local program is refused', async () => {
  expect((await get('/health', { origin: 'http://localhost:1', host: `localhost:${server.port}` })).statusCode).toBe(
    403,
  )
})

test.each([
  ['the second of two Host headers', '/health', ['localhost', 'evil.example']],
  ['the target of the request', 'http://evil.example/health', ['localhost']],
])('a foreign name in %s is refused', async (_place, target, hosts) => {
  const lines = hosts.map((host) => `Host: ${host}\r\n`).join('')

  expect(await raw(`GET ${target} HTTP/1.1\r\n${lines}Connection: close\r\n\r\n`)).toMatch(/^HTTP\/1\.1 403 /)
})

test('a target that repeats the name is served', async () => {
  const answer = await raw('GET http://localhost/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')

  expect(answer).toMatch(/^HTTP\/1\.1 200 /)
})

test('a name that is none is told of in the shape of every error', async () => {
  const answer = await raw('GET /health HTTP/1.1\r\nHost: local host\r\nConnection: close\r\n\r\n')

  expect(answer).toMatch(/^HTTP\/1\.1 400 /)
  expect(answer).toContain('{"error_code":"BAD_REQUEST","message":')
})

test('our own pages and listed names are served', async () => {
  const own = await get('/health', { origin: `http://localhost:${server.port}`, host: `localhost:${server.port}` })
  const listed = await get('/health', { host: 'loupe.example' })

  expect([own.statusCode, listed.statusCode]).toEqual([200, 200])
})

test('both loopback addresses answer on one port', async () => {
  const answers = await Promise.all(server.urls.map(async (url) => (await fetch(`${url}/health`)).text()))

  expect(answers).toEqual(server.urls.map(() => 'OK'))
  expect(server.urls).toContain(`http://[::1]:${server.port}`)
})

test.each(PATHS)('%s says its version and forbids sniffing and framing', async (path) => {
  const { headers } = await fetch(server.url + path)

  expect(headers.get('x-loupe-version')).toMatch(/^\d+\.\d+\.\d+/)
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('x-frame-options')).toBe('DENY')
  expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
})

test('no answer lets another page read it', async () => {
  const response = await fetch(`${server.url}/api/loupe/v1/status`)

  expect(response.headers.get('access-control-allow-origin')).toBeNull()
  expect(response.headers.get('cross-origin-resource-policy')).toBe('same-origin')
})

test('a request without a name is refused', async () => {
  expect(await raw('GET /health HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 40[03] /)
})

async function get(path: string, headers: OutgoingHttpHeaders): Promise<IncomingMessage> {
  const sent = request({ host: '127.0.0.1', port: server.port, path, headers })
  sent.end()
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  return response
}

function raw(request: string): Promise<string> {
  const socket = connect(server.port, '127.0.0.1')
  socket.end(request)
  return text(socket)
}
