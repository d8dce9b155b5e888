import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { runLoupe } from './run-loupe.ts'

let folder = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'loupe-cli-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const LAUNCHER = fileURLToPath(new URL('../packages/cli/bin/loupe.mjs', import.meta.url))
const URL_LINE = /(http:\/\/localhost:\d+)/

describe.each(['server', 'demo', 'gemini-emulator'])('loupe %s --help', (command) => {
  test('says what it does and names its flags', async () => {
    await using loupe = runLoupe([command, '--help'])
    const { code, output } = await loupe.ended

    expect(code).toBe(0)
    expect(output).toContain('--port')
    expect(output).toMatch(command === 'gemini-emulator' ? /no key/ : /--data-dir/)
  })
})

describe('loupe reprice', () => {
  test('prices what a running server holds, and says what it did', async () => {
    await using server = runLoupe(['server', '--port', '0'], { cwd: folder })
    const url = await server.printed(URL_LINE)
    await using loupe = runLoupe(['reprice', '--url', url])
    const { code, output } = await loupe.ended

    expect(code).toBe(0)
    expect(output).toContain('0 traces, 0 calls with tokens: 0 cost something else now.')
  })

  test('says that there is no such experiment', async () => {
    await using server = runLoupe(['server', '--port', '0'], { cwd: folder })
    const url = await server.printed(URL_LINE)
    await using loupe = runLoupe(['reprice', '--url', url, '--experiment-id', '0', '999'])
    const { code, output } = await loupe.ended

    expect(code).toBe(1)
    expect(output).toMatch(/could not be priced anew: .*999/)
    expect(output).not.toContain('0 traces')
  })

  test('says what to do where no server runs', async () => {
    await using loupe = runLoupe(['reprice', '--url', 'http://127.0.0.1:9'])
    const { code, output } = await loupe.ended

    expect(code).toBe(1)
    expect(output).toContain('loupe server')
  })
})

test('a reader of the output may go before the end', async () => {
  await using server = runLoupe(['server', '--port', '0'], { cwd: folder })
  const url = await server.printed(URL_LINE)
  const doctor = spawn(process.execPath, [LAUNCHER, 'doctor', '--url', url], { cwd: folder })
  doctor.stdout.destroy()
  let said = ''
  doctor.stderr.on('data', (bytes: Buffer) => (said += bytes.toString()))
  await once(doctor, 'close')

  expect(said).toBe('')
})

test.each(['server', 'export', 'import', 'retention', 'backup', 'restore', 'migrate'])(
  'loupe %s, which may hold the engine, has threads enough for its sessions',
  async (command) => {
    const tell = 'data:text/javascript,console.log(process.env.UV_THREADPOOL_SIZE)'
    await using loupe = runLoupe([command, '--help'], { env: { NODE_OPTIONS: `--import=${tell}` } })

    expect((await loupe.ended).output).toMatch(/^24$/m)
  },
)

test('an unknown command is told and ends with an error', async () => {
  await using loupe = runLoupe(['sever'])
  const { code, output } = await loupe.ended

  expect(code).toBe(1)
  expect(output).toContain('server')
})

describe('loupe server', () => {
  test('prints link, folder and count once it answers, and ends with 0 on Ctrl-C', async () => {
    await using loupe = runLoupe(['server', '--port', '0'], { cwd: folder })
    const url = await loupe.printed(URL_LINE)
    await loupe.printed(/\(0 traces\)/)

    expect(await (await fetch(`${url}/health`)).text()).toBe('OK')
    expect(await (await fetch(url, { headers: { accept: 'text/html' } })).text()).toContain('<html')
    loupe.interrupt()
    const { code, output } = await loupe.ended
    expect(code).toBe(0)
    expect(output).toContain(join(folder, '.loupe'))
  })

  test('answers on 127.0.0.1 and on ::1', async () => {
    await using loupe = runLoupe(['server', '--port', '0'], { cwd: folder })
    const port = new URL(await loupe.printed(URL_LINE)).port

    for (const host of ['127.0.0.1', '[::1]', 'localhost']) {
      expect((await fetch(`http://${host}:${port}/health`)).status).toBe(200)
    }
  })

  test('takes host, port and folder from the environment', async () => {
    await using loupe = runLoupe(['server'], {
      cwd: folder,
      env: { LOUPE_HOST: '127.0.0.1', LOUPE_PORT: '0', LOUPE_DATA_DIR: join(folder, 'elsewhere') },
    })
    expect(await loupe.printed(/data +(\S+) \(0 traces\)/)).toBe(join(folder, 'elsewhere'))
  })

  test('a port in use is told, with what to do, and ends with 1', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const { port } = other.address() as AddressInfo
    await using loupe = runLoupe(['server', '--port', String(port)], { cwd: folder })
    const { code, output } = await loupe.ended
    other.close()

    expect(code).toBe(1)
    expect(output).toContain(`${port}`)
    expect(output).toContain('in use')
    expect(output).toContain('--port')
  })

  test('a data folder that another server holds is told with its process and URL', async () => {
    await using first = runLoupe(['server', '--port', '0'], { cwd: folder })
    const url = await first.printed(URL_LINE)
    await using second = runLoupe(['server', '--port', '0'], { cwd: folder })
    const { code, output } = await second.ended

    expect(code).toBe(1)
    expect(output).toContain(String(first.pid))
    expect(output).toContain(url)
  })

  test('a folder that cannot be written to is told', async () => {
    await writeFile(join(folder, 'file'), '')
    await using loupe = runLoupe(['server', '--port', '0', '--data-dir', join(folder, 'file', 'below')])
    const { code, output } = await loupe.ended

    expect(code).toBe(1)
    expect(output).toContain('--data-dir')
  })

  test('a host that others can reach is refused without a word that this is wanted', async () => {
    await using loupe = runLoupe(['server', '--host', '0.0.0.0', '--port', '0'], { cwd: folder })
    const { code, output } = await loupe.ended

    expect(code).toBe(1)
    expect(output).toContain('--insecure-no-auth')
  })
})

describe('loupe demo --exit', () => {
  test('ends with 0 when all traces are readable, and again on the same folder', async () => {
    for (const count of ['(0 traces)', '(8 traces)']) {
      await using loupe = runLoupe(['demo', '--exit', '--port', '0'], { cwd: folder })
      const { code, output } = await loupe.ended

      expect(output).toContain(count)
      expect(output).toContain('8 traces are stored and readable')
      expect(code).toBe(0)
    }
  })

  test('uses the server that runs at that address already, and leaves it running', async () => {
    await using server = runLoupe(['server', '--port', '0'], { cwd: folder })
    const url = await server.printed(URL_LINE)
    await using demo = runLoupe(['demo', '--exit', '--port', new URL(url).port], { cwd: folder })
    const { code, output } = await demo.ended

    expect(output).toContain('Using the Loupe server')
    expect(code).toBe(0)
    expect((await fetch(`${url}/health`)).status).toBe(200)
  })
})

test('loupe demo talks to the Gemini of the environment when there is a key', async () => {
  await using emulator = runLoupe(['gemini-emulator', '--port', '0'])
  const url = await emulator.printed(/GOOGLE_GEMINI_BASE_URL=(http:\/\/\S+)/)
  await using demo = runLoupe(['demo', '--exit', '--port', '0'], {
    cwd: folder,
    env: { GEMINI_API_KEY: 'any', GOOGLE_GEMINI_BASE_URL: url },
  })
  const { code, output } = await demo.ended

  expect(output).toContain(`with the Gemini API at ${url}`)
  expect(code).toBe(0)
})

test('loupe gemini-emulator prints its URL and the line to export', async () => {
  await using loupe = runLoupe(['gemini-emulator', '--port', '0'])
  const url = await loupe.printed(/GOOGLE_GEMINI_BASE_URL=(http:\/\/\S+)/)
  const answer = await fetch(`${url}/v1beta/models`, { headers: { 'x-goog-api-key': 'any' } })

  expect(answer.status).toBe(200)
  loupe.interrupt()
  expect((await loupe.ended).code).toBe(0)
})
