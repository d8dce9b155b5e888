import { startServer as start, type RunningServer, type StartOptions } from '../main.ts'
import type { ServerConfig } from '../config.ts'
import { startFailureMessage } from '../start/start-failure.ts'
import { temporaryFolder } from './temporary-folder.ts'

export interface TestServer extends RunningServer, AsyncDisposable {
  /** What the server logged so far. */
  readonly log: readonly string[]
}

/** A real server with a real engine on a free port, in a folder of its own unless told. One at a time in a process. */
export async function startServer(
  config: Partial<ServerConfig> = {},
  options: Partial<StartOptions> = {},
): Promise<TestServer> {
  const folder = config.dataDir === undefined ? await temporaryFolder() : undefined
  const log: string[] = []
  const result = await start(
    { host: 'localhost', port: 0, dataDir: folder?.path ?? '', allowedHosts: [], ...config },
    { log: (line) => void log.push(line), ...options },
  )
  if (!result.ok) throw new Error(startFailureMessage(result.failure))
  return {
    ...result.server,
    log,
    async [Symbol.asyncDispose]() {
      await result.server.close()
      await folder?.[Symbol.asyncDispose]()
    },
  }
}
