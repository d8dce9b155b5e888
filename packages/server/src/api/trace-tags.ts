import { TRACE_TAG, type Experiment, type ExperimentId, type TraceInfo } from '@loupe-ai/model'
import type { ExperimentStore } from '@loupe-ai/store'

/** By which MLflow's clients know that spans are read from the server, not from an artifact (mlflow-wire.md §3.5). */
const IN_TRACKING_STORE = 'TRACKING_STORE'

/** The tags that the server itself gives to traces, in answers only: they follow from what is stored. */
export async function withServerTags(
  infos: readonly TraceInfo[],
  experiments: Pick<ExperimentStore, 'get'>,
): Promise<TraceInfo[]> {
  const found = new Map<ExperimentId, Experiment | undefined>()
  for (const { experimentId } of infos) {
    if (!found.has(experimentId)) found.set(experimentId, await experiments.get(experimentId))
  }
  return infos.map((info) => ({
    ...info,
    tags: {
      ...info.tags,
      [TRACE_TAG.artifactLocation]: artifactLocationOf(info, found.get(info.experimentId)),
      [TRACE_TAG.spansLocation]: IN_TRACKING_STORE,
    },
  }))
}

/** `info` without the tag that tells clients to keep their spans to themselves: none is known of this trace yet. */
export function withoutSpansLocation(info: TraceInfo): TraceInfo {
  const { [TRACE_TAG.spansLocation]: _, ...tags } = info.tags
  return { ...info, tags }
}

function artifactLocationOf({ traceId, experimentId }: TraceInfo, experiment: Experiment | undefined): string {
  const root = experiment?.artifactLocation ?? `mlflow-artifacts:/${experimentId}`
  return `${root.replace(/\/+$/, '')}/traces/${traceId}/artifacts`
}
