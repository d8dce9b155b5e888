import { TRACE_TAG, type Experiment, type ExperimentId, type TraceInfo } from '@loupe-ai/model'
import type { ExperimentStore } from '@loupe-ai/store'
import { traceArtifactLocation } from '../artifacts/artifact-location.ts'
import type { ClientKind } from '../http/client-kind.ts'

/** By which MLflow's clients know that spans are read from the server, not from an artifact (mlflow-wire.md §3.5). */
const IN_TRACKING_STORE = 'TRACKING_STORE'

/**
 * The tags that the server itself gives to traces, in answers only: they follow from what is stored and who asks. A
 * workspace's client reads and writes spans as an artifact in any case, and looks for it where no tag says otherwise.
 */
export async function withServerTags(
  infos: readonly TraceInfo[],
  experiments: Pick<ExperimentStore, 'get'>,
  client: ClientKind = 'other',
): Promise<TraceInfo[]> {
  const found = new Map<ExperimentId, Experiment | undefined>()
  for (const { experimentId } of infos) {
    if (!found.has(experimentId)) found.set(experimentId, await experiments.get(experimentId))
  }
  return infos.map((info) => ({
    ...info,
    tags: {
      ...info.tags,
      [TRACE_TAG.artifactLocation]: traceArtifactLocation(info, found.get(info.experimentId), client),
      ...(client !== 'databricks' && { [TRACE_TAG.spansLocation]: IN_TRACKING_STORE }),
    },
  }))
}

/** `info` without the tag that tells clients to keep their spans to themselves: not all of them are here yet. */
export function withoutSpansLocation(info: TraceInfo): TraceInfo {
  const { [TRACE_TAG.spansLocation]: _, ...tags } = info.tags
  return { ...info, tags }
}

/** What a client says of a trace, without what only the server may say. */
export function withoutServerTags(tags: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const { [TRACE_TAG.spansLocation]: _, [TRACE_TAG.artifactLocation]: __, ...others } = tags
  return others
}
