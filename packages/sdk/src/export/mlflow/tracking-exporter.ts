import type { ExportBatch, Exporter } from '../exporter.ts'
import type { SendOutcome } from '../transport.ts'
import type { Connection } from './call-json.ts'
import { mlflowExporter } from './mlflow-exporter.ts'
import { probeServer } from './probe-server.ts'
import type { SendRequest } from './send-request.ts'

export interface TrackingExporterParts {
  /** To a server that takes OTLP as it is: Loupe, or a collector. */
  readonly otlp: Exporter
  readonly send: SendRequest
  readonly connection: Connection
}

/**
 * To whatever listens at a tracking address. Loupe needs nothing but OTLP, so that is tried first; a server that refuses
 * it is asked once what it is.
 */
export function trackingExporter({ otlp, send, connection }: TrackingExporterParts): Exporter {
  let settled: Exporter | undefined

  async function settle(first: SendOutcome, batch: ExportBatch, signal: AbortSignal): Promise<SendOutcome> {
    if (first.status === 'accepted') settled = otlp
    if (first.status !== 'refused') return first
    const server = await probeServer(send, connection, signal)
    if (!('kind' in server)) return first
    settled = server.kind === 'loupe' ? otlp : mlflowExporter({ send, connection, takesSpans: server.takesSpans })
    return settled === otlp ? first : await settled.export(batch, signal)
  }

  return {
    get unit() {
      return (settled ?? otlp).unit
    },
    async export(batch, signal) {
      if (settled !== undefined) return await settled.export(batch, signal)
      return await settle(await otlp.export(batch, signal), batch, signal)
    },
    exportAtOnce: (batches, timeoutMillis) => (settled ?? otlp).exportAtOnce?.(batches, timeoutMillis) ?? 0,
  }
}
