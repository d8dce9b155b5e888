import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createApp } from './app.ts'
import { parseFaultRule } from './faults/fault-rule.ts'
import { attachLive } from './live/attach-live.ts'
import { createState } from './state/emulator-state.ts'

/** What a caller may choose; everything has a default. */
export interface EmulatorOptions {
  /** Default 0: any free port. */
  port?: number
  /** Default `127.0.0.1`: this machine only. */
  host?: string
  /** Milliseconds before the first byte of every answer. Default 0. */
  latencyMillis?: number
  /** Milliseconds between the chunks of a stream. Default 0: each chunk is still written on its own. */
  chunkMillis?: number
  /** Faults with rates, as `KIND[:ARGUMENT][:RATE]`: `429:0.1`, `stream-cut:2:0.05`, `503:x2`. See README.md. */
  faults?: readonly string[]
  /** What answers and faults depend on besides the request. Default `loupe`. */
  seed?: string
  /** Largest body of a request in bytes. Default 20 MiB, as the real service. */
  bodyLimitBytes?: number
}

/** A running emulator. Closing it ends open answers too. */
export interface Emulator extends AsyncDisposable {
  /** What to give as `baseUrl` or `GOOGLE_GEMINI_BASE_URL`, without a slash at the end. */
  url: string
  port: number
  close(): Promise<void>
}

const LIMIT_BYTES = 20 * 1024 * 1024

/**
 * Starts a local Gemini API. Rejects if the address is taken (the error's `code` is `EADDRINUSE`), and with a
 * RangeError if a fault cannot be read.
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { port = 0, host = '127.0.0.1', latencyMillis = 0, chunkMillis = 0, seed = 'loupe' } = options
  const faults = (options.faults ?? []).map(parseFaultRule)
  const bodyLimitBytes = options.bodyLimitBytes ?? LIMIT_BYTES
  const state = createState()
  const server = createServer(createApp({ latencyMillis, chunkMillis, faults, seed, bodyLimitBytes, state }))
  const closeLive = attachLive(server, { seed, chunkMillis, bodyLimitBytes })
  await listen(server, port, host)
  const address = server.address() as AddressInfo
  const close = (): Promise<void> => {
    closeLive()
    return closeServer(server)
  }
  return {
    url: `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`,
    port: address.port,
    close,
    [Symbol.asyncDispose]: close,
  }
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
