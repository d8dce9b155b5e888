#!/usr/bin/env node
// Plain JavaScript: an old Node must get as far as being told what to do.
import { fileURLToPath } from 'node:url'

const NEEDED = [22, 18]
// Both are read from the environment when a process starts. The engine's sessions run on libuv's pool: as many threads
// as sessions and eight more keep file and network calls alive while all of them are busy. And bodies and batches go back
// to the system when they are let go, instead of staying with the C library, which learns from the first of them to keep them.
const PREPARED = { UV_THREADPOOL_SIZE: '24', MALLOC_MMAP_THRESHOLD_: '65536', MALLOC_TRIM_THRESHOLD_: '1048576' }

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
const isPrepared = Object.keys(PREPARED).every((name) => process.env[name] !== undefined)
if (holdsTheEngine && !isPrepared && typeof process.execve === 'function' && process.platform !== 'win32') {
  const argv = [
    process.execPath,
    '--disable-warning=ExperimentalWarning',
    fileURLToPath(import.meta.url),
    ...process.argv.slice(2),
  ]
  process.execve(process.execPath, argv, { ...PREPARED, ...process.env })
}

const { enableCompileCache } = await import('node:module')
enableCompileCache?.()
const { main } = await import('#main')
await main(process.argv.slice(2))
