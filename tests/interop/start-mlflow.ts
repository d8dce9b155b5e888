import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { vi } from 'vitest'

export interface MlflowServer extends AsyncDisposable {
  readonly url: string
  /** Traces as MLflow's own client reads them. */
  read(...traceIds: readonly string[]): Promise<readonly ReadTrace[]>
}

export interface ReadTrace {
  readonly experiment: string
  readonly state: string
  readonly requestPreview: string | null
  readonly responsePreview: string | null
  readonly clientRequestId: string | null
  readonly duration: number | null
  readonly tags: Readonly<Record<string, string>>
  readonly metadata: Readonly<Record<string, string>>
  readonly tokens: Readonly<Record<string, number>> | null
  readonly spans: readonly ReadSpan[]
}

export interface ReadSpan {
  readonly name: string
  readonly type: string | null
  readonly inputs: unknown
  readonly outputs: unknown
  readonly attributes: Readonly<Record<string, unknown>>
  readonly status: string
  readonly message: string
  readonly events: readonly { readonly name: string; readonly attributes: Readonly<Record<string, unknown>> }[]
  readonly parent: string | null
  readonly id: string
}

const READ_TRACES = fileURLToPath(new URL('read-traces.py', import.meta.url))
const START_MILLIS = 60_000

/** A real MLflow server of the Python at `python`, in a folder of its own. */
export async function startMlflow(python: string): Promise<MlflowServer> {
  const folder = await mkdtemp(join(tmpdir(), 'loupe-mlflow-'))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const store = [
    '--backend-store-uri',
    `sqlite:///${folder}/mlflow.db`,
    '--artifacts-destination',
    `${folder}/artifacts`,
  ]
  const server = spawn(
    python,
    ['-m', 'mlflow', 'server', '--host', '127.0.0.1', '--port', String(port), '--workers', '1', ...store],
    {
      cwd: folder,
      stdio: 'ignore',
      // Its own group: it starts a process for each worker.
      detached: true,
      env: {
        ...process.env,
        PATH: `${dirname(python)}:${process.env['PATH']}`,
        MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false',
      },
    },
  )
  const close = async (): Promise<void> => {
    if (server.exitCode === null && server.pid !== undefined) {
      process.kill(-server.pid, 'SIGKILL')
      await once(server, 'exit')
    }
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await vi.waitFor(async () => (await fetch(`${url}/health`)).text(), { timeout: START_MILLIS, interval: 200 })
  } catch (error) {
    await close()
    throw error
  }
  return {
    url,
    async read(...traceIds) {
      const env = { ...process.env, MLFLOW_TRACKING_URI: url }
      const { stdout } = await promisify(execFile)(python, [READ_TRACES, url, ...traceIds], { env })
      return JSON.parse(stdout.trim().split('\n').at(-1)!) as readonly ReadTrace[]
    },
    [Symbol.asyncDispose]: close,
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}
