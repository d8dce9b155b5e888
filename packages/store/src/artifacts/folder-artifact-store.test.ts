import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { traceId } from '@loupe-ai/model'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { UnusablePath, type Artifact } from './artifact-store.ts'
import { fileNameOf } from './file-name.ts'
import { openFolderArtifactStore } from './folder-artifact-store.ts'
import { attachmentPath, deleteTraceArtifacts } from './trace-artifacts.ts'

const bytes = (text: string): Uint8Array => Buffer.from(text)
const textOf = async (artifact: Artifact | undefined): Promise<string | undefined> =>
  artifact === undefined ? undefined : String(await buffer(artifact.read()))

test('an artifact comes back with its type, whole or in part, also after a restart', async () => {
  await using folder = await temporaryFolder()
  const path = ['traces', 'tr-1', 'artifacts', 'attachments', 'a']
  await (await openFolderArtifactStore(folder.path)).put(path, bytes('0123456789'), 'image/png')

  const artifact = await (await openFolderArtifactStore(folder.path)).get(path)

  expect(artifact).toMatchObject({ size: 10, contentType: 'image/png' })
  expect(await textOf(artifact)).toBe('0123456789')
  expect(String(await buffer(artifact!.read({ first: 2, last: 4 })))).toBe('234')
})

test('putting again replaces content and type, and leaves no other file', async () => {
  await using folder = await temporaryFolder()
  const store = await openFolderArtifactStore(folder.path)
  await store.put(['a'], bytes('one'), 'text/plain')
  await store.put(['a'], bytes('two!'))

  const artifact = await store.get(['a'])

  expect(artifact).toMatchObject({ size: 4 })
  expect(artifact!.contentType).toBeUndefined()
  expect(await textOf(artifact)).toBe('two!')
  expect(await readdir(folder.path, { recursive: true })).toEqual(['.unfinished', 'a'])
})

test('what is not there is nothing, a folder too', async () => {
  await using folder = await temporaryFolder()
  const store = await openFolderArtifactStore(folder.path)
  await store.put(['a', 'b'], bytes('x'))

  expect(await store.get(['nowhere'])).toBeUndefined()
  expect(await store.get(['a'])).toBeUndefined()
  expect(await store.get(['a', 'b', 'c'])).toBeUndefined()
  await expect(store.get([])).rejects.toThrow(RangeError)
  await expect(store.deleteBelow([])).rejects.toThrow(RangeError)
})

const HOSTILE = [
  '..',
  '.',
  '',
  '/',
  '../..',
  '..\\..',
  '%2e%2e',
  '/etc/passwd',
  'C:\\x',
  'a\0b',
  '\ud800',
  'x'.repeat(9e3),
]
const anyName = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary' }), fc.string())

test('no path leaves the folder, whatever its names are', () => {
  fc.assert(
    fc.property(fc.array(anyName, { minLength: 1 }), (names) => {
      const inside = relative('/data/folder', resolve(join('/data/folder', ...names.map(fileNameOf))))
      expect(inside.split('/')).toEqual(names.map(fileNameOf))
      expect(inside.startsWith('.')).toBe(false)
    }),
  )
})

test('different names are different files that any disk takes', () => {
  fc.assert(
    fc.property(anyName, anyName, (one, other) => {
      expect(fileNameOf(one) === fileNameOf(other)).toBe(one === other)
      expect(Buffer.byteLength(fileNameOf(one))).toBeLessThan(250)
      // oxlint-disable-next-line no-control-regex -- control characters are what must not be there
      expect(fileNameOf(one)).not.toMatch(/[\0-\x1f/\\:*?"<>|]/)
    }),
  )
})

test('hostile names are kept and found like any other', async () => {
  await using folder = await temporaryFolder()
  const store = await openFolderArtifactStore(folder.path)
  for (const name of HOSTILE) await store.put(['traces', name, name], bytes(`content of ${name.slice(0, 9)}`))

  for (const name of HOSTILE) {
    expect(await textOf(await store.get(['traces', name, name]))).toBe(String(bytes(`content of ${name.slice(0, 9)}`)))
  }
  expect((await readdir(folder.path)).toSorted()).toEqual(['.unfinished', 'traces'])
})

test('the attachments of a trace go with it, those of others stay', async () => {
  await using folder = await temporaryFolder()
  const store = await openFolderArtifactStore(folder.path)
  const [gone, kept] = [traceId('tr-1'), traceId('tr-10')]
  for (const id of [gone, kept]) await store.put(attachmentPath(id, 'a'), bytes(id), 'image/png')

  await deleteTraceArtifacts(store, [gone, traceId('tr-never-there')])

  expect(await store.get(attachmentPath(gone, 'a'))).toBeUndefined()
  expect(await textOf(await store.get(attachmentPath(kept, 'a')))).toBe('tr-10')
})

test('what is below a path is listed by its names, whatever they are, one level of it', async () => {
  await using folder = await temporaryFolder()
  const store = await openFolderArtifactStore(folder.path)
  const long = '長い名前'.repeat(30)
  const names = ['b.txt', 'a b', 'ü', '%41', '..', '.hidden', long]
  for (const name of names) await store.put(['run', name], bytes('12345'), 'text/plain')
  await store.put(['run', 'folder', 'inner'], bytes('x'))
  await store.put(['run', `${long}/folder`, 'inner'], bytes('x'))

  const entries = await store.list(['run'])

  expect(entries.map(({ name }) => name)).toEqual([...names, 'folder', `${long}/folder`].toSorted())
  expect(entries.find(({ name }) => name === long)).toMatchObject({ isFolder: false, size: 5 })
  expect(entries.find(({ name }) => name === 'folder')).toMatchObject({ isFolder: true })
  expect(await store.list([])).toMatchObject([{ name: 'run', isFolder: true }])
  expect([await store.list(['nowhere']), await store.list(['run', 'ü'])]).toEqual([[], []])
})

test('content that comes by and by is there when all of it has come, and not at all when it breaks off', async () => {
  await using folder = await temporaryFolder()
  const store = await openFolderArtifactStore(folder.path)
  await store.put(['a'], bytes('before'), 'text/plain')
  const seen: (string | undefined)[] = []
  async function* content(failure?: Error) {
    yield bytes('one')
    seen.push(await textOf(await store.get(['a'])))
    if (failure !== undefined) throw failure
    yield bytes('two')
  }

  await expect(store.put(['a'], content(new Error('gone')), 'image/png')).rejects.toThrow('gone')
  const afterFailure = await store.get(['a'])
  await store.put(['a'], content())

  expect(seen).toEqual(['before', 'before'])
  expect([afterFailure!.contentType, await textOf(await store.get(['a']))]).toEqual(['text/plain', 'onetwo'])
  expect(await readdir(join(folder.path, '.unfinished'))).toEqual([])
})

test('a file where a folder is meant, or the other way round, is an unusable path', async () => {
  await using folder = await temporaryFolder()
  const store = await openFolderArtifactStore(folder.path)
  await store.put(['file'], bytes('x'))
  await store.put(['folder', 'b'], bytes('x'))

  await expect(store.put(['file', 'below'], bytes('y'))).rejects.toThrow(UnusablePath)
  await expect(store.put(['file', 'below', 'further'], bytes('y'))).rejects.toThrow(UnusablePath)
  await expect(store.put(['folder'], bytes('y'))).rejects.toThrow(UnusablePath)
})

test('a link that leads out of the folder is not followed, neither to read, nor to write, nor to delete', async () => {
  await using outside = await temporaryFolder()
  await using folder = await temporaryFolder()
  await writeFile(join(outside.path, 'secret'), 'secret')
  const store = await openFolderArtifactStore(folder.path)
  await mkdir(join(folder.path, 'run'))
  await symlink(outside.path, join(folder.path, 'run', 'away'))
  await symlink(join(outside.path, 'secret'), join(folder.path, 'run', 'file'))

  expect(await store.get(['run', 'away', 'secret'])).toBeUndefined()
  expect(await store.get(['run', 'file'])).toBeUndefined()
  expect(await store.list(['run', 'away'])).toEqual([])
  await expect(store.put(['run', 'away', 'new'], bytes('x'))).rejects.toThrow(UnusablePath)
  await expect(store.put(['run', 'away', 'deep', 'new'], bytes('x'))).rejects.toThrow(UnusablePath)
  await store.deleteBelow(['run', 'away', 'secret'])
  await store.put(['run', 'file'], bytes('mine'))

  expect(await readdir(outside.path)).toEqual(['secret'])
  expect(await readFile(join(outside.path, 'secret'), 'utf8')).toBe('secret')
  expect(await textOf(await store.get(['run', 'file']))).toBe('mine')
})
