import type { Attributes } from '@loupe-ai/model'

/** A place that takes spans. */
export interface Target {
  /** `tracking`: a Loupe or MLflow server or Databricks, by its tracking URI. `otlp`: any OTLP backend. */
  readonly kind: 'tracking' | 'otlp'
  /** E.g. `http://localhost:5000`. */
  readonly uri: string
}

/** Where the spans of a trace go and what is said of their origin. Fixed when the trace begins, never changed. */
export interface Destination {
  /** Each gets every span. */
  readonly targets: readonly Target[]
  /** The same object for all traces of one destination: spans are grouped by it. */
  readonly resource: Attributes
}
