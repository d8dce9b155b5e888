import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Log } from '../log.ts'
import { trackConnections, type Connections } from './track-connections.ts'

export interface Listening {
  readonly port: number
  /** One for each address, the one to show first. */
  readonly urls: readonly string[]
  /** Takes no new requests; those in flight have `maxMillis` to end, then they are cut off. */
  stop(maxMillis: number): Promise<void>
}

export type ListenResult =
  | { readonly ok: true; readonly listening: Listening }
  | { readonly ok: false; readonly address: string; readonly code: string; readonly message: string }

const LOOPBACK_ADDRESSES = ['127.0.0.1', '::1']
/** How often a free port may turn out to be taken at the second address. */
const MAX_PORT_TRIES = 10
const STOP_POLL_MILLIS = 20

const TIMEOUTS = {
  headersTimeout: 15_000,
  requestTimeout: 120_000,
  // Longer than clients keep a connection: the side that sends must be the one that closes.
  keepAliveTimeout: 75_000,
}

/** Binds `host` (for `localhost` 127.0.0.1 and ::1 on one port); port 0 takes a free one. */
export async function listen(host: string, port: number, onRequest: RequestListener, log: Log): Promise<ListenResult> {
  const addresses = host === 'localhost' ? LOOPBACK_ADDRESSES : [host]
  for (let tries = 1; ; tries++) {
    const result = await bindAll(addresses, port, onRequest, log)
    if (!result.ok) {
      if (result.code === 'EADDRINUSE' && port === 0 && tries < MAX_PORT_TRIES) continue
      return result
    }
    const boundPort = portOf(result.bound[0]!.server)
    const shown = host === 'localhost' ? ['localhost', ...addresses.slice(0, result.bound.length)] : addresses
    const urls = shown.map((name) => `http://${name.includes(':') ? `[${name}]` : name}:${boundPort}`)
    const stop = (maxMillis: number): Promise<void> => stopAll(result.bound, maxMillis)
    return { ok: true, listening: { port: boundPort, urls, stop } }
  }
}

interface Bound {
  readonly server: Server
  readonly connections: Connections
}

type BindResult = { ok: true; bound: Bound[] } | { ok: false; address: string; code: string; message: string }

async function bindAll(
  addresses: readonly string[],
  port: number,
  onRequest: RequestListener,
  log: Log,
): Promise<BindResult> {
  const bound: Bound[] = []
  for (const address of addresses) {
    const server = createServer(TIMEOUTS, onRequest)
    const connections = trackConnections(server)
    const error = await bind(server, address, bound.length === 0 ? port : portOf(bound[0]!.server))
    if (error === undefined) bound.push({ server, connections })
    else if (address === '::1' && bound.length > 0 && isMissingFamily(error)) {
      log.warn('this machine has no IPv6 loopback: listening on 127.0.0.1 only')
    } else {
      await stopAll(bound, 0)
      return { ok: false, address, code: error.code ?? '', message: error.message }
    }
  }
  return { ok: true, bound }
}

const isMissingFamily = (error: NodeJS.ErrnoException): boolean =>
  error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT' || error.code === 'EINVAL'

const bind = (server: Server, host: string, port: number): Promise<NodeJS.ErrnoException | undefined> =>
  new Promise((resolve) => {
    server.once('error', resolve)
    // Without ipv6Only `::` would also take the IPv4 port, which is not what was asked for.
    server.listen({ host, port, ipv6Only: host === '::1' }, () => {
      server.off('error', resolve)
      resolve(undefined)
    })
  })

const portOf = (server: Server): number => (server.address() as AddressInfo).port

async function stopAll(bound: readonly Bound[], maxMillis: number): Promise<void> {
  const closed = Promise.all(bound.map(({ server }) => new Promise<void>((resolve) => server.close(() => resolve()))))
  const poll = setInterval(() => bound.forEach(({ connections }) => connections.closeIdle()), STOP_POLL_MILLIS)
  const cutOff = setTimeout(() => bound.forEach(({ server }) => server.closeAllConnections()), maxMillis)
  await closed
  clearInterval(poll)
  clearTimeout(cutOff)
}
