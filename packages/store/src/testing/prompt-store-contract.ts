import type { PromptFilter, PromptVersionFilter } from '@loupe-ai/model'
import { describe, expect, test } from 'vitest'
import type { MetadataStores } from '../metadata/metadata-stores.ts'
import type { NewPromptVersion, PromptStore } from '../prompt-store.ts'
import { InvalidPageToken } from '../trace-store.ts'
import type { UnderTest } from './under-test.ts'

const aVersion = (fields: Partial<NewPromptVersion> = {}): NewPromptVersion => ({
  name: 'greet',
  description: '',
  source: 'dummy-source',
  runId: '',
  runLink: '',
  tags: { 'mlflow.prompt.text': 'Hello {{name}}' },
  ...fields,
})

async function withVersions(prompts: PromptStore, name: string, count: number): Promise<void> {
  await prompts.create({ name, tags: { 'mlflow.prompt.is_prompt': 'true' } })
  for (let version = 1; version <= count; version++) {
    await prompts.addVersion(aVersion({ name, tags: { 'mlflow.prompt.text': `${name} ${version}` } }))
  }
}

/** What every PromptStore promises, as a suite that each implementation runs. */
export function promptStoreContract(name: string, open: () => Promise<UnderTest<MetadataStores>>): void {
  describe(`${name} keeps the promises of a prompt store`, () => {
    test('a prompt is as it was made, and its name is taken once', async () => {
      await using under = await open()
      const { prompts } = under.store
      const made = await Promise.all(
        Array.from({ length: 4 }, () =>
          prompts.create({ name: 'grüße', description: 'd', tags: { a: 'b', "it's": '' } }),
        ),
      )

      const prompt = await prompts.get('grüße')

      expect(made.filter((each) => each !== undefined)).toEqual([prompt])
      expect(prompt).toEqual({
        name: 'grüße',
        description: 'd',
        createdMillis: expect.any(Number),
        updatedMillis: prompt?.createdMillis,
        tags: { a: 'b', "it's": '' },
        aliases: {},
      })
      expect(await prompts.get('none')).toBeUndefined()
    })

    test('versions count from 1, also when several come at once, and never come twice', async () => {
      await using under = await open()
      const { prompts } = under.store
      await prompts.create({ name: 'greet', tags: {} })

      const added = await Promise.all(Array.from({ length: 4 }, () => prompts.addVersion(aVersion())))
      await prompts.deleteVersion('greet', 4)
      const next = await prompts.addVersion(aVersion({ description: 'next', runId: 'r', runLink: 'l' }))

      expect(added.map((version) => version?.version).toSorted()).toEqual([1, 2, 3, 4])
      expect(next).toMatchObject({ version: 5, description: 'next', runId: 'r', runLink: 'l', source: 'dummy-source' })
      expect(await prompts.getVersion('greet', 5)).toEqual(next)
      expect(await prompts.getVersion('greet', 4)).toBeUndefined()
      expect((await prompts.get('greet'))?.latestVersion).toEqual(next)
      expect(await prompts.addVersion(aVersion({ name: 'none' }))).toBeUndefined()
    })

    test('descriptions and tags change', async () => {
      await using under = await open()
      const { prompts } = under.store
      await withVersions(prompts, 'greet', 1)

      expect(await prompts.describe('greet', 'new')).toMatchObject({ description: 'new' })
      expect(await prompts.describeVersion('greet', 1, 'newer')).toMatchObject({ description: 'newer' })
      expect(await prompts.setTag('greet', 'a', '1')).toBe('done')
      expect(await prompts.setTag('greet', 'a', '2')).toBe('done')
      expect(await prompts.setVersionTag('greet', 1, 'b', '1')).toBe('done')
      expect(await prompts.deleteTag('greet', 'mlflow.prompt.is_prompt')).toBe('done')
      expect(await prompts.deleteVersionTag('greet', 1, 'mlflow.prompt.text')).toBe('done')

      expect(await prompts.get('greet')).toMatchObject({ description: 'new', tags: { a: '2' } })
      expect(await prompts.getVersion('greet', 1)).toMatchObject({ description: 'newer', tags: { b: '1' } })
      expect((await prompts.get('greet'))?.tags).toEqual({ a: '2' })
    })

    test('an alias names one version, and goes with it', async () => {
      await using under = await open()
      const { prompts } = under.store
      await withVersions(prompts, 'greet', 2)

      expect(await prompts.setAlias('greet', 'production', 1)).toBe('done')
      expect(await prompts.setAlias('greet', 'production', 2)).toBe('done')
      expect(await prompts.setAlias('greet', 'beta', 2)).toBe('done')
      expect(await prompts.setAlias('greet', 'beta', 7)).toBe('no-version')
      expect((await prompts.getVersion('greet', 1))?.aliases).toEqual([])
      expect((await prompts.getVersion('greet', 2))?.aliases).toEqual(['beta', 'production'])
      expect(await prompts.deleteAlias('greet', 'beta')).toBe('done')
      expect((await prompts.get('greet'))?.aliases).toEqual({ production: 2 })
      expect(await prompts.deleteVersion('greet', 2)).toBe('done')

      expect(await prompts.get('greet')).toMatchObject({ aliases: {}, latestVersion: { version: 1 } })
    })

    test('a deleted prompt is gone with all that it had, and its name is free', async () => {
      await using under = await open()
      const { prompts } = under.store
      await withVersions(prompts, 'greet', 2)
      await prompts.setAlias('greet', 'production', 1)

      expect(await prompts.delete('greet')).toBe(true)
      expect(await prompts.delete('greet')).toBe(false)
      expect(await prompts.getVersion('greet', 1)).toBeUndefined()

      expect(await prompts.create({ name: 'greet', tags: {} })).toMatchObject({ tags: {}, aliases: {} })
      expect(await prompts.addVersion(aVersion())).toMatchObject({ version: 1 })
    })

    test('what is not there cannot be changed', async () => {
      await using under = await open()
      const { prompts } = under.store
      await withVersions(prompts, 'greet', 1)

      expect([
        await prompts.setTag('none', 'k', 'v'),
        await prompts.deleteTag('none', 'k'),
        await prompts.setVersionTag('none', 1, 'k', 'v'),
        await prompts.setAlias('none', 'a', 1),
        await prompts.deleteAlias('none', 'a'),
      ]).toEqual(Array.from({ length: 5 }, () => 'no-prompt'))
      expect([
        await prompts.setVersionTag('greet', 2, 'k', 'v'),
        await prompts.deleteVersionTag('greet', 2, 'k'),
        await prompts.deleteVersion('greet', 2),
      ]).toEqual(['no-version', 'no-version', 'no-version'])
      expect([await prompts.describe('none', 'd'), await prompts.describeVersion('greet', 2, 'd')]).toEqual([
        undefined,
        undefined,
      ])
    })

    test('prompts are found by name and tag, in order, in pages', async () => {
      await using under = await open()
      const { prompts } = under.store
      for (const each of ['b', 'c', 'a']) await withVersions(prompts, each, 1)
      await prompts.setTag('c', 'team', 'x')
      const found = async (filter: PromptFilter): Promise<string[]> =>
        (await prompts.search({ filter, maxResults: 9 })).items.map((prompt) => prompt.name)

      const first = await prompts.search({ maxResults: 2 })
      const second = await prompts.search({ maxResults: 2, pageToken: first.nextPageToken! })
      const byName = { entity: 'attribute', key: 'name' } as const
      const descending = await prompts.search({ maxResults: 9, orderBy: [{ field: byName, descending: true }] })

      expect([...first.items, ...second.items].map((prompt) => prompt.name)).toEqual(['a', 'b', 'c'])
      expect(first.items[0]).toEqual(await prompts.get('a'))
      expect(second.nextPageToken).toBeUndefined()
      expect(descending.items.map((prompt) => prompt.name)).toEqual(['c', 'b', 'a'])
      const team = { entity: 'tag', key: 'team' } as const
      expect(await found({ kind: 'compare', field: team, operator: '=', value: 'x' })).toEqual(['c'])
      expect(await found({ kind: 'exists', field: team, negated: true })).toEqual(['a', 'b'])
      expect(await found({ kind: 'like', field: byName, pattern: 'A%', ignoreCase: true })).toEqual(['a'])
      await expect(prompts.search({ maxResults: 1, pageToken: 'x' })).rejects.toThrow(InvalidPageToken)
    })

    test('versions are found by prompt, number and tag, latest first, in pages', async () => {
      await using under = await open()
      const { prompts } = under.store
      await withVersions(prompts, 'greet', 3)
      await withVersions(prompts, 'other', 1)
      const byName = { entity: 'attribute', key: 'name' } as const
      const byNumber = { entity: 'attribute', key: 'version_number' } as const
      const ofGreet: PromptVersionFilter = { kind: 'compare', field: byName, operator: '=', value: 'greet' }
      const orderBy = [{ field: byNumber, descending: true }]

      const first = await prompts.searchVersions({ filter: ofGreet, orderBy, maxResults: 2 })
      const second = await prompts.searchVersions({
        filter: ofGreet,
        orderBy,
        maxResults: 2,
        pageToken: first.nextPageToken!,
      })
      const later = await prompts.searchVersions({
        filter: { kind: 'compare', field: byNumber, operator: '>=', value: 2 },
        maxResults: 9,
      })
      const byText = await prompts.searchVersions({
        filter: {
          kind: 'compare',
          field: { entity: 'tag', key: 'mlflow.prompt.text' },
          operator: '=',
          value: 'greet 2',
        },
        maxResults: 9,
      })

      expect([...first.items, ...second.items].map(({ version }) => version)).toEqual([3, 2, 1])
      expect(first.items[0]).toEqual(await prompts.getVersion('greet', 3))
      expect(later.items.map(({ version }) => version).toSorted()).toEqual([2, 3])
      expect(byText.items).toEqual([await prompts.getVersion('greet', 2)])
    })

    test('everything is there after closing and opening again', async () => {
      await using under = await open()
      await withVersions(under.store.prompts, 'greet', 2)
      await under.store.prompts.setAlias('greet', 'production', 1)
      const before = await under.store.prompts.get('greet')

      const again = await under.reopen()

      expect(await again.prompts.get('greet')).toEqual(before)
    })
  })
}
