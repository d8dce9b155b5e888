import {
  type Comparison,
  type ExperimentField,
  type ExperimentFilter,
  experimentId,
  type ExperimentId,
} from '@loupe-ai/model'
import { describe, expect, test } from 'vitest'
import type { ExperimentStore } from '../experiment-store.ts'
import { InvalidPageToken } from '../trace-store.ts'
import type { UnderTest } from './under-test.ts'

/** What every ExperimentStore promises, as a suite that each implementation runs. */
export function experimentStoreContract(name: string, open: () => Promise<UnderTest<ExperimentStore>>): void {
  describe(`${name} keeps the promises of an experiment store`, () => {
    test('the default experiment is there from the start', async () => {
      await using under = await open()

      const byId = await under.store.get(experimentId('0'))

      expect(byId).toMatchObject({ name: 'Default', lifecycleStage: 'active', artifactLocation: 'mlflow-artifacts:/0' })
      expect(await under.store.getByName('Default')).toEqual(byId)
    })

    test('ids count from 1, and what was created is found by id and by name', async () => {
      await using under = await open()
      await under.store.create({ name: 'first' })
      const tags = { team: 'a', "it's": '\0日本' }
      const second = await under.store.create({ name: "second'; --", artifactLocation: 's3://bucket/x', tags })

      expect(second).toMatchObject({
        created: true,
        experiment: { experimentId: '2', name: "second'; --", artifactLocation: 's3://bucket/x', tags },
      })
      expect(await under.store.get(experimentId('1'))).toMatchObject({
        artifactLocation: 'mlflow-artifacts:/1',
        tags: {},
      })
      expect(await under.store.getByName("second'; --")).toMatchObject({ experimentId: '2', tags })
    })

    test('a name is taken once, also by two callers at the same time', async () => {
      await using under = await open()
      const answers = await Promise.all(
        Array.from({ length: 8 }, () => under.store.create({ name: 'same', tags: { a: 'b' } })),
      )

      const created = answers.filter((answer) => answer.created)
      const existing = answers.flatMap((answer) => (answer.created ? [] : [answer.existing]))

      expect(created).toHaveLength(1)
      expect(existing).toEqual(Array.from({ length: 7 }, () => created[0]?.experiment))
    })

    test('unknown ids and names are absent', async () => {
      await using under = await open()

      expect(await under.store.get(experimentId('77'))).toBeUndefined()
      expect(await under.store.get(experimentId('9999999999999999999'))).toBeUndefined()
      expect(await under.store.get(experimentId('00'))).toBeUndefined()
      expect(await under.store.getByName('missing')).toBeUndefined()
    })

    test('a list is newest first and in pages, each experiment once', async () => {
      await using under = await open()
      for (const name of ['a', 'b', 'c', 'd']) await under.store.create({ name, tags: { name } })

      const first = await under.store.search({ viewType: 'ACTIVE_ONLY', maxResults: 3 })
      await under.store.create({ name: 'meanwhile' })
      const second = await under.store.search({
        viewType: 'ACTIVE_ONLY',
        maxResults: 3,
        pageToken: first.nextPageToken,
      })

      expect(first.items.map(({ name, tags }) => [name, tags])).toEqual([
        ['d', { name: 'd' }],
        ['c', { name: 'c' }],
        ['b', { name: 'b' }],
      ])
      expect(second.items.map((experiment) => experiment.name)).toEqual(['a', 'Default'])
      expect(second.nextPageToken).toBeUndefined()
      expect((await under.store.search({ viewType: 'DELETED_ONLY', maxResults: 3 })).items).toEqual([])
    })

    test('experiments are found by filters over names, ids, times and tags', async () => {
      await using under = await open()
      await under.store.create({ name: 'chat', tags: { team: 'a', "o'dd": 'x' } })
      await under.store.create({ name: 'Chat', tags: { team: 'b' } })
      await under.store.create({ name: '100%' })
      const name: ExperimentField = { entity: 'attribute', key: 'name' }
      const id: ExperimentField = { entity: 'attribute', key: 'experiment_id' }
      const created: ExperimentField = { entity: 'attribute', key: 'creation_time' }
      const tag = (key: string): ExperimentField => ({ entity: 'tag', key })
      const is = (field: ExperimentField, value: string | number, operator: Comparison = '='): ExperimentFilter => ({
        kind: 'compare',
        field,
        operator,
        value,
      })
      const like = (pattern: string, ignoreCase = false): ExperimentFilter => ({
        kind: 'like',
        field: name,
        pattern,
        ignoreCase,
      })
      const cases: readonly (readonly [ExperimentFilter, readonly string[]])[] = [
        [is(name, 'chat'), ['chat']],
        [is(name, 'chat', '!='), ['100%', 'Chat', 'Default']],
        [like('ch%'), ['chat']],
        [like('ch%', true), ['Chat', 'chat']],
        [like('100_'), ['100%']],
        [is(id, '0'), ['Default']],
        [{ kind: 'in', field: id, values: ['0', '1'], negated: false }, ['Default', 'chat']],
        [is(created, 1, '<'), []],
        [is(tag('team'), 'a'), ['chat']],
        [is(tag('team'), 'a', '!='), ['Chat']],
        [is(tag("o'dd"), 'x'), ['chat']],
        [{ kind: 'exists', field: tag('team'), negated: true }, ['100%', 'Default']],
        [{ kind: 'not', part: is(tag('team'), 'a') }, ['100%', 'Chat', 'Default']],
        [{ kind: 'or', parts: [is(name, 'Default'), is(tag('team'), 'b')] }, ['Chat', 'Default']],
        [{ kind: 'and', parts: [like('%hat'), is(tag('team'), 'b')] }, ['Chat']],
      ]

      for (const [filter, found] of cases) {
        const { items } = await under.store.search({ viewType: 'ALL', maxResults: 9, filter })
        expect([filter, items.map((experiment) => experiment.name).toSorted()]).toEqual([filter, found])
      }
    })

    test('and come in the order asked for, page by page', async () => {
      await using under = await open()
      for (const name of ['b', 'a', 'd', 'c']) await under.store.create({ name })
      const listed = async (
        key: 'name' | 'experiment_id' | 'last_update_time',
        descending: boolean,
      ): Promise<string[]> => {
        const orderBy = [{ field: { entity: 'attribute', key }, descending } as const]
        const names: string[] = []
        let pageToken: string | undefined
        do {
          const page = await under.store.search({ viewType: 'ACTIVE_ONLY', maxResults: 2, orderBy, pageToken })
          names.push(...page.items.map((experiment) => experiment.name))
          pageToken = page.nextPageToken
        } while (pageToken !== undefined)
        return names
      }
      await under.store.setTag(experimentId('1'), 'changed', 'last')

      // Databases differ in whether capitals come first.
      const withoutDefault = (names: readonly string[]): string[] => names.filter((name) => name !== 'Default')

      expect(withoutDefault(await listed('name', false))).toEqual(['a', 'b', 'c', 'd'])
      expect(withoutDefault(await listed('name', true))).toEqual(['d', 'c', 'b', 'a'])
      expect(await listed('experiment_id', false)).toEqual(['Default', 'b', 'a', 'd', 'c'])
      expect((await listed('last_update_time', true)).toSorted()).toEqual(['Default', 'a', 'b', 'c', 'd'])
    })

    test.each(['', 'nonsense', Buffer.from('1,2,3').toString('base64url')])(
      'a token that this store did not make is refused: %s',
      async (pageToken) => {
        await using under = await open()

        const search = under.store.search({ viewType: 'ALL', maxResults: 3, pageToken })

        await expect(search).rejects.toThrow(InvalidPageToken)
      },
    )

    test('an experiment is renamed, deleted, restored and tagged', async () => {
      await using under = await open()
      await under.store.create({ name: 'first', tags: { kept: 'k', set: 'old' } })
      await under.store.create({ name: 'second' })
      const [first, second, none] = ['1', '2', '77'].map(experimentId) as [ExperimentId, ExperimentId, ExperimentId]

      expect(await under.store.update(first, { name: 'renamed' })).toBe('done')
      expect(await under.store.update(first, { name: 'renamed', lifecycleStage: 'deleted' })).toBe('done')
      expect(await under.store.update(second, { name: 'renamed' })).toBe('taken')
      expect(await under.store.update(none, { name: 'x' })).toBe('unknown')
      expect((await under.store.search({ viewType: 'DELETED_ONLY', maxResults: 3 })).items).toMatchObject([
        { name: 'renamed', lifecycleStage: 'deleted' },
      ])
      expect(await under.store.update(first, { lifecycleStage: 'active' })).toBe('done')
      await under.store.setTag(first, 'set', 'new')
      await under.store.setTag(first, 'more', 'm')
      await under.store.setTag(none, 'more', 'm')
      expect(await under.store.deleteTag(first, 'kept')).toBe(true)
      expect(await under.store.deleteTag(first, 'kept')).toBe(false)

      expect(await under.store.getByName('renamed')).toMatchObject({ experimentId: '1', lifecycleStage: 'active' })
      expect((await under.store.get(first))?.tags).toEqual({ set: 'new', more: 'm' })
    })

    test('two who take one name at once do not both get it', async () => {
      await using under = await open()
      for (const name of ['a', 'b', 'c', 'd']) await under.store.create({ name })

      const ids = ['1', '2', '3', '4'].map(experimentId)
      const answers = await Promise.all(ids.map((id) => under.store.update(id, { name: 'wanted' })))

      expect(answers.toSorted()).toEqual(['done', 'taken', 'taken', 'taken'])
    })

    test('everything is there after closing and opening again, and ids go on', async () => {
      await using under = await open()
      await under.store.create({ name: 'kept', tags: { a: 'b' } })

      const again = await under.reopen()

      expect(await again.getByName('kept')).toMatchObject({ experimentId: '1', tags: { a: 'b' } })
      expect(await again.create({ name: 'next' })).toMatchObject({ experiment: { experimentId: '2' } })
    })
  })
}
