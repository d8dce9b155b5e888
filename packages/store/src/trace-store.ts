import type {
  ExperimentId,
  Filter,
  MetricPoint,
  ModelCall,
  OrderBy,
  Page,
  Repricing,
  Span,
  TraceEdit,
  TraceId,
  TraceInfo,
  TraceRecord,
  UnixMillis,
} from '@loupe-ai/model'
import type { Retention } from './retention.ts'
import type { MetricQuery } from './metric-query.ts'

export interface TraceQuery {
  readonly experimentIds: readonly ExperimentId[]
  readonly filter?: Filter
  /** Newest first when empty; ties always by start descending, then by trace id. */
  readonly orderBy?: readonly OrderBy[]
  readonly maxResults: number
  readonly pageToken?: string
}

/** Traces of one experiment: those of `ids` that are in it, or those that began at a moment or before it. */
export type TraceSelection =
  | { readonly experimentId: ExperimentId; readonly ids: readonly TraceId[] }
  | { readonly experimentId: ExperimentId; readonly maxStartMillis: UnixMillis; readonly maxTraces?: number }

/** What was said of a trace beside its spans, in the order in which it was said: what StartTraceV3 said comes first. */
export interface TraceSayings {
  readonly traceId: TraceId
  readonly record?: TraceRecord
  readonly edits: readonly TraceEdit[]
}

/** Something that is stored of a trace, on its way to another store. */
export type StoredPiece =
  | { readonly kind: 'spans'; readonly traceId: TraceId; readonly spans: readonly Span[] }
  | { readonly kind: 'sayings'; readonly sayings: TraceSayings }

/** The token was not made by this store. */
export class InvalidPageToken extends Error {}

/** Something was deleted since the spans were prepared that they may refer to: prepare them anew. */
export class PreparedTooEarly extends Error {}

/** Spans on their way into the store. What is inside is the store's own. */
export interface PreparedSpans {
  readonly count: number
  /** What they hold of memory, roughly. */
  readonly bytes: number
}

/**
 * Keeps spans and finds them again. What an insert promised when it resolved survives the death of the process, and is
 * in the very next read. Every insert may be repeated, split and reordered: the stored result is the same.
 */
export interface TraceStore extends Retention {
  /** From so many spans on a trace is full. */
  readonly maxTraceSpans: number
  /**
   * Whether the span's trace was not full at the last commit that touched it. Who takes spans from elsewhere asks before
   * an insert, which takes all; so a trace exceeds its limit by what is on its way, and by one commit after the store was
   * opened. True in any case for a root, for some thousand beyond the limit, and for the end of a span that runs.
   */
  hasRoomFor(span: Pick<Span, 'traceId' | 'spanId' | 'parentId'>): boolean
  /** Rejects with a RangeError, and stores none of `spans`, if a time is below 0 or does not fit in 64 bits. */
  insertSpans(spans: readonly Span[]): Promise<void>
  /** Does what can be done before a commit, span by span. Throws a RangeError as `insertSpans` rejects. */
  prepareSpans(spans: Iterable<Span>): PreparedSpans
  /**
   * Stores, all together, what `prepareSpans` of this store gave; once each, or again after it failed. Rejects with
   * PreparedTooEarly, and stores nothing.
   */
  insertPrepared(prepared: readonly PreparedSpans[]): Promise<void>
  /** What StartTraceV3 said. Repeating merges: later fields, tags, metadata and assessments win over earlier ones. */
  putTraceRecord(record: TraceRecord): Promise<void>
  /** In the order of `ids`; unknown ones are left out. */
  getTraceInfos(ids: readonly TraceId[]): Promise<TraceInfo[]>
  /**
   * Roots first, then by start time; empty for an unknown trace. With the events that edits added to them, and what these
   * say as inputs and outputs where the span itself has none.
   */
  getSpans(id: TraceId): Promise<Span[]>
  /** Rejects with InvalidPageToken. Pages stay stable while data arrives. */
  searchTraces(query: TraceQuery): Promise<Page<TraceInfo>>
  /** The spans of these traces that used tokens, with what they cost now. */
  getModelCalls(ids: readonly TraceId[]): Promise<ModelCall[]>
  /** From then on these costs stand, also when a span is delivered again. */
  reprice(costs: readonly Repricing[]): Promise<void>
  /**
   * Says something of a trace after the fact; see TraceEdit. What was said of an unknown trace shows once it is there.
   * Edits of different things are never lost to each other, whoever makes them at once.
   */
  editTrace(id: TraceId, edits: readonly TraceEdit[]): Promise<void>
  /**
   * Everything that is stored of these traces, in the order of `ids`: the spans of each as they were sent, some at a time,
   * then what was said of it, if anything was, events of spans some at a time. Deleted and unknown ones are left out. Never holds all of it at once.
   */
  readTraces(ids: readonly TraceId[]): AsyncIterable<StoredPiece>
  /** Says of traces what `readTraces` of another store gave, all together. Safe to repeat. */
  restoreSayings(sayings: readonly TraceSayings[]): Promise<void>
  /**
   * Writes everything, as it is between two commits, into a new folder; with `base`, an earlier one, only what is not
   * there. Commits wait for a moment, not for the copying. Rejects where the engine makes no backups.
   */
  backUp(folder: string, base?: string): Promise<void>
  /**
   * Deletes traces, oldest first, and gives the ids of those that were there. They are gone from every read at once; what
   * is stored of them is removed soon after. A deleted trace stays deleted: spans and records of it that come later, as
   * repeats do, are taken and not shown.
   */
  deleteTraces(selection: TraceSelection): Promise<TraceId[]>
  /** Of these experiments, or of all; with a filter only those that it finds. */
  /**
   * Groups by bucket of time, then by dimension, in that order; a thing without one of the dimensions is in none. Without
   * either there is one group. Rejects with InvalidPageToken.
   */
  queryMetrics(query: MetricQuery): Promise<Page<MetricPoint>>
  countTraces(experimentIds?: readonly ExperimentId[], filter?: Filter): Promise<number>
  /** Resolves when nothing is left to remove of the traces that were deleted. */
  whenPurged(): Promise<void>
  close(): Promise<void>
}
