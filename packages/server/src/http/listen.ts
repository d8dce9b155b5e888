import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Log } from '../log.ts'

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
    const boundPort = portOf(result.servers[0]!)
    const shown = host === 'localhost' ? ['localhost', ...addresses.slice(0, result.servers.length)] : addresses
    const urls = shown.map((name) => `http://${name.includes(':') ? `[${name}]` : name}:${boundPort}`)
    return { ok: true, listening: { port: boundPort, urls, stop: (millis) => stopAll(result.servers, millis) } }
  }
}

type BindResult = { ok: true; servers: Server[] } | { ok: false; address: string; code: string; message: string }

async function bindAll(
  addresses: readonly string[],
  port: number,
  onRequest: RequestListener,
  log: Log,
): Promise<BindResult> {
  const servers: Server[] = []
  for (const address of addresses) {
    const server = createServer(TIMEOUTS, onRequest)
    const error = await bind(server, address, servers.length === 0 ? port : portOf(servers[0]!))
    if (error === undefined) servers.push(server)
    else if (address === '::1' && servers.length > 0 && isMissingFamily(error)) {
      log.warn('this machine has no IPv6 loopback: listening on 127.0.0.1 only')
    } else {
      await stopAll(servers, 0)
      return { ok: false, address, code: error.code ?? '', message: error.message }
    }
  }
  return { ok: true, servers }
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

async function stopAll(servers: readonly Server[], maxMillis: number): Promise<void> {
  const closed = Promise.all(servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve()))))
  // A connection whose request ends while we wait would otherwise stay open for its keep-alive time.
  const poll = setInterval(() => servers.forEach((server) => server.closeIdleConnections()), STOP_POLL_MILLIS)
  const cutOff = setTimeout(() => servers.forEach((server) => server.closeAllConnections()), maxMillis)
  await closed
  clearInterval(poll)
  clearTimeout(cutOff)
}
