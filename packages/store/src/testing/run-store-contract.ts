import { type DatasetInput, experimentId, type Metric, type RunId, unixMillis } from '@loupe-ai/model'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { MetadataStores } from '../metadata/metadata-stores.ts'
import type { NewRun } from '../run-store.ts'
import { InvalidPageToken } from '../trace-store.ts'
import type { UnderTest } from './under-test.ts'

const DEFAULT = experimentId('0')
const NO_RUN = 'f'.repeat(32) as RunId

const aRun = (fields: Partial<NewRun> = {}): NewRun => ({
  experimentId: DEFAULT,
  name: 'swift-heron-1',
  userId: 'ann',
  startMillis: unixMillis(1_795_374_123_123),
  artifactRoot: 'mlflow-artifacts:/0',
  tags: {},
  ...fields,
})

const aMetric = (fields: Partial<Metric> = {}): Metric => ({
  key: 'loss',
  value: 0.5,
  timestampMillis: unixMillis(1_795_374_123_456),
  step: 0,
  ...fields,
})

const aDataset = (fields: Partial<DatasetInput> = {}): DatasetInput => ({
  name: 'questions',
  digest: 'abc',
  sourceType: 'code',
  source: '{}',
  tags: {},
  ...fields,
})

/** What every RunStore promises, as a suite that each implementation runs. */
export function runStoreContract(name: string, open: () => Promise<UnderTest<MetadataStores>>): void {
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

    test('a run shows of each metric the latest by step, then time, then value', async () => {
      await using under = await open()
      const { runs } = under.store
      const { runId } = await runs.create(aRun())
      const logged = [
        aMetric({ step: 2, value: 2 }),
        aMetric({ step: 1, value: 9, timestampMillis: unixMillis(1_795_374_999_999) }),
        aMetric({ key: 'nan', value: Number.NaN, step: 1 }),
        aMetric({ key: 'inf', value: Number.NEGATIVE_INFINITY }),
        aMetric({ key: 'same step', value: 3 }),
        aMetric({ key: 'same step', value: 1, timestampMillis: unixMillis(1_795_374_123_457) }),
      ]

      for (const metric of logged) await runs.log(runId, { metrics: [metric] })
      const { runId: inOne } = await runs.create(aRun())
      await runs.log(inOne, { metrics: logged })

      const expected = [
        aMetric({ key: 'inf', value: -Number.MAX_VALUE }),
        aMetric({ step: 2, value: 2 }),
        aMetric({ key: 'nan', value: Number.NaN, step: 1 }),
        aMetric({ key: 'same step', value: 1, timestampMillis: unixMillis(1_795_374_123_457) }),
      ]
      expect((await runs.get(runId))?.metrics).toEqual(expected)
      expect((await runs.get(inOne))?.metrics).toEqual(expected)
    })

    test('the history of a metric is all of it, each value once, oldest first, in pages', async () => {
      await using under = await open()
      const { runs } = under.store
      const { runId } = await runs.create(aRun())
      const steps = [3, 1, 2, 1].map((step) => aMetric({ step, timestampMillis: unixMillis(1_795_374_000_000 + step) }))
      await runs.log(runId, { metrics: [...steps, aMetric({ key: 'other' })] })
      await runs.log(runId, { metrics: steps })

      const all = await runs.metricHistory({ runId, key: 'loss' })
      const first = await runs.metricHistory({ runId, key: 'loss', maxResults: 2 })
      const second = await runs.metricHistory({ runId, key: 'loss', maxResults: 2, pageToken: first.nextPageToken! })

      expect(all.items.map(({ step }) => step)).toEqual([1, 2, 3])
      expect(all.nextPageToken).toBeUndefined()
      expect([...first.items, ...second.items]).toEqual(all.items)
      expect(second.nextPageToken).toBeUndefined()
    })

    test('a parameter never changes, and what comes with a change is not stored either', async () => {
      await using under = await open()
      const { runs } = under.store
      const { runId } = await runs.create(aRun())
      await runs.log(runId, { params: [{ key: 'depth', value: '3' }] })

      expect(await runs.log(runId, { params: [{ key: 'depth', value: '3' }] })).toEqual({ status: 'done' })
      const changed = await runs.log(runId, {
        metrics: [aMetric()],
        params: [
          { key: 'new', value: 'x' },
          { key: 'depth', value: '5' },
        ],
        tags: [{ key: 'a', value: 'b' }],
      })

      expect(changed).toEqual({ status: 'conflict', params: [{ key: 'depth', oldValue: '3', newValue: '5' }] })
      expect(await runs.get(runId)).toMatchObject({
        params: { depth: '3' },
        metrics: [],
        tags: { 'mlflow.runName': 'swift-heron-1' },
      })
    })

    test('writers at the same time lose nothing to each other', async () => {
      await using under = await open()
      const { runs } = under.store
      const { runId } = await runs.create(aRun())
      const writers = Array.from({ length: 8 }, (_, writer) => writer)

      await Promise.all(
        writers.map((writer) =>
          runs.log(runId, {
            metrics: Array.from({ length: 50 }, (_, step) => aMetric({ step, value: writer })),
            params: [{ key: `p${writer}`, value: 'x' }],
            tags: [
              { key: `t${writer}`, value: 'x' },
              { key: 'shared', value: String(writer) },
            ],
          }),
        ),
      )

      const run = await runs.get(runId)
      expect(run?.metrics).toEqual([aMetric({ step: 49, value: 7 })])
      expect(Object.keys(run?.params ?? {})).toEqual(writers.map((writer) => `p${writer}`))
      expect(Object.keys(run?.tags ?? {})).toHaveLength(10)
      expect((await runs.metricHistory({ runId, key: 'loss' })).items).toHaveLength(400)
    })

    test('writers who name the same things in another order do not lock each other out', async () => {
      await using under = await open()
      const { runs } = under.store
      const ids = [(await runs.create(aRun())).runId, (await runs.create(aRun())).runId]
      const keys = Array.from({ length: 20 }, (_, index) => `k${index}`)

      const outcomes = await Promise.all(
        Array.from({ length: 24 }, async (_, writer) => {
          const order = writer % 2 === 0 ? keys : keys.toReversed()
          const id = ids[writer % 3 === 0 ? 0 : 1]!
          const { status } = await runs.log(id, {
            metrics: order.map((key) => aMetric({ key, step: writer % 4 })),
            params: order.map((key) => ({ key, value: 'v' })),
            tags: order.map((key) => ({ key, value: String(writer) })),
          })
          await runs.addInputs(id, { datasets: order.map((digest) => aDataset({ digest })), models: order })
          return status
        }),
      )

      expect(new Set(outcomes)).toEqual(new Set(['done']))
      for (const id of ids) {
        expect((await runs.get(id))?.metrics.map(({ step }) => step)).toEqual(keys.map(() => 3))
        expect((await runs.get(id))?.datasets).toHaveLength(20)
      }
    })

    test('of two who give a parameter its value at once one is told of the conflict', async () => {
      await using under = await open()
      const { runs } = under.store
      const { runId } = await runs.create(aRun())

      const outcomes = await Promise.all(
        ['1', '2'].map((value) => runs.log(runId, { params: [{ key: 'depth', value }] })),
      )

      expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['conflict', 'done'])
    })

    test('a big batch is stored whole', async () => {
      await using under = await open()
      const { runs } = under.store
      const { runId } = await runs.create(aRun())
      const metrics = Array.from({ length: 1000 }, (_, index) => aMetric({ key: `m${index}`, value: index }))

      await runs.log(runId, { metrics })

      expect((await runs.get(runId))?.metrics.toSorted((left, right) => left.value - right.value)).toEqual(metrics)
    })

    test('tags go', async () => {
      await using under = await open()
      const { runs } = under.store
      const { runId } = await runs.create(aRun({ tags: { a: 'b' } }))

      expect(await runs.deleteTag(runId, 'a')).toEqual({ status: 'done' })
      expect(await runs.deleteTag(runId, 'a')).toEqual({ status: 'no-tag' })
      expect(await runs.deleteTag(NO_RUN, 'a')).toEqual({ status: 'unknown' })
    })

    test('datasets and models that a run used or made are kept, repeats once', async () => {
      await using under = await open()
      const { runs } = under.store
      const { runId } = await runs.create(aRun())
      const other = await runs.create(aRun())
      const dataset = aDataset({ schema: '{"s":1}', profile: '{"rows":2}', tags: { 'mlflow.data.context': 'eval' } })

      await runs.addInputs(runId, { datasets: [dataset, dataset, aDataset({ digest: 'def' })], models: ['m-1'] })
      await runs.addInputs(runId, { datasets: [aDataset({ tags: { later: 'x' } })], models: ['m-1'] })
      await runs.addInputs(other.runId, { datasets: [aDataset({ source: 'ignored' })] })
      await runs.addOutputs(runId, [
        { modelId: 'm-2', step: 1 },
        { modelId: 'm-2', step: 0 },
      ])

      expect(await runs.get(runId)).toMatchObject({
        datasets: [dataset, aDataset({ digest: 'def' })],
        modelInputs: ['m-1'],
        modelOutputs: [
          { modelId: 'm-2', step: 0 },
          { modelId: 'm-2', step: 1 },
        ],
      })
      // Within an experiment a dataset is one, as it was said first.
      expect((await runs.get(other.runId))?.datasets).toEqual([{ ...dataset, tags: {} }])
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
