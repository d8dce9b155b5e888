import type { Experiment, ExperimentFilter, ExperimentId, ExperimentOrder, LifecycleStage, Page } from '@loupe-ai/model'

export type ViewType = 'ACTIVE_ONLY' | 'DELETED_ONLY' | 'ALL'

export interface ExperimentQuery {
  readonly viewType: ViewType
  readonly filter?: ExperimentFilter
  /** Newest first when empty; ties always by id, latest first. */
  readonly orderBy?: readonly ExperimentOrder[]
  readonly maxResults: number
  readonly pageToken?: string
}

export interface NewExperiment {
  readonly name: string
  /** `mlflow-artifacts:/<id>` when absent. */
  readonly artifactLocation?: string
  readonly tags?: Readonly<Record<string, string>>
}

/** What is absent stays. */
export interface ExperimentChange {
  readonly name?: string
  readonly lifecycleStage?: LifecycleStage
}

/** Keeps experiments. Names are unique, deleted ones included; experiment `0` (`Default`) is there from the start. */
export interface ExperimentStore {
  /** Two callers at once with one name: one creates it, the other is told that it exists. */
  create(
    experiment: NewExperiment,
  ): Promise<{ created: true; experiment: Experiment } | { created: false; existing: Experiment }>
  get(id: ExperimentId): Promise<Experiment | undefined>
  getByName(name: string): Promise<Experiment | undefined>
  /** Also says when it was changed; its runs are deleted and restored with it. `taken`: another experiment, perhaps a deleted one, has the name. */
  update(id: ExperimentId, change: ExperimentChange): Promise<'done' | 'unknown' | 'taken'>
  /** Sets the tag, or gives it another value; nothing for an unknown experiment. */
  setTag(id: ExperimentId, key: string, value: string): Promise<void>
  /** False if there was none. */
  deleteTag(id: ExperimentId, key: string): Promise<boolean>
  /** Rejects with InvalidPageToken. Pages stay stable while experiments come. */
  search(query: ExperimentQuery): Promise<Page<Experiment>>
  close(): Promise<void>
}
