import { experimentOfHeader, type ExperimentDirectory } from './choose-experiment.ts'
import type { RequestOrigin } from './take-traces.ts'

/** Run ids are 32 hex digits; others' backends may use other texts (mlflow-wire.md §8). */
const RUN_ID = /^[\w-]{1,250}$/

/** What the headers, or gRPC's metadata, say of all spans of a request. Throws an ApiError for an unknown experiment. */
export async function readOrigin(
  header: (name: string) => string | undefined,
  experiments: ExperimentDirectory,
): Promise<RequestOrigin> {
  const runId = header('x-mlflow-run-id')
  return {
    experimentId: await experimentOfHeader(experiments, header('x-mlflow-experiment-id')),
    // As in MLflow a run that cannot be linked does not cost the spans.
    runId: runId !== undefined && RUN_ID.test(runId) ? runId : undefined,
  }
}
