import type { Client } from '../ingest/client.ts'

/**
 * Who is at the other end. Between addresses a server is shared first, so that no number of connections makes one machine
 * many; within an address between its connections, because behind 127.0.0.1, a proxy or a container's network there are
 * many programs, of which nothing else tells. What a request says of its origin (`X-Forwarded-For`, a user agent, an
 * experiment) is not asked: anybody may write it. A connection that is gone has no address any more, so ask early.
 */
export const clientOf = ({
  remoteAddress = '',
  remotePort = 0,
}: {
  readonly remoteAddress?: string | undefined
  readonly remotePort?: number | undefined
}): Client => ({ address: remoteAddress, connection: `${remoteAddress}:${remotePort}` })

/** The same of what gRPC calls a peer, as in `127.0.0.1:54321` or `::1:54321`. */
export const clientOfPeer = (peer: string): Client => ({ address: peer.replace(/:\d+$/, ''), connection: peer })
