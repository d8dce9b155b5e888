import type { ExperimentId, TraceId, UnixMillis } from '@loupe-ai/model'

/** What began in one week is stored together, so that it can go together: at once, and with its room on the disk. */
export interface StoredWeek {
  /** Weeks since 1970, Thursdays at midnight UTC. */
  readonly week: number
  readonly startMillis: UnixMillis
  /** When the next begins. */
  readonly endMillis: UnixMillis
  /** On disk, with what was deleted and is not freed yet. */
  readonly bytes: number
  readonly traces: number
  /** Under which something of it is stored. */
  readonly experimentIds: readonly ExperimentId[]
}

export interface ExperimentSize {
  readonly experimentId: ExperimentId
  readonly traces: number
  /** On disk, by its share of the rows: what experiments have is stored together. */
  readonly bytes: number
}

export type DropOutcome =
  | { readonly dropped: true; readonly traces: number }
  /** Traces that are in this week and in another, too: they must go first, or the week must stay. */
  | {
      readonly dropped: false
      readonly straddlers: readonly {
        readonly traceId: TraceId
        readonly experimentId: ExperimentId
        readonly startMillis: number
      }[]
    }

/** What of a TraceStore keeps it from growing for ever. */
export interface Retention {
  /** Oldest first. Empty where weeks cannot be dropped: on a cluster. */
  storedWeeks(): Promise<StoredWeek[]>
  /** Of every experiment with traces; deleted traces do not count. */
  experimentSizes(): Promise<ExperimentSize[]>
  /** Of these traces those that would go with the week. */
  tracesOfWeek(week: number, ids: readonly TraceId[]): Promise<TraceId[]>
  /**
   * Takes everything away that began in a week, what was said of it too, and frees its room. Unlike a deleted trace, one
   * that comes again then is there again.
   */
  dropWeek(week: number): Promise<DropOutcome>
  /** Frees the room of deleted traces where there is much of it. Gives the number of pieces that were written anew. */
  freeSpace(): Promise<number>
}
