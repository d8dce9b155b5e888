import { hash } from 'node:crypto'
import type {
  ExperimentId,
  Filter,
  ModelCall,
  Page,
  Repricing,
  Span,
  TraceEdit,
  TraceId,
  TraceInfo,
  TraceRecord,
} from '@loupe-ai/model'
import type { TraceQuery, TraceSelection, TraceStore } from '../trace-store.ts'
import { CommitClock } from './commit-clock.ts'
import type { Engine } from './engine.ts'
import { findUnpurged, insertDeleted, MAX_DELETED_AT_ONCE, purgeRows, selectTraces } from './delete-traces.ts'
import { getSpans } from './get-spans.ts'
import { InTurn } from './in-turn.ts'
import { migrate } from './schema/migrate.ts'
import { ONE_MACHINE, type TableShape } from './schema/migration.ts'
import { getModelCalls, insertRepricings } from './reprice.ts'
import { countTraces, getTraceInfos, searchTraces } from './search-traces.ts'
import { INSERT_COLUMNS, spanLine } from './span-row.ts'
import { findUnsummarized, summarizeTraces } from './summarize-traces.ts'
import { jsonLines } from './summary-rows.ts'
import { EDIT_COLUMNS, rowsOfEdit } from './trace-edit-rows.ts'

const LAST_COMMIT = `
  SELECT max(commit) AS last FROM (
    SELECT max(commit) AS commit FROM spans
    UNION ALL SELECT max(commit) FROM trace_records
    UNION ALL SELECT max(commit) FROM trace_keys
    UNION ALL SELECT max(commit) FROM span_costs
    UNION ALL SELECT max(commit) FROM trace_edits
    UNION ALL SELECT max(commit) FROM deleted_traces
  )`

const PURGE_DELAY_MILLIS = 1000

/** Brings the schema up to date and finishes the commit that the last process may have left half done. */
export async function openClickHouseTraceStore(engine: Engine, shape: TableShape = ONE_MACHINE): Promise<TraceStore> {
  await migrate(engine, shape)
  const [row] = await engine.rows<{ last: string }>(LAST_COMMIT, {}, 'write')
  const clock = new CommitClock(BigInt(row?.last ?? 0))
  const unsummarized = await findUnsummarized(engine)
  await summarizeTraces(engine, unsummarized, clock.next())
  return new ClickHouseTraceStore(engine, shape, clock, await findUnpurged(engine))
}

class ClickHouseTraceStore implements TraceStore {
  readonly #engine: Engine
  readonly #shape: TableShape
  readonly #clock: CommitClock
  readonly #commits = new InTurn()
  /** Traces whose rows may be stored while their summary is not, because a commit failed in the middle. */
  readonly #unsummarized = new Set<TraceId>()
  /** Deleted traces of which rows may still be stored. */
  readonly #unpurged: Set<TraceId>
  #isClosing = false
  #purgeTimer: NodeJS.Timeout | undefined
  #purging: Promise<void> | undefined

  constructor(engine: Engine, shape: TableShape, clock: CommitClock, unpurged: readonly TraceId[]) {
    this.#engine = engine
    this.#shape = shape
    this.#clock = clock
    this.#unpurged = new Set(unpurged)
    this.#purgeSoon()
  }

  insertSpans(spans: readonly Span[]): Promise<void> {
    if (spans.length === 0) return Promise.resolve()
    return this.#commit(new Set(spans.map((span) => span.traceId)), (commit) => {
      const lines = spans.map((span) => spanLine(span, commit))
      return this.#engine.insert({
        table: 'spans',
        columns: INSERT_COLUMNS,
        format: 'TSV',
        bytes: Buffer.from(`${lines.join('\n')}\n`),
      })
    })
  }

  putTraceRecord(record: TraceRecord): Promise<void> {
    return this.#commit(new Set([record.traceId]), (commit) => {
      const text = JSON.stringify(record)
      const row = { trace_id: record.traceId, digest: hash('md5', text, 'hex'), record: text, commit: String(commit) }
      return this.#engine.insert({
        table: 'trace_records',
        columns: ['trace_id', 'digest', 'record', 'commit'],
        format: 'JSONEachRow',
        bytes: jsonLines([row]),
      })
    })
  }

  getTraceInfos(ids: readonly TraceId[]): Promise<TraceInfo[]> {
    return getTraceInfos(this.#engine, ids)
  }

  getSpans(id: TraceId): Promise<Span[]> {
    return getSpans(this.#engine, id)
  }

  searchTraces(query: TraceQuery): Promise<Page<TraceInfo>> {
    return searchTraces(this.#engine, query)
  }

  getModelCalls(ids: readonly TraceId[]): Promise<ModelCall[]> {
    return getModelCalls(this.#engine, ids)
  }

  reprice(costs: readonly Repricing[]): Promise<void> {
    if (costs.length === 0) return Promise.resolve()
    return this.#commit(new Set(costs.map(({ traceId }) => traceId)), (commit) =>
      insertRepricings(this.#engine, costs, commit),
    )
  }

  editTrace(id: TraceId, edits: readonly TraceEdit[]): Promise<void> {
    if (edits.length === 0) return Promise.resolve()
    return this.#commit(new Set([id]), (commit) =>
      this.#engine.insert({
        table: 'trace_edits',
        columns: EDIT_COLUMNS,
        format: 'JSONEachRow',
        bytes: jsonLines(edits.flatMap((edit) => rowsOfEdit(id, edit, commit))),
      }),
    )
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

  countTraces(experimentIds?: readonly ExperimentId[], filter?: Filter): Promise<number> {
    return countTraces(this.#engine, experimentIds, filter)
  }

  async close(): Promise<void> {
    clearTimeout(this.#purgeTimer)
    this.#isClosing = true
    await this.#purging
    await this.#engine.close()
  }

  #commit(touched: ReadonlySet<TraceId>, insert: (commit: bigint) => Promise<void>): Promise<void> {
    return this.#commits.run(() => this.#commitNow(touched, insert))
  }

  async #commitNow(touched: Iterable<TraceId>, insert: (commit: bigint) => Promise<void>): Promise<void> {
    const commit = this.#clock.next()
    for (const id of touched) this.#unsummarized.add(id)
    await insert(commit)
    const deleted = await summarizeTraces(this.#engine, this.#unsummarized, commit)
    this.#unsummarized.clear()
    if (deleted.length === 0) return
    // Also of traces that were deleted long ago: what has just come of them must go too.
    await insertDeleted(this.#engine, deleted, { commit, isPurged: false })
    for (const id of deleted) this.#unpurged.add(id)
    this.#purgeSoon()
  }

  /** Chosen and deleted in one turn, so that two who delete do not count the same trace twice. */
  #deleteSome(selection: TraceSelection, limit: number): Promise<TraceId[]> {
    return this.#commits.run(async () => {
      const ids = await selectTraces(this.#engine, selection, limit)
      if (ids.length > 0) {
        await this.#commitNow(ids, (commit) => insertDeleted(this.#engine, ids, { commit, isPurged: false }))
      }
      return ids
    })
  }

  /** A little later, so that many deletions share one statement. What is left when the process ends waits for the next. */
  #purgeSoon(): void {
    if (this.#unpurged.size === 0 || this.#isClosing || this.#purging !== undefined) return
    this.#purgeTimer ??= setTimeout(() => {
      this.#purgeTimer = undefined
      this.#purging = this.#purge()
        .catch(() => {})
        .finally(() => (this.#purging = undefined))
    }, PURGE_DELAY_MILLIS).unref()
  }

  async #purge(): Promise<void> {
    while (this.#unpurged.size > 0 && !this.#isClosing) {
      const ids = [...this.#unpurged].slice(0, MAX_DELETED_AT_ONCE)
      for (const id of ids) this.#unpurged.delete(id)
      try {
        await purgeRows(this.#engine, ids, this.#shape)
      } catch (error) {
        for (const id of ids) this.#unpurged.add(id)
        throw error
      }
      await this.#commits.run(async () => {
        const gone = ids.filter((id) => !this.#unpurged.has(id))
        await insertDeleted(this.#engine, gone, { commit: this.#clock.next(), isPurged: true })
      })
    }
  }
}
