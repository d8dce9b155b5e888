import { hash } from 'node:crypto'
import type { ExperimentId, ModelCall, Page, Repricing, Span, TraceId, TraceInfo, TraceRecord } from '@loupe-ai/model'
import type { TraceQuery, TraceStore } from '../trace-store.ts'
import { CommitClock } from './commit-clock.ts'
import type { Engine } from './engine.ts'
import { getSpans } from './get-spans.ts'
import { InTurn } from './in-turn.ts'
import { migrate } from './schema/migrate.ts'
import { ONE_MACHINE, type TableShape } from './schema/migration.ts'
import { getModelCalls, insertRepricings } from './reprice.ts'
import { countTraces, getTraceInfos, searchTraces } from './search-traces.ts'
import { INSERT_COLUMNS, spanLine } from './span-row.ts'
import { findUnsummarized, summarizeTraces } from './summarize-traces.ts'
import { jsonLines } from './summary-rows.ts'

const LAST_COMMIT = `
  SELECT max(commit) AS last FROM (
    SELECT max(commit) AS commit FROM spans
    UNION ALL SELECT max(commit) FROM trace_records
    UNION ALL SELECT max(commit) FROM trace_keys
  )`

/** Brings the schema up to date and finishes the commit that the last process may have left half done. */
export async function openClickHouseTraceStore(engine: Engine, shape: TableShape = ONE_MACHINE): Promise<TraceStore> {
  await migrate(engine, shape)
  const [row] = await engine.rows<{ last: string }>(LAST_COMMIT, {}, 'write')
  const clock = new CommitClock(BigInt(row?.last ?? 0))
  const unsummarized = await findUnsummarized(engine)
  await summarizeTraces(engine, unsummarized, clock.next())
  return new ClickHouseTraceStore(engine, clock)
}

class ClickHouseTraceStore implements TraceStore {
  readonly #engine: Engine
  readonly #clock: CommitClock
  readonly #commits = new InTurn()
  /** Traces whose rows may be stored while their summary is not, because a commit failed in the middle. */
  readonly #unsummarized = new Set<TraceId>()

  constructor(engine: Engine, clock: CommitClock) {
    this.#engine = engine
    this.#clock = clock
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

  countTraces(experimentIds?: readonly ExperimentId[]): Promise<number> {
    return countTraces(this.#engine, experimentIds)
  }

  close(): Promise<void> {
    return this.#engine.close()
  }

  #commit(touched: ReadonlySet<TraceId>, insert: (commit: bigint) => Promise<void>): Promise<void> {
    return this.#commits.run(async () => {
      const commit = this.#clock.next()
      for (const id of touched) this.#unsummarized.add(id)
      await insert(commit)
      await summarizeTraces(this.#engine, this.#unsummarized, commit)
      this.#unsummarized.clear()
    })
  }
}
