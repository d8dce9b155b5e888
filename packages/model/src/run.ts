import type { LifecycleStage } from './experiment.ts'
import type { Branded, ExperimentId } from './ids.ts'
import type { UnixMillis } from './time.ts'

/** 32 lower-case hex digits. */
export type RunId = Branded<string, 'RunId'>

/** Every status that MLflow knows. */
export const RUN_STATUSES = ['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED'] as const

export type RunStatus = (typeof RUN_STATUSES)[number]

/** The tag that always says the same as a run's name. */
export const RUN_NAME_TAG = 'mlflow.runName'

/** One execution of a program or an evaluation, within an experiment. */
export interface RunInfo {
  readonly runId: RunId
  readonly name: string
  readonly experimentId: ExperimentId
  /** Who started it; may be empty. */
  readonly userId: string
  readonly status: RunStatus
  readonly startMillis: UnixMillis
  readonly endMillis?: UnixMillis
  readonly artifactUri: string
  readonly lifecycleStage: LifecycleStage
}

export interface Metric {
  readonly key: string
  /** May be NaN. Infinities are kept as the largest numbers, as MLflow does. */
  readonly value: number
  readonly timestampMillis: UnixMillis
  readonly step: number
}

/** A dataset that a run read, with the tags of that reading, e.g. `mlflow.data.context`. */
export interface DatasetInput {
  readonly name: string
  readonly digest: string
  readonly sourceType: string
  readonly source: string
  readonly schema?: string
  readonly profile?: string
  readonly tags: Readonly<Record<string, string>>
}

export interface ModelOutput {
  readonly modelId: string
  readonly step: number
}

export interface Run extends RunInfo {
  /** Of each key the latest: by step, then time, then value. */
  readonly metrics: readonly Metric[]
  readonly params: Readonly<Record<string, string>>
  readonly tags: Readonly<Record<string, string>>
  readonly datasets: readonly DatasetInput[]
  /** Ids of logged models that it used. */
  readonly modelInputs: readonly string[]
  readonly modelOutputs: readonly ModelOutput[]
}
