import type { TraceId } from '@loupe-ai/model'
import type { ArtifactPath, ArtifactStore } from './artifact-store.ts'

/**
 * Where what belongs to a trace lies: the end of MLflow's artifact path, `traces/<trace id>/artifacts/…`
 * (mlflow-wire.md §6.2). What stands before that in an URI, the root of the experiment, is left out: bytes may come
 * before anybody knows of which experiment their trace is, and the experiment may change.
 */
const folderOf = (traceId: TraceId): ArtifactPath => ['traces', traceId]

export const traceArtifactPath = (traceId: TraceId, ...names: string[]): ArtifactPath => [
  ...folderOf(traceId),
  'artifacts',
  ...names,
]

/** Media of a trace (mlflow-wire.md §4.10). */
export const attachmentPath = (traceId: TraceId, attachmentId: string): ArtifactPath =>
  traceArtifactPath(traceId, 'attachments', attachmentId)

/** Goes with the traces themselves: whoever deletes them calls it after that. */
export async function deleteTraceArtifacts(
  artifacts: Pick<ArtifactStore, 'deleteBelow'>,
  traceIds: readonly TraceId[],
): Promise<void> {
  for (const traceId of traceIds) await artifacts.deleteBelow(folderOf(traceId))
}
