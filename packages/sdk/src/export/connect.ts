import type { Environment } from '../config.ts'
import type { Diagnostics } from '../diagnostics.ts'
import type { Target } from '../process/destination.ts'
import { withAttachments } from './attachments.ts'
import { findWorkspace, readDatabricksUri, type DatabricksOptions } from './databricks/credentials.ts'
import { databricksExporter } from './databricks/databricks-exporter.ts'
import { readTextFile } from './databricks/read-text-file.ts'
import type { Exporter } from './exporter.ts'
import { httpTransport } from './http-transport.ts'
import { mlflowExporter } from './mlflow/mlflow-exporter.ts'
import { processOrigin } from './mlflow/process-origin.ts'
import { requestSender } from './mlflow/send-request.ts'
import { serverAddress } from './mlflow/server-credentials.ts'
import { serverScout } from './mlflow/server-scout.ts'
import { trackingExporter } from './mlflow/tracking-exporter.ts'
import { otlpExporter } from './otlp-exporter.ts'
import { backendExporter } from './otlp/backend-exporter.ts'
import { readOtlpSettings, type OtlpOptions } from './otlp/otlp-options.ts'
import { sendBlocking, type BlockingRequest } from './send-blocking.ts'
import { readServerAddress, type ServerAddress } from './server-address.ts'
import { steadyExporter } from './steady-exporter.ts'
import type { Transport } from './transport.ts'
import { withFailureReports } from './with-failure-reports.ts'
import { withRetries } from './with-retries.ts'

/** A video takes its time. */
const ATTACHMENT_TIMEOUT_MILLIS = 60_000

export interface ConnectParts {
  readonly diagnostics: Diagnostics
  readonly env: Environment
  readonly databricks: DatabricksOptions
  readonly otlp: OtlpOptions
}

/** The way to a target, with failures told and tried again. */
export function connect({ kind, uri }: Target, parts: ConnectParts): Exporter {
  if (kind === 'otlp') return toBackend(uri, parts)
  if (readDatabricksUri(uri) !== undefined) return toDatabricks(uri, parts)
  const address = serverAddress(uri, parts.env)
  return address === undefined ? toNowhere(parts) : toServer(address, parts)
}

function toServer(address: ServerAddress, { diagnostics, env }: ConnectParts): Exporter {
  const tell = (inner: Transport): Transport => withFailureReports(inner, address.baseUrl, diagnostics)
  const scout = serverScout(requestSender(), address)
  const otlp = otlpExporter({
    transport: withRetries(scout.watch(httpTransport(address), tell)),
    sendAtOnce: (bodies, timeoutMillis) =>
      sendBlocking(
        bodies.map((body) => spansRequest(address, body)),
        timeoutMillis,
      ),
  })
  const send = requestSender({ timeoutMillis: ATTACHMENT_TIMEOUT_MILLIS })
  const warn = (message: string): void => diagnostics.warn(`attachment ${address.baseUrl}`, message)
  return trackingExporter({
    straight: withAttachments(otlp, { ...address, send, sendAtOnce: sendBlocking, warn }),
    scout,
    mlflow: (takesSpans) =>
      steadyExporter(mlflowExporter({ send, connection: address, takesSpans, origin: processOrigin(env) }), tell),
  })
}

const spansRequest = ({ baseUrl, headers }: ServerAddress, body: Uint8Array<ArrayBuffer>): BlockingRequest => ({
  url: `${baseUrl}/v1/traces`,
  method: 'POST',
  headers: { ...headers, 'content-type': 'application/x-protobuf' },
  body,
})

function toDatabricks(uri: string, { diagnostics, env, databricks }: ConnectParts): Exporter {
  const sources = { options: databricks, env, readFile: readTextFile }
  const send = requestSender({ timeoutMillis: ATTACHMENT_TIMEOUT_MILLIS })
  const exporter = databricksExporter({
    send,
    findWorkspace: () => findWorkspace(uri, sources),
    origin: processOrigin(env),
  })
  return steadyExporter(exporter, (inner) => withFailureReports(inner, uri, diagnostics, ''))
}

function toBackend(url: string, { diagnostics, env, otlp }: ConnectParts): Exporter {
  const settings = { ...readOtlpSettings(otlp, env), url }
  const exporter = backendExporter(settings, requestSender(settings))
  return steadyExporter(exporter, (inner) => withFailureReports(inner, safeUri(url), diagnostics, 'Is it running?'))
}

function toNowhere({ diagnostics }: ConnectParts): Exporter {
  const transport: Transport = {
    send: async () => ({ status: 'refused', reason: 'it is not an http or https URL, nor databricks' }),
  }
  const told = withFailureReports(transport, 'the tracking URI', diagnostics)
  return otlpExporter({ transport: told, sendAtOnce: () => 0 })
}

/** The text of a file; undefined where there is none, or no disk. */
export { readTextFile as readFile } from './databricks/read-text-file.ts'

/** A target's URI without its password, to be shown and kept. */
export const safeUri = (uri: string): string => readServerAddress(uri)?.baseUrl ?? uri
