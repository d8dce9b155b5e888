import type { Attributes } from '@loupe-ai/model'

/** Where the spans of a trace go and what is said of their origin. Fixed when the trace begins, never changed. */
export interface Destination {
  /** Of the server, e.g. `http://localhost:5000`. */
  readonly trackingUri: string
  /** The same object for all traces of one destination: spans are grouped by it. */
  readonly resource: Attributes
}
