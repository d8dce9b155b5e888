import { unixMillis } from '@loupe-ai/model'
import { describe, expect, test } from 'vitest'
import type { MetadataStores } from '../metadata/metadata-stores.ts'
import { aDataset, aMetric, aRun, NO_RUN } from './a-run.ts'
import type { UnderTest } from './under-test.ts'

/** What a RunStore promises of what is logged of runs, also by several at once; a part of the suite of run stores. */
export function runLogContract(name: string, open: () => Promise<UnderTest<MetadataStores>>): void {
  describe(`${name} keeps what is logged of runs`, () => {
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
  })
}
