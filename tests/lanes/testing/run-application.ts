import { execFile } from 'node:child_process'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'

import { startReceiver, type ReceivedSpan } from '../../../packages/sdk/src/testing/start-receiver.ts'

export interface TheirSpan {
  readonly name: string
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId: string
}

export interface ApplicationRun {
  /** What the application printed. */
  readonly said: { readonly theirs: readonly TheirSpan[]; readonly managerIsTheirs: boolean }
  /** What the SDK sent. */
  readonly ours: readonly ReceivedSpan[]
  readonly stderr: string
}

export interface RunOptions {
  /** What runs it: a runtime and its arguments. */
  readonly program?: readonly [command: string, ...args: readonly string[]]
  readonly env?: Readonly<Record<string, string>>
}

const NODE: readonly [string] = [process.execPath]
const SDK_SOURCE = fileURLToPath(new URL('../../../packages/sdk/src', import.meta.url))

/**
 * Runs `application.mjs` of a lane with the SDK as if it were installed there: its `@opentelemetry/api` is the lane's own.
 * The application finds the SDK at `LOUPE_SDK` and the server at `LOUPE_TRACKING_URI`.
 */
export async function runApplication(
  lane: string,
  { program = NODE, env = {} }: RunOptions = {},
): Promise<ApplicationRun> {
  const copy = await mkdtemp(join(lane, '.sdk-'))
  await using receiver = await startReceiver()
  try {
    await cp(SDK_SOURCE, join(copy, 'src'), { recursive: true, filter: (path) => !path.endsWith('.test.ts') })
    await writeFile(join(copy, 'package.json'), JSON.stringify({ type: 'module' }))
    const [command, ...args] = program
    const { stdout, stderr } = await promisify(execFile)(command, [...args, 'application.mjs'], {
      cwd: lane,
      env: {
        PATH: process.env['PATH'],
        LOUPE_SDK: pathToFileURL(join(copy, 'src', 'index.ts')).href,
        LOUPE_TRACKING_URI: receiver.url,
        LOUPE_SPOOL: 'false',
        ...env,
      },
      timeout: 30_000,
    })
    return { said: JSON.parse(stdout) as ApplicationRun['said'], ours: receiver.spans, stderr }
  } finally {
    await rm(copy, { recursive: true, force: true })
  }
}
