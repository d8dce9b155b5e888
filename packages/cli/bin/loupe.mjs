#!/usr/bin/env node
// Plain JavaScript: an old Node must get as far as being told what to do.
import { fileURLToPath } from 'node:url'

const NEEDED = [22, 18]
// The engine's sessions run on libuv's pool, whose size is read from the environment when a process starts: as many
// threads as sessions and eight more keep file and network calls alive while all of them are busy.
const THREADS = 24

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < NEEDED[0] || (major === NEEDED[0] && minor < NEEDED[1])) {
  process.stderr.write(
    `loupe needs Node.js ${NEEDED.join('.')} or newer; this is ${process.versions.node}.\n` +
      'Install Node.js 24 (https://nodejs.org) and run the command again.\n',
  )
  process.exit(1)
}

const ENGINE_COMMANDS = ['server', 'demo', 'export', 'import', 'retention', 'backup', 'restore', 'migrate']
const holdsTheEngine = ENGINE_COMMANDS.includes(process.argv[2])
const enoughThreads = Number(process.env.UV_THREADPOOL_SIZE ?? 0) >= THREADS
if (holdsTheEngine && !enoughThreads && typeof process.execve === 'function' && process.platform !== 'win32') {
  const argv = [
    process.execPath,
    '--disable-warning=ExperimentalWarning',
    fileURLToPath(import.meta.url),
    ...process.argv.slice(2),
  ]
  process.execve(process.execPath, argv, { ...process.env, UV_THREADPOOL_SIZE: String(THREADS) })
}

const { enableCompileCache } = await import('node:module')
enableCompileCache?.()
const { main } = await import('#main')
await main(process.argv.slice(2))
