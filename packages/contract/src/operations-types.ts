/** What retention took away, or would take away. Times in milliseconds since 1970. */
export type RetentionStepJson =
  /** Everything that began in a week. */
  | {
      readonly kind: 'week'
      readonly start_millis: number
      readonly end_millis: number
      readonly traces: number
      readonly bytes: number
    }
  /** The oldest traces of an experiment. */
  | {
      readonly kind: 'experiment'
      readonly experiment_id: string
      readonly name: string
      readonly reason: 'age' | 'size'
      readonly traces: number
    }

/** Living with a server: what is kept, and copies of it. */
export interface OperationsEndpoints {
  applyRetention: {
    /** `max_seconds`: ends after about so long; asked again it goes on. */
    request: { dry_run?: boolean; max_seconds?: number }
    /** `is_complete`: false if there is more to delete. */
    response: { steps: RetentionStepJson[]; warnings: string[]; is_complete: boolean }
  }
  createBackup: {
    /** `base`: the name of an earlier one; only what changed since is written then. A name is made when absent. */
    request: { name?: string; base?: string }
    /** `path`: absolute, on the server's machine. */
    response: { name: string; path: string; bytes: number; millis: number }
  }
}
