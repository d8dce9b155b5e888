import type { Exporter } from './exporter.ts'
import type { Transport } from './transport.ts'
import { withRetries } from './with-retries.ts'

/** What a transport carries here is the batch. */
const NOTHING = new Uint8Array(0)

/** An exporter whose failures are told, and that tries again for a few seconds. `tell` wraps a transport. */
export const steadyExporter = (inner: Exporter, tell: (inner: Transport) => Transport): Exporter => ({
  get unit() {
    return inner.unit
  },
  export: (batch, signal) =>
    withRetries(tell({ send: (_body, until) => inner.export(batch, until) })).send(NOTHING, signal),
})
