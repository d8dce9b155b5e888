// Runs the last stage of deploy/Dockerfile without Docker: its RUN lines in a temporary folder, then its CMD and, until the
// server is ready, its HEALTHCHECK. Needs the tarballs of `npm run pack`. Plain JavaScript for Node 20.
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { nodeBinary } from './node-binary.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const MAX_START_MILLIS = 60_000
const MAX_STOP_MILLIS = 20_000

const image = mkdtempSync(join(tmpdir(), 'loupe-image-'))
const results = []

async function check(name, work) {
  try {
    const outcome = await work()
    results.push(true)
    console.log(`ok     ${name}`)
    return outcome
  } catch (error) {
    results.push(false)
    console.log(`FAILED ${name}\n${error.stack ?? error}\n${error.stderr ?? ''}`)
    return undefined
  }
}

/** The instructions of the last stage: [name, rest] each. */
function instructions() {
  const lines = readFileSync(join(root, 'deploy', 'Dockerfile'), 'utf8')
    .replaceAll('\\\n', ' ')
    .split('\n')
  const all = lines.map((line) => /^([A-Z]+) (.+)$/.exec(line)).filter((match) => match !== null)
  const last = all.findLastIndex(([, name]) => name === 'FROM')
  return all.slice(last + 1).map(([, name, rest]) => [name, rest])
}

/** What is at the root of the image is in our folder. */
const inImage = (text) => text.replaceAll(/(^|[\s"'=])\/(app|deploy|tarballs|data)\b/g, `$1${image}/$2`)

function environment() {
  const pairs = instructions()
    .filter(([name]) => name === 'ENV')
    .flatMap(([, rest]) => rest.split(/\s+/))
  const { LOUPE_DATA_DIR: _, ...own } = process.env
  const node = nodeBinary(root)
  return {
    ...own,
    ...Object.fromEntries(pairs.map((pair) => inImage(pair).split('='))),
    PATH: `${dirname(node)}:${process.env.PATH}`,
  }
}

function build() {
  const tarballs = join(root, 'dist', 'tarballs')
  if (!existsSync(tarballs)) throw new Error('there are no tarballs: run `npm run pack` first')
  for (const [name, rest] of instructions()) {
    if (name === 'COPY') copy(rest)
    // There may be no such user here, and nobody else is in the folder.
    if (name === 'RUN')
      execFileSync('sh', ['-c', inImage(rest).replace(/&& chown \S+ \S+/, '')], {
        env: environment(),
        stdio: ['ignore', 'inherit', 'pipe'],
      })
  }
}

function copy(rest) {
  const parts = rest.split(/\s+/)
  const target = inImage(parts.at(-1))
  mkdirSync(target, { recursive: true })
  for (const source of parts.slice(0, -1).filter((part) => !part.startsWith('--'))) {
    const path = join(root, source.replace('/src/', ''))
    cpSync(path, source.includes('/src/') ? target : join(target, source.split('/').at(-1)), { recursive: true })
  }
}

const commandOf = (name) =>
  JSON.parse(/\[.*\]$/.exec(instructions().find(([each]) => each === name)[1])[0]).map(inImage)

async function start() {
  const port = await freePort()
  const env = { ...environment(), LOUPE_INSECURE_NO_AUTH: 'true', LOUPE_PORT: String(port) }
  const [command, ...args] = commandOf('CMD')
  const child = spawn(command, args, { env, cwd: image, stdio: ['ignore', 'ignore', 'inherit'] })
  const exited = new Promise((resolve) => child.once('exit', resolve))
  return { child, exited, env, url: `http://127.0.0.1:${port}` }
}

async function untilHealthy({ env, child }) {
  const [command, ...args] = commandOf('HEALTHCHECK')
  const deadline = Date.now() + MAX_START_MILLIS
  while (spawnSync(command, args, { env, cwd: image }).status !== 0) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`)
    if (Date.now() > deadline) throw new Error('the server was not ready in time')
    await wait(100)
  }
}

async function showsPage({ url }) {
  const answer = await fetch(url)
  const text = await answer.text()
  if (answer.status !== 200 || !text.includes('<html')) throw new Error(`${answer.status}: ${text.slice(0, 200)}`)
}

async function stop({ child, exited }) {
  child.kill('SIGTERM')
  const code = await Promise.race([exited, wait(MAX_STOP_MILLIS, 'too late', { ref: false })])
  if (code !== 0) {
    child.kill('SIGKILL')
    throw new Error(`the server ended with ${code}`)
  }
}

function refuses() {
  const [command, ...args] = commandOf('CMD')
  const { status, stderr } = spawnSync(command, args, {
    env: environment(),
    cwd: image,
    encoding: 'utf8',
    timeout: 20_000,
  })
  if (status !== 1 || !stderr.includes('LOUPE_INSECURE_NO_AUTH')) throw new Error(`${status}: ${stderr}`)
}

/** As free as a port can be known to be. */
const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })

try {
  await check('the image builds', build)
  const server = await check('the server of the image starts', start)
  if (server !== undefined) {
    await check('its health check says that it is ready', () => untilHealthy(server))
    await check('it shows its page', () => showsPage(server))
    await check('it stops when it is told to', () => stop(server))
  }
  await check('without LOUPE_INSECURE_NO_AUTH it refuses to start', refuses)
} finally {
  rmSync(image, { recursive: true, force: true })
}
const failed = results.filter((passed) => !passed).length
console.log(`${results.length - failed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
