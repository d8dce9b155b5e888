import { existsSync } from 'node:fs'
import { readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type JsonText, traceId } from '@loupe-ai/model'
import { expect, test, vi } from 'vitest'
import { traceArtifactPath } from '../artifacts/trace-artifacts.ts'
import { openStores, type Stores } from '../open-stores.ts'
import { aSpan } from '../testing/a-span.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { backUpStores } from './back-up-stores.ts'
import { newestBackup, sizeBelow } from './backup-folder.ts'
import { restoreStores } from './restore-stores.ts'

const payload = (text: string): JsonText =>
  JSON.stringify({ messages: [{ role: 'user', content: `question ${text}` }] }) as JsonText

const span = (id: string) => aSpan({ traceId: traceId(id), inputs: payload(id) })

async function opened(folder: string): Promise<Stores & { dataDir: string; backups: string }> {
  const [dataDir, backupsFolder] = [join(folder, 'data'), join(folder, 'backups')]
  return { ...(await openStores({ dataDir, backupsFolder })), dataDir, backups: backupsFolder }
}

test('everything that was acknowledged is in a backup that is made while more comes, and what is restored opens', async () => {
  await using folder = await temporaryFolder()
  const stores = await opened(folder.path)
  await stores.experiments.create({ name: 'kept' })
  const enough = new AbortController()
  const acknowledged: string[] = []
  const writing = (async () => {
    while (!enough.signal.aborted) {
      const id = traceId(`tr-${acknowledged.length}`)
      await stores.artifacts.put(traceArtifactPath(id, 'a.txt'), Buffer.from(id))
      await stores.traces.insertSpans([span(id)])
      acknowledged.push(id)
    }
  })()
  await vi.waitFor(() => expect(acknowledged.length).toBeGreaterThan(5), { timeout: 20_000 })
  const before = acknowledged.length

  await backUpStores({ ...stores, folder: join(stores.backups, 'one') })
  enough.abort()
  await writing
  await stores.close()
  const restored = join(folder.path, 'restored')
  const traces = await restoreStores({ folder: join(stores.backups, 'one'), dataDir: restored })

  expect(traces).toBeGreaterThanOrEqual(before)
  const again = await openStores({ dataDir: restored })
  for (let index = 0; index < traces; index++) {
    const id = traceId(`tr-${index}`)
    expect(await again.traces.getSpans(id)).toEqual([span(id)])
    expect((await again.artifacts.get(traceArtifactPath(id, 'a.txt')))?.size).toBe(id.length)
  }
  expect(await again.experiments.getByName('kept')).toBeDefined()
  await again.close()
})

test('a second backup holds only what is new, and is restored with the one that it builds upon', async () => {
  await using folder = await temporaryFolder()
  const stores = await opened(folder.path)
  const incompressible = (seed: number) =>
    payload(Array.from({ length: 20_000 }, (_, i) => (i * i * seed) % 7919).join())
  await stores.traces.insertSpans(
    [1, 2, 3, 4, 5].map((n) => aSpan({ traceId: traceId(`a${n}`), inputs: incompressible(n) })),
  )
  const whole = await backUpStores({ ...stores, folder: join(stores.backups, 'one') })
  await stores.traces.insertSpans([span('b')])
  expect(await newestBackup(stores.backups)).toBe('one')

  const more = await backUpStores({
    ...stores,
    folder: join(stores.backups, 'two'),
    base: join(stores.backups, 'one'),
  })
  await expect(
    backUpStores({ ...stores, folder: join(stores.backups, 'three'), base: join(stores.backups, 'two') }),
  ).rejects.toThrow('builds upon one itself')
  await stores.close()

  expect(await newestBackup(stores.backups)).toBe('one')
  expect(await sizeBelow(join(stores.backups, 'two', 'spans'))).toBeLessThan(
    0.7 * (await sizeBelow(join(stores.backups, 'one', 'spans'))),
  )
  expect(more).toBeLessThan(whole)
  const restored = join(folder.path, 'restored')
  expect(await restoreStores({ folder: join(stores.backups, 'two'), dataDir: restored })).toBe(6)
  await rm(join(stores.backups, 'one'), { recursive: true })
  await expect(
    restoreStores({ folder: join(stores.backups, 'two'), dataDir: join(folder.path, 'other') }),
  ).rejects.toThrow('builds upon')
})

test('nothing is written over, and what is no backup is refused', async () => {
  await using folder = await temporaryFolder()
  const stores = await opened(folder.path)
  await backUpStores({ ...stores, folder: join(stores.backups, 'one') })

  await expect(backUpStores({ ...stores, folder: join(stores.backups, 'one') })).rejects.toThrow('is there already')
  await expect(
    backUpStores({ ...stores, folder: join(stores.backups, 'two'), base: join(stores.backups, 'none') }),
  ).rejects.toThrow('is no backup')
  await expect(backUpStores({ ...stores, folder: join(folder.path, 'elsewhere') })).rejects.toThrow(/allowed/)
  expect(existsSync(join(folder.path, 'elsewhere'))).toBe(false)
  await stores.close()
  const full = join(folder.path, 'full')
  await expect(restoreStores({ folder: folder.path, dataDir: full })).rejects.toThrow('is no backup')
  await restoreStores({ folder: join(stores.backups, 'one'), dataDir: full })
  await writeFile(join(full, 'a'), '')
  await expect(restoreStores({ folder: join(stores.backups, 'one'), dataDir: full })).rejects.toThrow('is not empty')
  expect(await readdir(full)).not.toContain('.restoring')
})
