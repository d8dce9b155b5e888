import { encodeSpans } from './encode-spans.ts'
import type { ExportBatch, Exporter } from './exporter.ts'
import type { Transport } from './transport.ts'

export interface OtlpExporterParts {
  readonly transport: Transport
  /** Sends bodies while the program stands still; how many arrived. */
  sendAtOnce(bodies: readonly Uint8Array<ArrayBuffer>[], timeoutMillis: number): number
}

/** One OTLP request for each batch. Whoever takes partial spans says so in its outcome. */
export function otlpExporter({ transport, sendAtOnce }: OtlpExporterParts): Exporter {
  const bodyOf = ({ spans, partials }: ExportBatch): Uint8Array<ArrayBuffer> => encodeSpans([...spans, ...partials])
  return {
    unit: 'span',
    export: (batch, signal) => transport.send(bodyOf(batch), signal),
    exportAtOnce: (batches, timeoutMillis) => sendAtOnce(batches.map(bodyOf), timeoutMillis),
  }
}
