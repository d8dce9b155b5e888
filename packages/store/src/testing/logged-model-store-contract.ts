import { experimentId, type LoggedModelField, type LoggedModelFilter, unixMillis } from '@loupe-ai/model'
import { describe, expect, test } from 'vitest'
import type { NewLoggedModel } from '../logged-model-store.ts'
import type { MetadataStores } from '../metadata/metadata-stores.ts'
import type { LoggedMetric } from '../run-store.ts'
import { InvalidPageToken } from '../trace-store.ts'
import type { UnderTest } from './under-test.ts'

const DEFAULT = experimentId('0')

const aModel = (fields: Partial<NewLoggedModel> = {}): NewLoggedModel => ({
  experimentId: DEFAULT,
  name: 'agent',
  modelType: '',
  sourceRunId: '',
  artifactRoot: 'mlflow-artifacts:/0',
  params: {},
  tags: {},
  ...fields,
})

const aMetric = (modelId: string, fields: Partial<LoggedMetric> = {}): LoggedMetric => ({
  key: 'accuracy',
  value: 0.5,
  timestampMillis: unixMillis(1_795_374_123_456),
  step: 0,
  modelId,
  ...fields,
})

/** Logs in a run of its own and gives the run's id. */
async function log({ runs }: MetadataStores, metrics: readonly LoggedMetric[]): Promise<string> {
  const { runId } = await runs.create({
    experimentId: DEFAULT,
    name: 'a run',
    userId: '',
    startMillis: unixMillis(1),
    artifactRoot: 'mlflow-artifacts:/0',
    tags: {},
  })
  await runs.log(runId, { metrics })
  return runId
}

/** What every LoggedModelStore promises, as a suite that each implementation runs. */
export function loggedModelStoreContract(name: string, open: () => Promise<UnderTest<MetadataStores>>): void {
  describe(`${name} keeps the promises of a store of logged models`, () => {
    test('a model is as it was made, pending, with a folder below that of its experiment', async () => {
      await using under = await open()
      const { loggedModels } = under.store

      const model = await loggedModels.create(
        aModel({ modelType: 'agent', sourceRunId: 'r', params: { llm: 'ä' }, tags: { team: 'a' } }),
      )

      expect(model.modelId).toMatch(/^m-[0-9a-f]{32}$/)
      expect(model).toEqual({
        modelId: model.modelId,
        experimentId: '0',
        name: 'agent',
        status: 'PENDING',
        createdMillis: expect.any(Number),
        updatedMillis: model.createdMillis,
        artifactUri: `mlflow-artifacts:/0/models/${model.modelId}/artifacts`,
        modelType: 'agent',
        sourceRunId: 'r',
        lifecycleStage: 'active',
        params: { llm: 'ä' },
        tags: { team: 'a' },
        metrics: [],
      })
      expect(await loggedModels.get(model.modelId)).toEqual(model)
      expect(await loggedModels.get('m-none')).toBeUndefined()
    })

    test('a model is finalized and deleted', async () => {
      await using under = await open()
      const { loggedModels } = under.store
      const { modelId } = await loggedModels.create(aModel())

      expect(await loggedModels.finalize(modelId, 'READY')).toMatchObject({ status: 'READY' })
      expect(await loggedModels.finalize('m-none', 'READY')).toBeUndefined()
      expect(await loggedModels.delete(modelId)).toBe(true)
      expect(await loggedModels.delete('m-none')).toBe(false)

      expect(await loggedModels.get(modelId)).toMatchObject({ status: 'READY', lifecycleStage: 'deleted' })
      expect((await loggedModels.search({ experimentIds: [DEFAULT], maxResults: 9 })).items).toEqual([])
    })

    test('parameters come and never change, tags come, change and go', async () => {
      await using under = await open()
      const { loggedModels } = under.store
      const { modelId } = await loggedModels.create(aModel({ params: { llm: 'a' } }))
      const param = (key: string, value: string): { key: string; value: string }[] => [{ key, value }]

      expect(await loggedModels.addParams(modelId, param('temperature', '1'))).toEqual({ status: 'done' })
      expect(await loggedModels.addParams(modelId, param('llm', 'a'))).toEqual({ status: 'done' })
      expect(await loggedModels.addParams(modelId, [...param('new', 'x'), ...param('llm', 'b')])).toEqual({
        status: 'conflict',
        params: [{ key: 'llm', oldValue: 'a', newValue: 'b' }],
      })
      expect(await loggedModels.addParams('m-none', param('a', 'b'))).toEqual({ status: 'unknown' })
      expect(await loggedModels.setTags(modelId, [...param('t', '1'), ...param('t', '2'), ...param('u', '3')])).toBe(
        true,
      )
      expect(await loggedModels.setTags('m-none', param('t', '1'))).toBe(false)
      expect(await loggedModels.deleteTag(modelId, 'u')).toBe('done')
      expect(await loggedModels.deleteTag(modelId, 'u')).toBe('no-tag')
      expect(await loggedModels.deleteTag('m-none', 'u')).toBe('unknown')

      expect(await loggedModels.get(modelId)).toMatchObject({
        params: { llm: 'a', temperature: '1' },
        tags: { t: '2' },
      })
      expect(Object.keys((await loggedModels.get(modelId))?.params ?? {})).toEqual(['llm', 'temperature'])
    })

    test('writers who name the same things in another order do not lock each other out', async () => {
      await using under = await open()
      const { loggedModels } = under.store
      const { modelId } = await loggedModels.create(aModel())
      const keys = Array.from({ length: 20 }, (_, index) => `k${index}`)

      const outcomes = await Promise.all(
        Array.from({ length: 16 }, async (_, writer) => {
          const entries = (writer % 2 === 0 ? keys : keys.toReversed()).map((key) => ({ key, value: 'v' }))
          return [await loggedModels.setTags(modelId, entries), (await loggedModels.addParams(modelId, entries)).status]
        }),
      )

      expect(outcomes).toEqual(outcomes.map(() => [true, 'done']))
    })

    test('what runs measure of a model is with the model and with the run, repeats once', async () => {
      await using under = await open()
      const { loggedModels, runs } = under.store
      const { modelId } = await loggedModels.create(aModel())
      const onDataset = { datasetName: 'questions', datasetDigest: 'abc' }
      const metric = aMetric(modelId, onDataset)

      const runId = await log(under.store, [
        metric,
        metric,
        aMetric(modelId, { key: 'nan', value: Number.NaN }),
        aMetric('m-none', { key: 'of nobody' }),
        aMetric(modelId, { key: 'of the run', modelId: undefined }),
      ])

      const { modelId: _, ...measured } = aMetric(modelId)
      expect((await loggedModels.get(modelId))?.metrics).toEqual([
        { ...measured, ...onDataset, modelId, runId },
        { ...measured, key: 'nan', value: Number.NaN, modelId, runId },
      ])
      expect((await runs.get(runId as never))?.metrics.map(({ key }) => key)).toEqual([
        'accuracy',
        'nan',
        'of nobody',
        'of the run',
      ])
    })

    test('models are found by what is known of them, in the order asked for, in pages of one as in one page', async () => {
      await using under = await open()
      const { loggedModels } = under.store
      const made = []
      for (const each of ['b', 'a', 'c']) {
        made.push(await loggedModels.create(aModel({ name: each, params: { llm: each }, tags: { team: each } })))
      }
      const [b, a] = made
      await loggedModels.finalize(a!.modelId, 'READY')
      await log(under.store, [
        aMetric(a!.modelId, { value: 0.9, datasetName: 'x', datasetDigest: '1' }),
        aMetric(a!.modelId, { value: 0.1, step: 1, datasetName: 'y' }),
        aMetric(b!.modelId, { value: 0.5, datasetName: 'x', datasetDigest: '2' }),
      ])
      const is = (field: LoggedModelField, value: string | number, operator: '=' | '>' = '='): LoggedModelFilter => ({
        kind: 'compare',
        field,
        operator,
        value,
      })
      const metric = { entity: 'metric', key: 'accuracy' } as const
      const byName = { field: { entity: 'attribute', key: 'name' }, descending: false } as const
      const query = { experimentIds: [DEFAULT, experimentId('77')], maxResults: 9, orderBy: [byName] }
      const found = async (fields: object): Promise<string> =>
        (await loggedModels.search({ ...query, ...fields })).items.map((model) => model.name).join('')

      expect(await found({})).toBe('abc')
      expect(await found({ experimentIds: [] })).toBe('')
      expect(await found({ filter: is({ entity: 'attribute', key: 'name' }, 'a') })).toBe('a')
      expect(await found({ filter: is({ entity: 'attribute', key: 'status' }, 'PENDING') })).toBe('bc')
      expect(await found({ filter: is({ entity: 'param', key: 'llm' }, 'c') })).toBe('c')
      expect(await found({ filter: is({ entity: 'tag', key: 'team' }, 'b') })).toBe('b')
      expect(await found({ filter: is(metric, 0.4, '>') })).toBe('ab')
      expect(await found({ filter: is(metric, 0.4, '>'), datasets: [{ name: 'y' }] })).toBe('')
      expect(await found({ datasets: [{ name: 'x' }] })).toBe('ab')
      expect(await found({ datasets: [{ name: 'x', digest: '2' }] })).toBe('b')
      expect(await found({ orderBy: [{ field: metric, descending: true }] })).toBe('bac')
      expect(await found({ orderBy: [{ field: metric, descending: true, datasetName: 'x' }] })).toBe('abc')
      const paged: string[] = []
      const orderBy = [{ field: metric, descending: false }]
      for (let pageToken: string | undefined, pages = 0; pages < 4; pages++) {
        const page = await loggedModels.search({
          ...query,
          orderBy,
          maxResults: 1,
          ...(pageToken !== undefined && { pageToken }),
        })
        paged.push(...page.items.map((model) => model.name))
        pageToken = page.nextPageToken
        if (pageToken === undefined) break
      }
      expect(paged).toEqual(['a', 'b', 'c'])
      await expect(loggedModels.search({ ...query, pageToken: 'x' })).rejects.toThrow(InvalidPageToken)
    })

    test('everything is there after closing and opening again', async () => {
      await using under = await open()
      const model = await under.store.loggedModels.create(aModel({ params: { a: 'b' } }))

      const again = await under.reopen()

      expect(await again.loggedModels.get(model.modelId)).toEqual(model)
    })
  })
}
