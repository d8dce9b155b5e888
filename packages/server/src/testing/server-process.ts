import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { ServerConfig } from '../config.ts'

export interface ServerProcess extends AsyncDisposable {
  readonly url: string
  readonly pid: number
  /** Ends it and waits until it is gone. */
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>
}

const PROGRAM = `
  import { startServer } from ${JSON.stringify(import.meta.resolve('../main.ts'))}
  const result = await startServer(JSON.parse(process.argv[1]), { log: (line) => console.error(line) })
  console.log(JSON.stringify(result.ok ? { url: result.server.url } : result.failure))
  process.once('SIGTERM', () => result.server.close())`

/** A server in a process of its own, so that it can be killed. Throws with the failure's JSON when it does not start. */
export async function startServerProcess(config: Partial<ServerConfig> & { dataDir: string }): Promise<ServerProcess> {
  const whole = { host: 'localhost', port: 0, allowedHosts: [], ...config }
  const child = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM, JSON.stringify(whole)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '--disable-warning=ExperimentalWarning' },
  })
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  const said = JSON.parse(line) as { url?: string }
  if (said.url === undefined) {
    await end(child, 'SIGKILL')
    throw new Error(line)
  }
  return {
    url: said.url,
    pid: child.pid!,
    kill: (signal) => end(child, signal),
    [Symbol.asyncDispose]: () => end(child, 'SIGKILL'),
  }
}

async function end(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill(signal)
  await exited
}
