import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../../bench/server/free-port.ts'

const LAUNCHER = fileURLToPath(new URL('../../packages/cli/bin/loupe.mjs', import.meta.url))
const MAX_START_MILLIS = 120_000
const POLL_MILLIS = 10

export interface ServerUnderTest {
  readonly url: string
  readonly pid: number
  /** From the start of the process until it was ready. */
  readonly openMillis: number
  /** What it printed so far. */
  output(): string
  /** Sends a signal and waits for the end; gives the exit code (null after SIGKILL) and how long it took. */
  end(signal: NodeJS.Signals): Promise<{ readonly code: number | null; readonly millis: number }>
}

/** A server process on a data folder, as a user starts it. Killed after `killAfterMillis` if that comes before it is ready. */
export async function startServerOn(dataDir: string): Promise<ServerUnderTest>
export async function startServerOn(dataDir: string, killAfterMillis: number): Promise<ServerUnderTest | undefined>
export async function startServerOn(dataDir: string, killAfterMillis?: number): Promise<ServerUnderTest | undefined> {
  const port = await freePort()
  const { UV_THREADPOOL_SIZE: _, ...env } = process.env
  const started = performance.now()
  const child = spawn(process.execPath, [LAUNCHER, 'server', '--port', String(port), '--data-dir', dataDir], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...env, NO_COLOR: '1' },
  })
  // When this program is stopped its servers end, too.
  const onExit = (): void => void child.kill('SIGKILL')
  process.once('exit', onExit)
  child.once('exit', () => process.off('exit', onExit))
  const printed = gather(child)
  const url = `http://127.0.0.1:${port}`
  for (;;) {
    const millis = performance.now() - started
    if (killAfterMillis !== undefined && millis > killAfterMillis) {
      await end(child, 'SIGKILL')
      return undefined
    }
    if (hasEnded(child)) throw new Error(`the server ended with ${child.exitCode} instead of starting:\n${printed()}`)
    if (millis > MAX_START_MILLIS) {
      await end(child, 'SIGKILL')
      throw new Error(`the server was not ready after ${MAX_START_MILLIS} ms:\n${printed()}`)
    }
    if (await isReady(url)) break
    await sleep(POLL_MILLIS)
  }
  return {
    url,
    pid: child.pid!,
    openMillis: performance.now() - started,
    output: printed,
    end: (signal) => end(child, signal),
  }
}

async function isReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/api/loupe/v1/status`)
    await response.arrayBuffer()
    return response.status === 200
  } catch {
    // Not listening yet.
    return false
  }
}

function gather(child: ChildProcess): () => string {
  let text = ''
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.setEncoding('utf8').on('data', (piece: string) => (text += piece))
  }
  return () => text
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null

async function end(
  child: ChildProcess,
  signal: NodeJS.Signals,
): Promise<{ readonly code: number | null; readonly millis: number }> {
  const started = performance.now()
  if (!hasEnded(child)) {
    const exited = once(child, 'exit')
    child.kill(signal)
    await exited
  }
  return { code: child.exitCode, millis: performance.now() - started }
}
