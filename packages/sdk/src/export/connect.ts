import type { Diagnostics } from '../diagnostics.ts'
import type { Target } from '../process/destination.ts'
import { withAttachments } from './attachments.ts'
import type { Exporter } from './exporter.ts'
import { httpTransport } from './http-transport.ts'
import { requestSender } from './mlflow/send-request.ts'
import { otlpExporter } from './otlp-exporter.ts'
import { sendBlocking } from './send-blocking.ts'
import { readServerAddress } from './server-address.ts'
import { withFailureReports } from './with-failure-reports.ts'
import { withRetries } from './with-retries.ts'
import type { Transport } from './transport.ts'

/** A video takes its time. */
const ATTACHMENT_TIMEOUT_MILLIS = 60_000

export interface ConnectParts {
  readonly diagnostics: Diagnostics
}

/** The way to a target, with failures told and tried again. */
export function connect({ uri }: Target, { diagnostics }: ConnectParts): Exporter {
  const address = readServerAddress(uri)
  if (address === undefined)
    return otlpExporter({
      transport: withFailureReports(notAnAddress, 'the tracking URI', diagnostics),
      sendAtOnce: () => 0,
    })
  const otlp = otlpExporter({
    transport: withRetries(withFailureReports(httpTransport(address), address.baseUrl, diagnostics)),
    sendAtOnce: (bodies, timeoutMillis) => sendBlocking(address, bodies, timeoutMillis),
  })
  return withAttachments(otlp, {
    ...address,
    send: requestSender({ timeoutMillis: ATTACHMENT_TIMEOUT_MILLIS }),
    warn: (message) => diagnostics.warn(`attachment ${address.baseUrl}`, message),
  })
}

const notAnAddress: Transport = {
  send: async () => ({ status: 'refused', reason: 'it is not an http or https URL' }),
}

/** A target's URI without its password, to be shown and kept. */
export const safeUri = (uri: string): string => readServerAddress(uri)?.baseUrl ?? uri
