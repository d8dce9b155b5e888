import type { Condition, FilterTree, Order } from './filter-tree.ts'

/** What a search of experiments compares; times in milliseconds. */
export type ExperimentField =
  | { readonly entity: 'attribute'; readonly key: 'name' | 'experiment_id' | 'creation_time' | 'last_update_time' }
  | { readonly entity: 'tag'; readonly key: string }

/** No `matches`. Times are compared with numbers, all else with texts. */
export type ExperimentFilter = FilterTree<Condition<ExperimentField>>
/** Never by tag. */
export type ExperimentOrder = Order<Extract<ExperimentField, { entity: 'attribute' }>>

/** What a search of prompts compares. */
export type PromptField =
  | { readonly entity: 'attribute'; readonly key: 'name' }
  | { readonly entity: 'tag'; readonly key: string }

/** No `matches`; all is compared with texts. */
export type PromptFilter = FilterTree<Condition<PromptField>>
export type PromptOrder = Order<{
  readonly entity: 'attribute'
  readonly key: 'name' | 'creation_timestamp' | 'last_updated_timestamp'
}>

/** What a search of versions of prompts compares. */
export type PromptVersionField =
  | { readonly entity: 'attribute'; readonly key: 'name' | 'version_number' | 'run_id' | 'source_path' }
  | { readonly entity: 'tag'; readonly key: string }

/** No `matches`. Version numbers are compared with numbers, all else with texts. */
export type PromptVersionFilter = FilterTree<Condition<PromptVersionField>>
export type PromptVersionOrder = Order<{
  readonly entity: 'attribute'
  readonly key: 'name' | 'version_number' | 'creation_timestamp' | 'last_updated_timestamp'
}>

/** What a search of logged models compares; times in milliseconds. */
export type LoggedModelField =
  | {
      readonly entity: 'attribute'
      readonly key:
        | 'model_id'
        | 'name'
        | 'status'
        | 'model_type'
        | 'source_run_id'
        | 'creation_time'
        | 'last_updated_time'
    }
  /** Any value that was logged. */
  | { readonly entity: 'metric'; readonly key: string }
  | { readonly entity: 'param' | 'tag'; readonly key: string }

/** No `matches`. Metrics and times are compared with numbers, all else with texts. */
export type LoggedModelFilter = FilterTree<Condition<LoggedModelField>>
/** By an attribute or by the latest value of a metric, perhaps on a dataset. */
export type LoggedModelOrder = Order<Exclude<LoggedModelField, { entity: 'param' | 'tag' }>> & {
  readonly datasetName?: string
  readonly datasetDigest?: string
}

/** What a search of runs compares; times in milliseconds. */
export type RunField =
  | {
      readonly entity: 'attribute'
      readonly key: 'run_id' | 'run_name' | 'user_id' | 'status' | 'artifact_uri' | 'start_time' | 'end_time'
    }
  /** The value that was logged last. */
  | { readonly entity: 'metric'; readonly key: string }
  | { readonly entity: 'param' | 'tag'; readonly key: string }
  /** Of any dataset of the run. */
  | { readonly entity: 'dataset'; readonly key: 'name' | 'digest' | 'context' }

/** No `matches`. Metrics and times are compared with numbers, all else with texts. */
export type RunFilter = FilterTree<Condition<RunField>>
/** Never by dataset. */
export type RunOrder = Order<Exclude<RunField, { entity: 'dataset' }>>
