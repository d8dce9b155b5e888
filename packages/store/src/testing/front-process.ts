import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { FrontOptions } from './clickhouse-http-front.ts'

export interface FrontProcess extends AsyncDisposable {
  readonly url: string
}

const PROGRAM = `
  const [folder, options] = process.argv.slice(1)
  const { startClickHouseHttpFront } = await import(${JSON.stringify(import.meta.resolve('./clickhouse-http-front.ts'))})
  const front = await startClickHouseHttpFront(folder, JSON.parse(options))
  console.log(front.url)
  process.once('SIGTERM', () => front.close())`

/** `startClickHouseHttpFront` in a process of its own, for tests that open another folder in theirs. */
export async function startFrontProcess(folder: string, options: FrontOptions = {}): Promise<FrontProcess> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM, folder, JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [url] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  return {
    url,
    async [Symbol.asyncDispose]() {
      const exited = once(child, 'exit')
      child.kill('SIGTERM')
      await exited
    },
  }
}
