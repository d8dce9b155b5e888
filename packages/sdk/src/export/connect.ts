import type { Diagnostics } from '../diagnostics.ts'
import { httpTransport } from './http-transport.ts'
import { readServerAddress } from './server-address.ts'
import { sendBlocking } from './send-blocking.ts'
import type { Transport } from './transport.ts'
import { withFailureReports } from './with-failure-reports.ts'
import { withRetries } from './with-retries.ts'

/** The way to a server: HTTP, with failures told and tried again. */
export function connect(trackingUri: string, diagnostics: Diagnostics): Transport {
  const address = readServerAddress(trackingUri)
  if (address === undefined) return withFailureReports(notAnAddress, 'the tracking URI', diagnostics)
  return withRetries(withFailureReports(httpTransport(address), address.baseUrl, diagnostics))
}

const notAnAddress: Transport = {
  send: async () => ({ status: 'refused', reason: 'it is not an http or https URL' }),
}

/** A tracking URI without its password, to be shown and kept. */
export const safeUri = (trackingUri: string): string => readServerAddress(trackingUri)?.baseUrl ?? trackingUri

/** The way to a server for the last moment of a program; see `sendBlocking`. */
export function sendAtOnce(
  trackingUri: string,
  bodies: readonly Uint8Array<ArrayBuffer>[],
  timeoutMillis: number,
): number {
  const address = readServerAddress(trackingUri)
  return address === undefined ? 0 : sendBlocking(address, bodies, timeoutMillis)
}
