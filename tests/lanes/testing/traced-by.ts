import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { startEmulator } from '@loupe-ai/gemini-emulator'
import { startServer } from '@loupe-ai/server/testing'
import { shownTraces, type ShownTrace } from './shown-traces.ts'

/** What runs a program of a lane: the command, its arguments, and what its environment has beside ours. */
export interface LaneProgram {
  readonly command: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  /** Its exporter sends over gRPC. */
  readonly sendsGrpc?: boolean
}

/**
 * Runs a program that somebody else's instrumentation traces, with its spans sent to a server of ours and Gemini at the
 * emulator, and gives the traces that the server then shows. The program finds them where users name them:
 * `OTEL_EXPORTER_OTLP_ENDPOINT` and `GOOGLE_GEMINI_BASE_URL`. Throws with what it said on standard error unless it ends
 * with 0.
 */
export async function tracedBy({
  command,
  args,
  cwd,
  env = {},
  sendsGrpc = false,
}: LaneProgram): Promise<readonly ShownTrace[]> {
  await using server = await startServer({ otlpGrpcPort: 0 })
  await using emulator = await startEmulator()
  await promisify(execFile)(command, args, {
    cwd,
    env: {
      PATH: process.env['PATH'],
      OTEL_EXPORTER_OTLP_ENDPOINT: sendsGrpc ? `http://127.0.0.1:${server.otlpGrpcPort}` : server.url,
      GOOGLE_GEMINI_BASE_URL: emulator.url,
      GEMINI_API_KEY: 'emulator',
      ...env,
    },
    timeout: 50_000,
  })
  return await shownTraces(server.url)
}
