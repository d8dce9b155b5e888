import type { Exporter } from '../exporter.ts'
import type { ServerScout } from './server-scout.ts'

export interface TrackingExporterParts {
  /** To a server that takes OTLP as it is: Loupe, or a collector. `scout` watches it. */
  readonly straight: Exporter
  readonly scout: ServerScout
  readonly mlflow: (takesSpans: boolean) => Exporter
}

/** To whatever listens at a tracking address: Loupe needs nothing but OTLP, so that is tried first; MLflow refuses it. */
export function trackingExporter({ straight, scout, mlflow }: TrackingExporterParts): Exporter {
  let toMlflow: Exporter | undefined
  return {
    get unit() {
      return (toMlflow ?? straight).unit
    },
    async export(batch, signal) {
      if (toMlflow !== undefined) return await toMlflow.export(batch, signal)
      const outcome = await straight.export(batch, signal)
      if (outcome.status !== 'refused' || scout.kind !== 'mlflow') return outcome
      toMlflow = mlflow(scout.takesSpans)
      return await toMlflow.export(batch, signal)
    },
    exportAtOnce: (batches, timeoutMillis) => (toMlflow ?? straight).exportAtOnce?.(batches, timeoutMillis) ?? 0,
  }
}
