import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export const INDEX_URL: string = new URL('../index.ts', import.meta.url).href
export const INDEX_PATH: string = fileURLToPath(INDEX_URL)
/** From where a script finds what is installed for us. */
const HERE = fileURLToPath(new URL('.', import.meta.url))

export interface ScriptResult {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
  readonly tookMillis: number
}

interface ScriptOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly type?: 'module' | 'commonjs'
  /** Loaded before the script, by URL. */
  readonly preload?: string
  readonly cwd?: string
}

/** Runs `code` in a Node of its own, as `.mjs` or as `.cjs`, with no more of our environment than it needs. */
export function runScript(
  code: string,
  { env = {}, type = 'module', preload, cwd = HERE }: ScriptOptions = {},
): Promise<ScriptResult> {
  const { promise, resolve } = Promise.withResolvers<ScriptResult>()
  const startMillis = performance.now()
  const options = { cwd, env: { PATH: process.env.PATH, ...env }, timeout: 30_000 }
  const child = execFile(
    process.execPath,
    [...(preload === undefined ? [] : ['--import', preload]), `--input-type=${type}`, '--eval', code],
    options,
    (_error, stdout, stderr) => {
      resolve({ exitCode: child.exitCode, stdout, stderr, tookMillis: performance.now() - startMillis })
    },
  )
  return promise
}
