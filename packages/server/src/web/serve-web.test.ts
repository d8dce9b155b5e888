import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startServer, type TestServer } from '../testing/start-server.ts'
import { temporaryFolder, type TemporaryFolder } from '../testing/temporary-folder.ts'

const HTML = { accept: 'text/html,application/xhtml+xml' }
const PAGE = '<html><head><base href="/" /><script>dark()</script></head><body>the page</body></html>'

let folder: TemporaryFolder
let server: TestServer

beforeAll(async () => {
  folder = await temporaryFolder()
  await mkdir(join(folder.path, 'web/assets'), { recursive: true })
  await writeFile(join(folder.path, 'web/index.html'), PAGE)
  await writeFile(join(folder.path, 'web/assets/main-abc.js'), 'run()')
  await writeFile(join(folder.path, 'web/favicon.svg'), '<svg/>')
  await writeFile(join(folder.path, 'secret.txt'), 'secret')
  await symlink(join(folder.path, 'secret.txt'), join(folder.path, 'web/assets/link.txt'))
  server = await startServer({ webDir: join(folder.path, 'web') })
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

test.each([
  ['/', './'],
  ['/experiments', './'],
  ['/experiments/0', '../'],
  ['/experiments/0/traces/tr-1?span=a', '../../../'],
])('a browser that opens %s gets the page, with the base %s', async (path, base) => {
  const response = await fetch(server.url + path, { headers: HTML })

  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(await response.text()).toContain(`<base href="${base}" />`)
})

test('the page may run its own scripts only', async () => {
  const policy = (await fetch(server.url, { headers: HTML })).headers.get('content-security-policy')

  expect(policy).toMatch(/script-src 'self' 'sha256-[A-Za-z0-9+/]{43}='/)
  expect(policy).toContain("object-src 'none'")
})

test('files are served with their type; those named by their content for good, others asked for again', async () => {
  const asset = await fetch(`${server.url}/assets/main-abc.js`)
  const icon = await fetch(`${server.url}/favicon.svg`)

  expect(await asset.text()).toBe('run()')
  expect(asset.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
  expect(asset.headers.get('cache-control')).toContain('immutable')
  expect(icon.headers.get('content-type')).toBe('image/svg+xml')
  expect(icon.headers.get('cache-control')).toBe('no-cache')
})

test('a file that did not change is not sent again', async () => {
  const etag = (await fetch(`${server.url}/favicon.svg`)).headers.get('etag')!

  expect((await fetch(`${server.url}/favicon.svg`, { headers: { 'if-none-match': etag } })).status).toBe(304)
})

test.each([
  '/assets/missing.js',
  '/..%2fsecret.txt',
  '/assets/..%2f..%2fsecret.txt',
  '/%2e%2e/secret.txt',
  '/assets/link.txt',
  '/assets%00',
  '/%ff',
])('%s is not found', async (path) => {
  const response = await fetch(server.url + path)

  expect(response.status).toBe(404)
  expect(await response.text()).not.toContain('secret')
})

test.each(['/api/2.0/mlflow/unknown', '/ajax-api/x', '/v1/logs'])('%s is never the page', async (path) => {
  const response = await fetch(server.url + path, { headers: HTML })

  expect(response.status).toBe(404)
  expect(await response.json()).toEqual({ error_code: 'ENDPOINT_NOT_FOUND', message: expect.any(String) })
})

test('where the UI is not built a page says what to run', async () => {
  await server[Symbol.asyncDispose]()
  await using bare = await startServer({ webDir: join(folder.path, 'nowhere') })

  expect(await (await fetch(bare.url, { headers: HTML })).text()).toContain('npm run build')
})
