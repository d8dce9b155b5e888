import type {
  DatasetInput,
  ExperimentId,
  LifecycleStage,
  Metric,
  ModelOutput,
  Page,
  Run,
  RunFilter,
  RunId,
  RunInfo,
  RunOrder,
  RunStatus,
  UnixMillis,
} from '@loupe-ai/model'
import type { ViewType } from './experiment-store.ts'

export interface NewRun {
  readonly experimentId: ExperimentId
  readonly name: string
  readonly userId: string
  readonly startMillis: UnixMillis
  /** Of the experiment: the run's own folder is below it. */
  readonly artifactRoot: string
  readonly tags: Readonly<Record<string, string>>
}

/** What is absent stays. */
export interface RunChange {
  /** Also the tag `mlflow.runName`. */
  readonly name?: string
  readonly status?: RunStatus
  readonly endMillis?: UnixMillis
}

/** What is said of a run at once: all of it is stored, or nothing. */
export interface RunEntries {
  readonly metrics?: readonly LoggedMetric[]
  readonly params?: readonly Param[]
  readonly tags?: readonly Param[]
}

/** A value of a metric, which may also speak of a logged model, perhaps on a dataset. */
export interface LoggedMetric extends Metric {
  readonly modelId?: string
  readonly datasetName?: string
  readonly datasetDigest?: string
}

export interface Param {
  readonly key: string
  readonly value: string
}

export interface ParamConflict {
  readonly key: string
  readonly oldValue: string
  readonly newValue: string
}

/** Why nothing was written: there is no such run, or it is deleted. */
export type RunRefusal = { readonly status: 'unknown' } | { readonly status: 'deleted' }

export type LogOutcome =
  | { readonly status: 'done' }
  | RunRefusal
  /** A parameter never changes its value. */
  | { readonly status: 'conflict'; readonly params: readonly ParamConflict[] }

export interface RunQuery {
  readonly experimentIds: readonly ExperimentId[]
  readonly viewType: ViewType
  readonly filter?: RunFilter
  /** Ties, and without any order all: latest start first, then by id. What lacks the field comes last. */
  readonly orderBy?: readonly RunOrder[]
  readonly maxResults: number
  readonly pageToken?: string
}

export interface MetricHistoryQuery {
  readonly runId: RunId
  readonly key: string
  /** All when absent. */
  readonly maxResults?: number
  readonly pageToken?: string
}

/** Keeps runs: what was logged while a program or an evaluation ran. Writers at the same time lose nothing to each other. */
export interface RunStore {
  create(run: NewRun): Promise<Run>
  /** Deleted ones too. */
  get(id: RunId): Promise<Run | undefined>
  update(id: RunId, change: RunChange): Promise<{ readonly status: 'done'; readonly info: RunInfo } | RunRefusal>
  /** False for an unknown run. */
  move(id: RunId, stage: LifecycleStage): Promise<boolean>
  log(id: RunId, entries: RunEntries): Promise<LogOutcome>
  deleteTag(id: RunId, key: string): Promise<{ readonly status: 'done' | 'no-tag' } | RunRefusal>
  /** A dataset or model that the run has already is left as it is. */
  addInputs(
    id: RunId,
    inputs: { readonly datasets?: readonly DatasetInput[]; readonly models?: readonly string[] },
  ): Promise<{ readonly status: 'done' } | RunRefusal>
  addOutputs(id: RunId, models: readonly ModelOutput[]): Promise<{ readonly status: 'done' } | RunRefusal>
  /** Oldest first. Rejects with InvalidPageToken. */
  metricHistory(query: MetricHistoryQuery): Promise<Page<Metric>>
  /** Rejects with InvalidPageToken. Pages stay stable while runs come and go. */
  search(query: RunQuery): Promise<Page<Run>>
}
