import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { lstat, mkdir, readdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import { Readable } from 'node:stream'
import {
  UnusablePath,
  type Artifact,
  type ArtifactContent,
  type ArtifactEntry,
  type ArtifactPath,
  type ArtifactStore,
  type ByteRange,
} from './artifact-store.ts'
import { fileNameOf, isHashName, textOfFileName } from './file-name.ts'

/** Begins with a dot, which no name of an artifact does. */
const UNFINISHED = '.unfinished'
/** Where the content type of `name` is kept: `name#type`. No name of an artifact has a `#` behind its beginning. */
const TYPE_SUFFIX = '#type'
/** Where the name is kept that a hash stands for: `#hash#name`. */
const NAME_SUFFIX = '#name'

export interface FolderArtifactOptions {
  /** Other processes write there too: what is unfinished may be theirs. */
  readonly isShared?: boolean
}

/**
 * Artifacts as files of the local disk, one folder a name. Files left half-written by a killed process go at the start.
 * Links that somebody laid into the folder are not followed out of it.
 */
export async function openFolderArtifactStore(
  folder: string,
  { isShared = false }: FolderArtifactOptions = {},
): Promise<ArtifactStore> {
  const unfinished = join(folder, UNFINISHED)
  if (!isShared) await rm(unfinished, { recursive: true, force: true })
  await mkdir(unfinished, { recursive: true })
  const root = await realpath(folder)

  const fileOf = (path: ArtifactPath): string => {
    if (path.length === 0) throw new RangeError('an artifact needs a name')
    return join(root, ...path.map(fileNameOf))
  }

  /** False where the folder is missing, or is somewhere else in truth. */
  async function isInside(directory: string): Promise<boolean> {
    const real = await found(realpath(directory))
    return real !== undefined && (real === root || real.startsWith(root + sep))
  }

  /** Makes the folders of a path, one by one: none is made behind a link that leads away. */
  async function makeFolder(names: ArtifactPath): Promise<string> {
    let directory = root
    for (const name of names) {
      const parent = directory
      directory = join(parent, fileNameOf(name))
      await mkdir(directory).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw asUnusable(error)
      })
      if (!(await lstat(directory)).isDirectory())
        throw new UnusablePath('a file or a link stands where a folder is meant')
      await keepName(directory, name)
    }
    return directory
  }

  /** A name that its hash stands for is written beside it, so that it can be listed. */
  async function keepName(file: string, name: string): Promise<void> {
    const isHashed = isHashName(fileNameOf(name)) && name.isWellFormed()
    if (isHashed && (await found(lstat(file + NAME_SUFFIX))) === undefined) await write(file + NAME_SUFFIX, name)
  }

  /** Whole or not at all: a reader never sees half a file, and neither does a restart. */
  async function write(file: string, content: ArtifactContent | string, beforeShown = async () => {}): Promise<void> {
    const temporary = join(unfinished, randomUUID())
    try {
      await writeFile(temporary, content, { mode: 0o600 })
      await beforeShown()
      await rename(temporary, file).catch((error: NodeJS.ErrnoException) => {
        throw asUnusable(error)
      })
    } catch (error) {
      await rm(temporary, { force: true })
      throw error
    }
  }

  /** What lies at a path that may be read: no link, and reached through none that leads away. */
  async function factsOf(file: string) {
    const facts = await found(lstat(file))
    return facts !== undefined && !facts.isSymbolicLink() && (await isInside(dirname(file))) ? facts : undefined
  }

  async function nameOf(directory: string, fileName: string): Promise<string | undefined> {
    if (fileName.startsWith('.') || fileName.indexOf('#', 1) !== -1) return undefined
    return textOfFileName(fileName) ?? (await found(readFile(join(directory, fileName + NAME_SUFFIX), 'utf8')))
  }

  return {
    async put(path, content, contentType) {
      const file = fileOf(path)
      await makeFolder(path.slice(0, -1))
      await write(file, content, async () => {
        // No content is ever there without its type.
        if (contentType !== undefined) await write(file + TYPE_SUFFIX, contentType)
        else await rm(file + TYPE_SUFFIX, { force: true })
        await keepName(file, path.at(-1)!)
      })
    },

    async get(path) {
      const file = fileOf(path)
      const facts = await factsOf(file)
      if (facts === undefined || !facts.isFile()) return undefined
      const contentType = await found(readFile(file + TYPE_SUFFIX, 'utf8'))
      return {
        size: facts.size,
        version: `${facts.size.toString(36)}-${Math.trunc(facts.mtimeMs).toString(36)}`,
        modifiedMillis: Math.trunc(facts.mtimeMs),
        ...(contentType !== undefined && { contentType }),
        read: (range) => readFrom(file, range),
      } satisfies Artifact
    },

    async list(path) {
      const directory = path.length === 0 ? root : fileOf(path)
      if (!(await isInside(directory))) return []
      const entries: ArtifactEntry[] = []
      for (const fileName of (await found(readdir(directory))) ?? []) {
        const facts = await factsOf(join(directory, fileName))
        const name = await nameOf(directory, fileName)
        if (name === undefined || facts === undefined) continue
        const isFolder = facts.isDirectory()
        const modifiedMillis = Math.trunc(facts.mtimeMs)
        entries.push({ name, isFolder, ...(!isFolder && { size: facts.size }), modifiedMillis })
      }
      return entries.toSorted((left, right) => (left.name < right.name ? -1 : 1))
    },

    async deleteBelow(path) {
      const file = fileOf(path)
      if (!(await isInside(dirname(file)))) return
      await rm(file, { recursive: true, force: true })
      for (const suffix of [TYPE_SUFFIX, NAME_SUFFIX]) await rm(file + suffix, { force: true })
    },
  }
}

const readFrom = (file: string, range: ByteRange | undefined): ReadableStream<Uint8Array> =>
  Readable.toWeb(
    createReadStream(file, range && { start: range.first, end: range.last }),
  ) as unknown as ReadableStream<Uint8Array>

const NOWHERE: ReadonlySet<string | undefined> = new Set(['ENOENT', 'ENOTDIR', 'EISDIR', 'ELOOP'])
const MISPLACED: ReadonlySet<string | undefined> = new Set(['ENOTDIR', 'EISDIR', 'ENOTEMPTY', 'EEXIST', 'ELOOP'])

/** Undefined where there is no such file. */
async function found<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading
  } catch (error) {
    if (NOWHERE.has((error as NodeJS.ErrnoException).code)) return undefined
    throw error
  }
}

const asUnusable = (error: NodeJS.ErrnoException): Error =>
  MISPLACED.has(error.code) ? new UnusablePath('a file stands where a folder is meant, or a folder for a file') : error
