import type {
  ExperimentId,
  LoggedModel,
  LoggedModelFilter,
  LoggedModelOrder,
  LoggedModelStatus,
  Page,
} from '@loupe-ai/model'
import type { Param, ParamConflict } from './run-store.ts'

export interface NewLoggedModel {
  readonly experimentId: ExperimentId
  readonly name: string
  readonly modelType: string
  readonly sourceRunId: string
  /** Of the experiment: the model's own folder is below it. */
  readonly artifactRoot: string
  readonly params: Readonly<Record<string, string>>
  readonly tags: Readonly<Record<string, string>>
}

export interface DatasetName {
  readonly name: string
  /** Any when absent. */
  readonly digest?: string
}

export interface LoggedModelQuery {
  readonly experimentIds: readonly ExperimentId[]
  readonly filter?: LoggedModelFilter
  /** Only models that were measured on one of these. */
  readonly datasets?: readonly DatasetName[]
  /** Ties, and without any order all: newest first, then by id. What lacks the metric comes last. */
  readonly orderBy?: readonly LoggedModelOrder[]
  readonly maxResults: number
  readonly pageToken?: string
}

/** Keeps logged models. What runs measure of them comes by way of the runs. */
export interface LoggedModelStore {
  /** Pending. */
  create(model: NewLoggedModel): Promise<LoggedModel>
  /** Deleted ones too. */
  get(id: string): Promise<LoggedModel | undefined>
  /** Undefined for an unknown model. */
  finalize(id: string, status: LoggedModelStatus): Promise<LoggedModel | undefined>
  /** False for an unknown model. */
  delete(id: string): Promise<boolean>
  /** A parameter never changes its value. */
  addParams(
    id: string,
    params: readonly Param[],
  ): Promise<
    { readonly status: 'done' | 'unknown' } | { readonly status: 'conflict'; readonly params: readonly ParamConflict[] }
  >
  /** False for an unknown model. Of a repeated key the last one stands. */
  setTags(id: string, tags: readonly Param[]): Promise<boolean>
  deleteTag(id: string, key: string): Promise<'done' | 'unknown' | 'no-tag'>
  /** Without deleted ones. Rejects with InvalidPageToken. */
  search(query: LoggedModelQuery): Promise<Page<LoggedModel>>
}
