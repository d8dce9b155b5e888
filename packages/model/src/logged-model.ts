import type { LifecycleStage } from './experiment.ts'
import type { ExperimentId } from './ids.ts'
import type { Metric, RunId } from './run.ts'
import type { UnixMillis } from './time.ts'

export type LoggedModelStatus = 'PENDING' | 'READY' | 'FAILED'

/** A version of an application or agent, to which traces, parameters and metrics point by its id. */
export interface LoggedModel {
  /** `m-` and 32 hex digits. */
  readonly modelId: string
  readonly experimentId: ExperimentId
  readonly name: string
  readonly status: LoggedModelStatus
  readonly createdMillis: UnixMillis
  readonly updatedMillis: UnixMillis
  readonly artifactUri: string
  readonly modelType: string
  /** Empty when no run made it. */
  readonly sourceRunId: string
  readonly lifecycleStage: LifecycleStage
  readonly params: Readonly<Record<string, string>>
  readonly tags: Readonly<Record<string, string>>
  /** All that runs logged of it. */
  readonly metrics: readonly ModelMetric[]
}

/** What a run measured of a model, perhaps on a dataset. */
export interface ModelMetric extends Metric {
  readonly modelId: string
  readonly runId: RunId
  readonly datasetName?: string
  readonly datasetDigest?: string
}
