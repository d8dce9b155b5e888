import type { Generated } from 'kysely'

/** The tables as their rows are. Times are milliseconds since 1970. */
export interface MetadataTables {
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
}
