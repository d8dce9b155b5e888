import type { RunStatus } from '@loupe-ai/model'
import type { Generated } from 'kysely'
import type { LoggedModelTables } from './logged-model-tables.ts'
import type { PromptTables } from './prompt-tables.ts'

/** The tables as their rows are. Times are milliseconds since 1970. */
export interface MetadataTables extends PromptTables, LoggedModelTables {
  experiments: {
    id: Generated<number>
    name: string
    /** Null: the default, which follows from the id. */
    artifact_location: string | null
    lifecycle_stage: 'active' | 'deleted'
    created_millis: number
    updated_millis: number
  }
  experiment_tags: {
    experiment_id: number
    key: string
    value: string
  }
  runs: {
    run_id: string
    experiment_id: number
    name: string
    user_id: string
    status: RunStatus
    start_millis: number
    end_millis: number | null
    artifact_uri: string
    lifecycle_stage: 'active' | 'deleted'
  }
  run_params: RunEntry
  run_tags: RunEntry
  /** Everything that was logged. */
  run_metrics: RunMetric
  /** Of each key the latest: by step, then time, then value. */
  run_latest_metrics: RunMetric
  datasets: {
    dataset_id: string
    experiment_id: number
    name: string
    digest: string
    source_type: string
    source: string
    schema: string | null
    profile: string | null
  }
  run_datasets: { run_id: string; dataset_id: string }
  run_dataset_tags: RunEntry & { dataset_id: string }
  run_models: {
    run_id: string
    model_id: string
    role: 'input' | 'output'
    /** 0 for inputs. */
    step: number
  }
}

interface RunEntry {
  run_id: string
  key: string
  value: string
}

export interface RunMetric extends RunEntryKey {
  /** 0 for NaN. */
  value: number
  /** 1 or 0: not every database has booleans. */
  is_nan: number
  timestamp_millis: number
  step: number
}

interface RunEntryKey {
  run_id: string
  key: string
}
