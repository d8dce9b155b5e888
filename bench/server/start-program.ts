import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ProgramToStart } from './product.ts'

export interface RunningProgram {
  readonly pid: number
  /** From the start of the process to the first good answer. */
  readonly startMillis: number
  /** Ends it and everything that it started. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>
}

const MAX_START_MILLIS = 180_000
const MAX_STOP_MILLIS = 60_000
const POLL_MILLIS = 20

/** Starts a server in `folder` and waits until `answers` resolves. Throws with what it printed if it never does. */
export async function startProgram(
  { file, args, env }: ProgramToStart,
  folder: string,
  answers: () => Promise<void>,
): Promise<RunningProgram> {
  const logFile = join(folder, 'output.log')
  const log = openSync(logFile, 'a')
  const started = performance.now()
  // A group of its own: some start processes for workers and jobs.
  const child = spawn(file, args, { cwd: folder, env, stdio: ['ignore', log, log], detached: true })
  const ended = once(child, 'exit')
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null
  const killGroup = (signal: NodeJS.Signals): void => {
    try {
      process.kill(-child.pid!, signal)
    } catch {
      // The whole group has ended.
    }
  }
  const stop = async (signal: NodeJS.Signals = 'SIGTERM'): Promise<void> => {
    if (hasEnded()) return
    killGroup(signal)
    const timer = setTimeout(() => killGroup('SIGKILL'), MAX_STOP_MILLIS)
    await ended
    clearTimeout(timer)
    killGroup('SIGKILL')
  }
  for (;;) {
    const isLate = performance.now() - started > MAX_START_MILLIS
    if (hasEnded() || isLate) {
      await stop('SIGKILL')
      throw new Error(`${file} ${args.join(' ')} did not start:\n${readFileSync(logFile, 'utf8').slice(-2000)}`)
    }
    const isGood = await answers().then(
      () => true,
      () => false,
    )
    if (isGood) return { pid: child.pid!, startMillis: performance.now() - started, stop }
    await sleep(POLL_MILLIS)
  }
}
