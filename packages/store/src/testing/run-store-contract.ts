import { experimentId, unixMillis } from '@loupe-ai/model'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { MetadataStores } from '../metadata/metadata-stores.ts'
import { InvalidPageToken } from '../trace-store.ts'
import { aDataset, aMetric, aRun, DEFAULT, NO_RUN } from './a-run.ts'
import { runLogContract } from './run-log-contract.ts'
import type { UnderTest } from './under-test.ts'

/** What every RunStore promises, as a suite that each implementation runs. */
export function runStoreContract(name: string, open: () => Promise<UnderTest<MetadataStores>>): void {
  runLogContract(name, open)

  describe(`${name} keeps the promises of a run store`, () => {
    test('a run is as it was made, with its name as a tag and a folder below that of its experiment', async () => {
      await using under = await open()
      const { runs } = under.store

      const run = await runs.create(aRun({ tags: { team: 'ä日本', "it's": '' } }))

      expect(run.runId).toMatch(/^[0-9a-f]{32}$/)
      expect(run).toEqual({
        runId: run.runId,
        name: 'swift-heron-1',
        experimentId: '0',
        userId: 'ann',
        status: 'RUNNING',
        startMillis: 1_795_374_123_123,
        artifactUri: `mlflow-artifacts:/0/${run.runId}/artifacts`,
        lifecycleStage: 'active',
        metrics: [],
        params: {},
        tags: { team: 'ä日本', "it's": '', 'mlflow.runName': 'swift-heron-1' },
        datasets: [],
        modelInputs: [],
        modelOutputs: [],
      })
      expect(await runs.get(run.runId)).toEqual(run)
      expect(await runs.get(NO_RUN)).toBeUndefined()
    })

    test('what changes is said, what does not stays, and the name and its tag are one', async () => {
      await using under = await open()
      const { runs } = under.store
      const { runId } = await runs.create(aRun())

      const ended = await runs.update(runId, { status: 'FINISHED', endMillis: unixMillis(1_795_374_200_000) })
      await runs.update(runId, { name: 'renamed' })
      const byChange = await runs.get(runId)
      await runs.log(runId, { tags: [{ key: 'mlflow.runName', value: 'by tag' }] })

      expect(ended).toMatchObject({ status: 'done', info: { status: 'FINISHED', endMillis: 1_795_374_200_000 } })
      expect(byChange).toMatchObject({ name: 'renamed', status: 'FINISHED', tags: { 'mlflow.runName': 'renamed' } })
      expect(await runs.get(runId)).toMatchObject({ name: 'by tag', tags: { 'mlflow.runName': 'by tag' } })
      expect(await runs.update(NO_RUN, { name: 'x' })).toEqual({ status: 'unknown' })
    })

    test('a deleted run takes nothing until it is restored', async () => {
      await using under = await open()
      const { runs } = under.store
      const { runId } = await runs.create(aRun())

      expect(await runs.move(runId, 'deleted')).toBe(true)
      const refused = [
        await runs.update(runId, { name: 'x' }),
        await runs.log(runId, { metrics: [aMetric()] }),
        await runs.deleteTag(runId, 'mlflow.runName'),
        await runs.addInputs(runId, { datasets: [aDataset()] }),
        await runs.addOutputs(runId, [{ modelId: 'm', step: 0 }]),
      ]
      expect(refused).toEqual(Array.from({ length: 5 }, () => ({ status: 'deleted' })))
      expect(await runs.move(runId, 'active')).toBe(true)
      expect(await runs.log(runId, { metrics: [aMetric()] })).toEqual({ status: 'done' })
      expect(await runs.move(NO_RUN, 'active')).toBe(false)
      expect(await runs.log(NO_RUN, {})).toEqual({ status: 'unknown' })
    })

    test('a search gives the latest start first, in pages that hold still, of the experiments and stages asked for', async () => {
      await using under = await open()
      const { runs, experiments } = under.store
      await experiments.create({ name: 'another' })
      const starts = [3, 1, 2, 2].map((start) => unixMillis(1_795_374_000_000 + start))
      for (const startMillis of starts) await runs.create(aRun({ startMillis, tags: { start: String(startMillis) } }))
      const elsewhere = await runs.create(aRun({ experimentId: experimentId('1') }))
      const query = { experimentIds: [DEFAULT], viewType: 'ACTIVE_ONLY', maxResults: 3 } as const

      const first = await runs.search(query)
      await runs.create(aRun({ startMillis: unixMillis(1_795_374_000_009) }))
      const second = await runs.search({ ...query, pageToken: first.nextPageToken! })
      await runs.move(elsewhere.runId, 'deleted')

      expect([...first.items, ...second.items].map(({ startMillis }) => startMillis)).toEqual(
        starts.toSorted((left, right) => right - left),
      )
      expect(first.items[0]?.tags).toMatchObject({ start: '1795374000003' })
      expect(second.nextPageToken).toBeUndefined()
      const both = [DEFAULT, experimentId('1'), experimentId('77'), experimentId('9999999999999999999')]
      const deleted = await runs.search({ experimentIds: both, viewType: 'DELETED_ONLY', maxResults: 9 })
      expect(deleted.items.map(({ runId }) => runId)).toEqual([elsewhere.runId])
      expect((await runs.search({ experimentIds: both, viewType: 'ALL', maxResults: 9 })).items).toHaveLength(6)
      expect((await runs.search({ experimentIds: [], viewType: 'ALL', maxResults: 9 })).items).toEqual([])
    })

    test('a token that no store made is refused', async () => {
      await using under = await open()
      const { runs } = under.store
      const query = { experimentIds: [DEFAULT], viewType: 'ALL', maxResults: 1 } as const

      await fc.assert(
        fc.asyncProperty(fc.oneof(fc.string(), fc.json()), async (text) => {
          const pageToken = Buffer.from(text).toString('base64url')
          await expect(runs.search({ ...query, pageToken })).rejects.toThrow(InvalidPageToken)
        }),
        { numRuns: 50 },
      )
    })

    test('deleting an experiment deletes its runs, and restoring it brings them back', async () => {
      await using under = await open()
      const { runs, experiments } = under.store
      await experiments.create({ name: 'another' })
      const mine = await runs.create(aRun({ experimentId: experimentId('1') }))
      const other = await runs.create(aRun())

      await experiments.update(experimentId('1'), { lifecycleStage: 'deleted' })
      expect((await runs.get(mine.runId))?.lifecycleStage).toBe('deleted')
      expect((await runs.get(other.runId))?.lifecycleStage).toBe('active')
      await experiments.update(experimentId('1'), { lifecycleStage: 'active' })

      expect((await runs.get(mine.runId))?.lifecycleStage).toBe('active')
    })

    test('everything is there after closing and opening again', async () => {
      await using under = await open()
      const { runId } = await under.store.runs.create(aRun())
      await under.store.runs.log(runId, { metrics: [aMetric()], params: [{ key: 'a', value: 'b' }] })
      const before = await under.store.runs.get(runId)

      const again = await under.reopen()

      expect(await again.runs.get(runId)).toEqual(before)
    })
  })
}
