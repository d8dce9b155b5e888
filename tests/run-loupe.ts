import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const LAUNCHER = fileURLToPath(new URL('../packages/cli/bin/loupe.mjs', import.meta.url))

export interface RunningLoupe extends AsyncDisposable {
  readonly pid: number
  /** Resolves with the first group of the first match in what was printed so far or will be; rejects when the program ends first. */
  printed(pattern: RegExp): Promise<string>
  /** Sends SIGINT, as Ctrl-C does. */
  interrupt(): void
  readonly ended: Promise<LoupeEnd>
}

interface LoupeEnd {
  readonly code: number | null
  readonly output: string
}

/** The command `loupe` as a program of its own, without a Gemini key, its output gathered. Ended with the test's block. */
export function runLoupe(
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): RunningLoupe {
  const { UV_THREADPOOL_SIZE: _, GEMINI_API_KEY: __, GOOGLE_API_KEY: ___, ...inherited } = process.env
  const child = spawn(process.execPath, [LAUNCHER, ...args], {
    cwd: options.cwd,
    env: { ...inherited, NO_COLOR: '1', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = gather(child)
  const ended = new Promise<LoupeEnd>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, output: output.text }))
  })
  return {
    pid: child.pid!,
    printed: (pattern) => output.matching(pattern),
    interrupt: () => void child.kill('SIGINT'),
    ended,
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
      await ended
    },
  }
}

function gather(child: ChildProcess): { readonly text: string; matching(pattern: RegExp): Promise<string> } {
  let text = ''
  let hasEnded = false
  const look = new Set<() => void>()
  const lookAgain = (): void => look.forEach((attempt) => attempt())
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.setEncoding('utf8').on('data', (piece: string) => {
      text += piece
      lookAgain()
    })
  }
  child.on('close', () => {
    hasEnded = true
    lookAgain()
  })
  return {
    get text() {
      return text
    },
    matching: (pattern) =>
      new Promise((resolve, reject) => {
        const attempt = (): void => {
          const found = pattern.exec(text)
          if (found) resolve(found[1] ?? found[0])
          else if (hasEnded) reject(new Error(`ended without printing ${pattern}:\n${text}`))
          else return
          look.delete(attempt)
        }
        look.add(attempt)
        attempt()
      }),
  }
}
