import type {
  ExperimentId,
  Filter,
  MetricPoint,
  ModelCall,
  Page,
  Repricing,
  Span,
  TraceEdit,
  TraceId,
  TraceInfo,
  TraceRecord,
} from '@loupe-ai/model'
import type { MetricQuery } from '../metric-query.ts'
import type { DropOutcome, ExperimentSize, StoredWeek } from '../retention.ts'
import {
  PreparedTooEarly,
  type PreparedSpans,
  type StoredPiece,
  type TraceQuery,
  type TraceSayings,
  type TraceSelection,
  type TraceStore,
} from '../trace-store.ts'
import { backUpSpans } from './backup/back-up-spans.ts'
import { CommitClock } from './commit-clock.ts'
import { findUnpurged, insertDeleted, MAX_DELETED_AT_ONCE, selectTraces } from './delete-traces.ts'
import type { Engine } from './engine.ts'
import { readTraces } from './export/read-traces.ts'
import { applySayings, insertSayings, sayingRows } from './export/restore-sayings.ts'
import { GatheredReads } from './gathered-reads.ts'
import { getSpans } from './get-spans.ts'
import { InTurn } from './in-turn.ts'
import { insertParts, insertSpanRows, type PreparedRows, prepareRows } from './insert-spans.ts'
import { PurgeQueue } from './purge-queue.ts'
import { RememberedContent } from './remembered-content.ts'
import { purgeTraces } from './purge-traces.ts'
import { dropPartitions, dropSayings, tracesOfWeek } from './retention/drop-week.ts'
import { experimentSizes } from './retention/experiment-sizes.ts'
import { freeSpace } from './retention/free-space.ts'
import { storedWeeks, straddlers } from './retention/stored-weeks.ts'
import { getModelCalls, insertRepricings } from './reprice.ts'
import { queryMetrics } from './metrics/query-metrics.ts'
import { migrate } from './schema/migrate.ts'
import { ONE_MACHINE, type TableShape } from './schema/migration.ts'
import { countTraces, getTraceInfos, searchTraces } from './search-traces.ts'
import { costText } from './span-row.ts'
import { contentSecret } from './store-secret.ts'
import { findUnsummarized, type Unsummarized } from './summary/find-unsummarized.ts'
import { FullTraces } from './summary/full-traces.ts'
import { loadStates } from './summary/load-states.ts'
import { mergePlaces, NOWHERE, type SpanPlace, widen } from './summary/span-place.ts'
import { addSpan, type TraceState } from './summary/trace-state.ts'
import { TraceStates } from './summary/trace-states.ts'
import { WaitingSayings } from './waiting-sayings.ts'
import { writeSummaries } from './summary/write-summaries.ts'

const SUMMARIZED = '(SELECT max(commit) FROM trace_keys)'

const LAST_COMMIT = `
  SELECT max(commit) AS last FROM (
    SELECT ${SUMMARIZED} AS commit
    UNION ALL SELECT max(commit) FROM spans WHERE commit > ${SUMMARIZED}
    UNION ALL SELECT max(commit) FROM trace_records WHERE commit > ${SUMMARIZED}
    UNION ALL SELECT max(commit) FROM span_costs WHERE commit > ${SUMMARIZED}
    UNION ALL SELECT max(commit) FROM trace_edits WHERE commit > ${SUMMARIZED}
    UNION ALL SELECT max(commit) FROM deleted_traces WHERE commit > ${SUMMARIZED}
  )`

const PURGE_DELAY_MILLIS = 1000
/** Of a store that others share: how long what is stored is remembered, and how much longer deleted rows stay. */
const SHARED_REMEMBER_MILLIS = 60_000
const SHARED_PURGE_DELAY_MILLIS = 150_000
/** A commit that touches a trace reads what its summary needs of all its spans. */
const DEFAULT_MAX_TRACE_SPANS = 200_000
/** In spans: some 20 MB. */
const MAX_REMEMBERED_SPANS = 40_000

export interface TraceStoreOptions {
  /** Whether other processes write to the same tables: then nothing that was read before a commit is relied on. */
  readonly isShared?: boolean
  /**
   * For how long a message that was stored is taken to be there, and how long a deleted trace keeps its rows. Where others
   * delete too the second is longer than the first: what is taken away then is remembered by nobody.
   */
  readonly rememberMillis?: number
  readonly purgeDelayMillis?: number
  /** From so many spans on a trace is full. */
  readonly maxTraceSpans?: number | undefined
}

/** Brings the schema up to date and finishes the commit that the last process may have left half done. */
export async function openClickHouseTraceStore(
  engine: Engine,
  shape: TableShape = ONE_MACHINE,
  {
    isShared = false,
    rememberMillis = isShared ? SHARED_REMEMBER_MILLIS : Infinity,
    purgeDelayMillis = isShared ? SHARED_PURGE_DELAY_MILLIS : PURGE_DELAY_MILLIS,
    maxTraceSpans = DEFAULT_MAX_TRACE_SPANS,
  }: TraceStoreOptions = {},
): Promise<TraceStore> {
  await migrate(engine, shape)
  const [row] = await engine.rows<{ last: string }>(LAST_COMMIT, {}, 'write')
  const parts = {
    engine,
    shape,
    isShared,
    rememberMillis,
    purgeDelayMillis,
    maxTraceSpans,
    secret: await contentSecret(engine),
    lastCommit: BigInt(row?.last ?? 0),
    unsummarized: await findUnsummarized(engine),
    unpurged: await findUnpurged(engine),
  }
  const store = new ClickHouseTraceStore(parts)
  await store.recover()
  return store
}

interface Parts {
  readonly engine: Engine
  readonly shape: TableShape
  readonly isShared: boolean
  readonly rememberMillis: number
  readonly purgeDelayMillis: number
  readonly maxTraceSpans: number
  readonly secret: string
  readonly lastCommit: bigint
  readonly unsummarized: Unsummarized
  readonly unpurged: readonly TraceId[]
}

/** Rows, with what was remembered of the store when they were made. */
interface PreparedGeneration extends PreparedRows {
  readonly generation: number
}

/** What a commit stores, and what it changes in the states of its traces. */
interface Commit {
  /** The traces that it touches, with where their new spans lie. */
  readonly touched: ReadonlyMap<TraceId, SpanPlace>
  insert(): Promise<void>
  apply(stateOf: (id: TraceId) => TraceState): void
}

class ClickHouseTraceStore implements TraceStore {
  readonly maxTraceSpans: number
  readonly #engine: Engine
  readonly #shape: TableShape
  readonly #isShared: boolean
  readonly #secret: string
  readonly #clock: CommitClock
  /** The last commit whose summaries are stored. */
  #finished: bigint
  readonly #commits = new InTurn()
  /** Rows of spans are stored beside what else commits do, but not beside what takes such rows away. */
  readonly #inserts = new InTurn()
  #droppedWeeks = 0
  readonly #waitingSayings = new WaitingSayings()
  readonly #infos: GatheredReads<TraceId, TraceInfo>
  readonly #states = new TraceStates(MAX_REMEMBERED_SPANS)
  readonly #full: FullTraces
  readonly #stored: RememberedContent
  readonly #purges: PurgeQueue
  /** Traces whose rows may be stored while their summary is not, because a commit failed in the middle. */
  readonly #unsummarized: Map<TraceId, SpanPlace>
  readonly #deletedBefore: readonly TraceId[]

  constructor(parts: Parts) {
    const { engine, shape, isShared, secret, lastCommit, unsummarized, unpurged } = parts
    this.#engine = engine
    this.#shape = shape
    this.maxTraceSpans = parts.maxTraceSpans
    this.#full = new FullTraces(parts.maxTraceSpans)
    this.#infos = new GatheredReads(
      (ids) => getTraceInfos(engine, ids),
      ({ traceId }) => traceId,
    )
    this.#isShared = isShared
    this.#secret = secret
    this.#clock = new CommitClock(lastCommit)
    this.#finished = lastCommit
    this.#unsummarized = new Map(unsummarized.places)
    this.#deletedBefore = unsummarized.deleted
    this.#stored = new RememberedContent(parts.rememberMillis)
    this.#purges = new PurgeQueue(parts.purgeDelayMillis, (ids) => this.#purge(ids))
    this.#purges.add(unpurged)
  }

  async recover(): Promise<void> {
    if (this.#unsummarized.size + this.#deletedBefore.length === 0) return
    await this.#commit((commit) => this.#commitNow(commit, deleting(this.#deletedBefore)))
  }

  hasRoomFor(span: Pick<Span, 'traceId' | 'spanId' | 'parentId'>): boolean {
    return this.#full.hasRoomFor(span)
  }

  insertSpans(spans: readonly Span[]): Promise<void> {
    if (spans.length === 0) return Promise.resolve()
    return this.#commit(async (commit) => {
      const rows = [this.prepareSpans(spans)]
      await this.#commitRows(rows, this.#storeRows(rows, commit), commit)
    })
  }

  prepareSpans(spans: Iterable<Span>): PreparedGeneration {
    return { ...prepareRows(spans, this.#secret, this.#stored), generation: this.#stored.generation }
  }

  insertPrepared(prepared: readonly PreparedSpans[]): Promise<void> {
    const rows = prepared as readonly PreparedGeneration[]
    const commit = this.#clock.next()
    // While the commits before are still summarised.
    const stored = this.#storeRows(rows, commit)
    stored.catch(() => {})
    return this.#commits.run(() => this.#commitRows(rows, stored, commit))
  }

  putTraceRecord(record: TraceRecord): Promise<void> {
    return this.#say({ traceId: record.traceId, record, edits: [] })
  }

  getTraceInfos(ids: readonly TraceId[]): Promise<TraceInfo[]> {
    return this.#infos.of(ids)
  }

  getSpans(id: TraceId): Promise<Span[]> {
    return getSpans(this.#engine, id)
  }

  searchTraces(query: TraceQuery): Promise<Page<TraceInfo>> {
    return searchTraces(this.#engine, query, this.#isShared ? undefined : this.#finished)
  }

  getModelCalls(ids: readonly TraceId[]): Promise<ModelCall[]> {
    return getModelCalls(this.#engine, ids)
  }

  reprice(costs: readonly Repricing[]): Promise<void> {
    if (costs.length === 0) return Promise.resolve()
    return this.#commit((commit) =>
      this.#commitNow(commit, {
        touched: new Map(costs.map(({ traceId }) => [traceId, NOWHERE])),
        insert: () => insertRepricings(this.#engine, costs, commit),
        apply: (stateOf) => {
          for (const { traceId, spanId, cost } of costs) {
            stateOf(traceId).costs.set(spanId, cost === undefined ? 'null' : costText(cost))
          }
        },
      }),
    )
  }

  editTrace(id: TraceId, edits: readonly TraceEdit[]): Promise<void> {
    return edits.length === 0 ? Promise.resolve() : this.#say({ traceId: id, edits })
  }

  readTraces(ids: readonly TraceId[]): AsyncIterable<StoredPiece> {
    return readTraces(this.#engine, ids)
  }

  restoreSayings(sayings: readonly TraceSayings[]): Promise<void> {
    return sayings.length === 0 ? Promise.resolve() : this.#commit((commit) => this.#commitSayings(sayings, commit))
  }

  async deleteTraces(selection: TraceSelection): Promise<TraceId[]> {
    const { maxTraces = Infinity } = 'ids' in selection ? {} : selection
    const deleted: TraceId[] = []
    for (let ids: readonly TraceId[] | undefined; ids === undefined || ids.length === MAX_DELETED_AT_ONCE;) {
      ids = await this.#deleteSome(selection, Math.min(MAX_DELETED_AT_ONCE, maxTraces - deleted.length))
      deleted.push(...ids)
    }
    return deleted
  }

  queryMetrics(query: MetricQuery): Promise<Page<MetricPoint>> {
    return queryMetrics(this.#engine, query)
  }

  countTraces(experimentIds?: readonly ExperimentId[], filter?: Filter): Promise<number> {
    return countTraces(this.#engine, experimentIds, filter)
  }

  whenPurged(): Promise<void> {
    return this.#purges.whenEmpty()
  }

  async backUp(folder: string, base?: string): Promise<void> {
    const { written } = await this.#commits.run(() => this.#inserts.run(() => backUpSpans(this.#engine, folder, base)))
    await written
  }

  storedWeeks(): Promise<StoredWeek[]> {
    return this.#isShared ? Promise.resolve([]) : storedWeeks(this.#engine)
  }

  experimentSizes(): Promise<ExperimentSize[]> {
    return experimentSizes(this.#engine)
  }

  tracesOfWeek(week: number, ids: readonly TraceId[]): Promise<TraceId[]> {
    return tracesOfWeek(this.#engine, week, ids)
  }

  async dropWeek(week: number): Promise<DropOutcome> {
    const { before, ...outcome } = await this.#commit(async (commit) => {
      const apart = await straddlers(this.#engine, week)
      if (apart.length > 0) return { dropped: false as const, straddlers: apart }
      this.#stored.forget()
      this.#states.clear()
      this.#full.clear()
      const traces = await this.#inserts.run(() => {
        this.#droppedWeeks++
        return dropPartitions(this.#engine, week)
      })
      return { dropped: true as const, traces, before: commit }
    })
    if (before !== undefined) await dropSayings(this.#engine, week, before)
    return outcome
  }

  freeSpace(): Promise<number> {
    return this.#isShared ? Promise.resolve(0) : freeSpace(this.#engine)
  }

  async close(): Promise<void> {
    await this.#purges.close()
    await this.#engine.close()
  }

  /**
   * Numbered when it is asked for: numbers are in the order of turns, so that whatever has a higher one than the last
   * summaries is not summarised.
   */
  #commit<T>(work: (commit: bigint) => Promise<T>): Promise<T> {
    const commit = this.#clock.next()
    return this.#commits.run(() => work(commit))
  }

  /**
   * Gives how many weeks were dropped before. Rejects with PreparedTooEarly, and stores nothing, if what the rows refer to
   * may have been taken away.
   */
  #storeRows(rows: readonly PreparedGeneration[], commit: bigint): Promise<number> {
    return this.#inserts.run(async () => {
      const isCurrent = (): boolean => rows.every(({ generation }) => generation === this.#stored.generation)
      if (isCurrent()) await insertParts(this.#engine, rows, commit, this.#stored, isCurrent)
      if (!isCurrent()) throw new PreparedTooEarly()
      await insertSpanRows(this.#engine, rows, commit)
      return this.#droppedWeeks
    })
  }

  async #commitRows(rows: readonly PreparedRows[], stored: Promise<number>, commit: bigint): Promise<void> {
    const touched = mergePlaces(rows.map(({ places }) => places))
    try {
      // What was dropped together with a week has to come again.
      if ((await stored) !== this.#droppedWeeks) throw new PreparedTooEarly()
    } catch (error) {
      this.#leaveUnsummarized(touched)
      throw error
    }
    await this.#commitNow(commit, {
      touched,
      insert: () => Promise.resolve(),
      apply: (stateOf) => {
        for (const { spans } of rows) {
          for (const { traceId, span, version } of spans) addSpan(stateOf(traceId), span, version)
        }
      },
    })
  }

  #say(sayings: TraceSayings): Promise<void> {
    const said = this.#waitingSayings.add(sayings)
    void this.#commit((commit) => this.#waitingSayings.next((group) => this.#commitSayings(group, commit)))
    return said
  }

  #commitSayings(sayings: readonly TraceSayings[], commit: bigint): Promise<void> {
    const rows = sayingRows(sayings, commit)
    return this.#commitNow(commit, {
      touched: new Map(sayings.map(({ traceId }) => [traceId, NOWHERE])),
      insert: () => insertSayings(this.#engine, rows),
      apply: (stateOf) => applySayings(rows, stateOf),
    })
  }

  #leaveUnsummarized(touched: ReadonlyMap<TraceId, SpanPlace>): void {
    for (const [id, place] of touched) {
      this.#unsummarized.set(id, widen(this.#unsummarized.get(id) ?? NOWHERE, place))
    }
  }

  async #commitNow(commit: bigint, { touched, insert, apply }: Commit): Promise<void> {
    this.#stored.forgetIfOld()
    const left = new Map(this.#unsummarized)
    this.#leaveUnsummarized(touched)
    const known = [...this.#unsummarized.keys()]
      .map((id) => this.#states.get(id))
      .filter((state) => state !== undefined)
    const knownIds = new Set(known.map(({ traceId }) => traceId))
    const unknown = [...this.#unsummarized.keys()].filter((id) => !knownIds.has(id))
    this.#states.forget(knownIds)
    const loaded = await this.#insertAndLoad(insert, unknown, left)
    const states = new Map([...known, ...loaded].map((state) => [state.traceId, state]))
    for (const [id, place] of touched) {
      const state = states.get(id)!
      state.spanPlace = widen(state.spanPlace, place)
    }
    apply((id) => states.get(id)!)
    await writeSummaries(this.#engine, [...states.values()], commit)
    this.#finished = commit
    this.#unsummarized.clear()
    this.#full.see(states.values())
    if (!this.#isShared) this.#states.keep([...states.values()].filter(({ isDeleted }) => !isDeleted))
    const deleted = [...states.values()].filter(({ isDeleted }) => isDeleted).map(({ traceId }) => traceId)
    if (deleted.length === 0) return
    // Also of traces that were deleted long ago: what has just come of them must go too, and must not be relied on.
    this.#stored.forget()
    await insertDeleted(this.#engine, deleted, { commit, isPurged: false })
    this.#purges.add(deleted)
  }

  /** What others store meanwhile is seen by them or by us: each looks after it has stored. */
  async #insertAndLoad(
    insert: () => Promise<void>,
    ids: readonly TraceId[],
    elsewhere: ReadonlyMap<TraceId, SpanPlace>,
  ): Promise<TraceState[]> {
    if (this.#isShared) {
      await insert()
      return loadStates(this.#engine, ids, this.#unsummarized)
    }
    const [loaded] = await Promise.all([loadStates(this.#engine, ids, elsewhere), insert()])
    return loaded
  }

  /** Chosen and deleted in one turn, so that two who delete do not count the same trace twice. */
  #deleteSome(selection: TraceSelection, limit: number): Promise<TraceId[]> {
    return this.#commit(async (commit) => {
      const ids = await selectTraces(this.#engine, selection, limit)
      if (ids.length > 0) {
        await this.#commitNow(commit, {
          ...deleting(ids),
          insert: () => insertDeleted(this.#engine, ids, { commit, isPurged: false }),
        })
      }
      return ids
    })
  }

  /** In turn with commits: what they refer to must not be taken away between their looking and their storing. */
  #purge(ids: readonly TraceId[]): Promise<void> {
    return this.#commit(async (commit) => {
      this.#stored.forget()
      await this.#inserts.run(() => purgeTraces(this.#engine, ids, this.#shape))
      await insertDeleted(this.#engine, ids, { commit, isPurged: true })
    })
  }
}

/** Hides the traces; storing that they are deleted is for the caller. */
const deleting = (ids: readonly TraceId[]): Commit => ({
  touched: new Map(ids.map((id) => [id, NOWHERE])),
  insert: () => Promise.resolve(),
  apply: (stateOf) => {
    for (const id of ids) stateOf(id).isDeleted = true
  },
})
