import type { ServerConfig } from '../config.ts'
import type { StartFailure } from './start-failure.ts'

const LOOK_MILLIS = 1_000

/** Says why an address could not be bound; where the port is in use, whether by another Loupe. */
export async function bindFailure(
  { host, port }: Pick<ServerConfig, 'host' | 'port'>,
  { address, code, message }: { readonly address: string; readonly code: string; readonly message: string },
): Promise<StartFailure> {
  if (code !== 'EADDRINUSE') return { kind: 'cannot-bind', host, port, reason: message }
  return { kind: 'port-in-use', host, port, loupeVersion: await loupeVersionAt(address, port) }
}

/** The version of the Loupe server that answers there; undefined for anything else. */
async function loupeVersionAt(address: string, port: number): Promise<string | undefined> {
  const reachable = address === '0.0.0.0' ? '127.0.0.1' : address === '::' ? '::1' : address
  const host = reachable.includes(':') ? `[${reachable}]` : reachable
  try {
    const response = await fetch(`http://${host}:${port}/version`, { signal: AbortSignal.timeout(LOOK_MILLIS) })
    await response.body?.cancel()
    return response.headers.get('x-loupe-version') ?? undefined
  } catch {
    return undefined
  }
}
