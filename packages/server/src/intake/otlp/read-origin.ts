import { ApiError } from '../../http/api-error.ts'
import { experimentOfHeader, type ExperimentDirectory } from './choose-experiment.ts'
import { RPC_CODE } from './rpc-status.ts'
import type { RequestOrigin } from './take-traces.ts'

export type OriginResult =
  | { readonly ok: true; readonly said: RequestOrigin }
  /** The experiment's header is no id, or one that `isMissing`. */
  | { readonly ok: false; readonly isMissing: boolean; readonly message: string }

/** Run ids are 32 hex digits; other servers' may be other texts (mlflow-wire.md §8). */
const RUN_ID = /^[\w-]{1,250}$/

/** What the headers, or gRPC's metadata, say of all spans of a request. */
export async function readOrigin(
  header: (name: string) => string | undefined,
  experiments: ExperimentDirectory,
): Promise<OriginResult> {
  const runId = header('x-mlflow-run-id')
  try {
    const experimentId = await experimentOfHeader(experiments, header('x-mlflow-experiment-id'))
    // As in MLflow a run that cannot be linked does not cost the spans.
    return { ok: true, said: { experimentId, runId: runId !== undefined && RUN_ID.test(runId) ? runId : undefined } }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return { ok: false, isMissing: error.code === 'RESOURCE_DOES_NOT_EXIST', message: error.message }
  }
}

/** google.rpc.Code of an origin that cannot be used. */
export const codeOf = ({ isMissing }: { readonly isMissing: boolean }): number =>
  isMissing ? RPC_CODE.notFound : RPC_CODE.invalidArgument
