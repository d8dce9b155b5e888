import { randomUUID } from 'node:crypto'
import {
  type DatasetInput,
  type LifecycleStage,
  type Metric,
  type ModelOutput,
  type Page,
  type Run,
  RUN_NAME_TAG,
  type RunId,
  type RunInfo,
} from '@loupe-ai/model'
import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely'
import type {
  LogOutcome,
  MetricHistoryQuery,
  NewRun,
  RunChange,
  RunEntries,
  RunQuery,
  RunRefusal,
  RunStore,
} from '../run-store.ts'
import { stagesOf } from './stages.ts'
import { afterPlace, ordering, pageOf, placeColumns, type SortKey, type SortValue } from './keyset.ts'
import { compileTree } from './compile-tree.ts'
import { runFieldSource, runSortKeys } from './run-fields.ts'
import { ParamsConflict } from './params-conflict.ts'
import { metricOf, readRuns, runInfoOf } from './read-runs.ts'
import type { MetadataTables } from './tables.ts'
import { writeDatasets } from './write-datasets.ts'
import { writeModelMetrics } from './write-model-metrics.ts'
import { writeMetrics, writeParams, writeTags } from './write-run-entries.ts'

/** Runs in any SQL database that Kysely speaks to. */
export class SqlRunStore implements RunStore {
  readonly #database: Kysely<MetadataTables>

  constructor(database: Kysely<MetadataTables>) {
    this.#database = database
  }

  async create({ experimentId, name, userId, startMillis, artifactRoot, tags }: NewRun): Promise<Run> {
    const id = randomUUID().replaceAll('-', '') as RunId
    await this.#database.transaction().execute(async (transaction) => {
      await transaction
        .insertInto('runs')
        .values({
          run_id: id,
          experiment_id: Number(experimentId),
          name,
          user_id: userId,
          status: 'RUNNING',
          start_millis: startMillis,
          artifact_uri: `${artifactRoot.replace(/\/+$/, '')}/${id}/artifacts`,
          lifecycle_stage: 'active',
        })
        .execute()
      const texts = Object.entries(tags).map(([key, value]) => ({ key, value }))
      await writeTags(transaction, id, [...texts, { key: RUN_NAME_TAG, value: name }])
    })
    return (await this.get(id))!
  }

  async get(id: RunId): Promise<Run | undefined> {
    const rows = await this.#database.selectFrom('runs').selectAll().where('run_id', '=', id).execute()
    return (await readRuns(this.#database, rows))[0]
  }

  update(id: RunId, { name, status, endMillis }: RunChange): Promise<{ status: 'done'; info: RunInfo } | RunRefusal> {
    return this.#whileActive(id, async (transaction) => {
      const change = {
        ...(name !== undefined && { name }),
        ...(status !== undefined && { status }),
        ...(endMillis !== undefined && { end_millis: endMillis }),
      }
      if (Object.keys(change).length > 0) {
        await transaction.updateTable('runs').set(change).where('run_id', '=', id).execute()
      }
      if (name !== undefined) await writeTags(transaction, id, [{ key: RUN_NAME_TAG, value: name }])
      const row = await transaction.selectFrom('runs').selectAll().where('run_id', '=', id).executeTakeFirstOrThrow()
      return { status: 'done', info: runInfoOf(row) }
    })
  }

  async move(id: RunId, stage: LifecycleStage): Promise<boolean> {
    const { numUpdatedRows } = await this.#database
      .updateTable('runs')
      .set({ lifecycle_stage: stage })
      .where('run_id', '=', id)
      .executeTakeFirst()
    return numUpdatedRows > 0n
  }

  async log(id: RunId, { metrics = [], params = [], tags = [] }: RunEntries): Promise<LogOutcome> {
    try {
      return await this.#whileActive(id, async (transaction) => {
        const conflicts = await writeParams(transaction, id, params)
        if (conflicts.length > 0) throw new ParamsConflict(conflicts)
        await writeMetrics(transaction, id, metrics)
        await writeModelMetrics(transaction, id, metrics)
        await writeTags(transaction, id, tags)
        const name = tags.findLast(({ key }) => key === RUN_NAME_TAG)?.value
        if (name !== undefined) {
          await transaction.updateTable('runs').set({ name }).where('run_id', '=', id).execute()
        }
        return { status: 'done' }
      })
    } catch (error) {
      if (error instanceof ParamsConflict) return { status: 'conflict', params: error.params }
      throw error
    }
  }

  deleteTag(id: RunId, key: string): Promise<{ status: 'done' | 'no-tag' } | RunRefusal> {
    return this.#whileActive(id, async (transaction) => {
      const { numDeletedRows } = await transaction
        .deleteFrom('run_tags')
        .where('run_id', '=', id)
        .where('key', '=', key)
        .executeTakeFirst()
      return { status: numDeletedRows > 0n ? 'done' : 'no-tag' }
    })
  }

  addInputs(
    id: RunId,
    {
      datasets = [],
      models = [],
    }: { readonly datasets?: readonly DatasetInput[]; readonly models?: readonly string[] },
  ): Promise<{ status: 'done' } | RunRefusal> {
    return this.#whileActive(id, async (transaction) => {
      await writeDatasets(transaction, id, datasets)
      await this.#addModels(
        transaction,
        models.map((modelId) => ({ run_id: id, model_id: modelId, role: 'input', step: 0 })),
      )
      return { status: 'done' }
    })
  }

  addOutputs(id: RunId, models: readonly ModelOutput[]): Promise<{ status: 'done' } | RunRefusal> {
    return this.#whileActive(id, async (transaction) => {
      await this.#addModels(
        transaction,
        models.map(({ modelId, step }) => ({ run_id: id, model_id: modelId, role: 'output', step })),
      )
      return { status: 'done' }
    })
  }

  async metricHistory({ runId, key, maxResults, pageToken }: MetricHistoryQuery): Promise<Page<Metric>> {
    let select = this.#database
      .selectFrom('run_metrics')
      .selectAll()
      .select(placeColumns(OLDEST_METRIC_FIRST))
      .where('run_id', '=', runId)
      .where('key', '=', key)
      .orderBy(ordering(OLDEST_METRIC_FIRST))
    if (pageToken !== undefined) select = select.where(afterPlace(OLDEST_METRIC_FIRST, pageToken))
    if (maxResults !== undefined) select = select.limit(maxResults + 1)
    const rows = await select.execute()
    return pageOf(OLDEST_METRIC_FIRST, rows, maxResults ?? rows.length, async (some) => some.map(metricOf))
  }

  async search({ experimentIds, viewType, filter, orderBy = [], maxResults, pageToken }: RunQuery): Promise<Page<Run>> {
    const ids = experimentIds.map(Number).filter(Number.isSafeInteger)
    if (ids.length === 0) return { items: [] }
    const keys = runSortKeys(orderBy)
    let select = this.#database
      .selectFrom('runs')
      .selectAll()
      .select(placeColumns(keys))
      .where('experiment_id', 'in', ids)
      .where('lifecycle_stage', 'in', stagesOf(viewType))
      .orderBy(ordering(keys))
      .limit(maxResults + 1)
    if (filter !== undefined) select = select.where(compileTree(filter, runFieldSource))
    if (pageToken !== undefined) select = select.where(afterPlace(keys, pageToken))
    return pageOf(keys, await select.execute(), maxResults, (rows) => readRuns(this.#database, rows))
  }

  #whileActive<Outcome>(
    id: RunId,
    work: (transaction: Transaction<MetadataTables>) => Promise<Outcome>,
  ): Promise<Outcome | RunRefusal> {
    return this.#database.transaction().execute(async (transaction) => {
      // Written as it is, which takes the row: writers of a run go one after the other, so that none locks another out.
      const row = await transaction
        .updateTable('runs')
        .set(({ ref }) => ({ lifecycle_stage: ref('lifecycle_stage') }))
        .where('run_id', '=', id)
        .returning('lifecycle_stage')
        .executeTakeFirst()
      if (row === undefined) return { status: 'unknown' }
      return row.lifecycle_stage === 'deleted' ? { status: 'deleted' } : work(transaction)
    })
  }

  async #addModels(
    transaction: Transaction<MetadataTables>,
    rows: readonly MetadataTables['run_models'][],
  ): Promise<void> {
    if (rows.length === 0) return
    await transaction
      .insertInto('run_models')
      .values(rows)
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }
}

const column = (name: string): RawBuilder<SortValue> => sql`${sql.ref(name)}`

const OLDEST_METRIC_FIRST: readonly SortKey[] = ['timestamp_millis', 'step', 'value', 'is_nan'].map((name) => ({
  value: column(`run_metrics.${name}`),
  descending: false,
}))
