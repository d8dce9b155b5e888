import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import type { Artifact, ArtifactPath, ArtifactStore, ByteRange } from './artifact-store.ts'
import { fileNameOf } from './file-name.ts'

/** Begins with a dot, which no name of an artifact does. */
const UNFINISHED = '.unfinished'
/** Where the content type of `name` is kept: `name#type`. No name of an artifact has a `#` behind its beginning. */
const TYPE_SUFFIX = '#type'

/** Artifacts as files of the local disk, one folder a name. Files left half-written by a killed process go at the start. */
export async function openFolderArtifactStore(folder: string): Promise<ArtifactStore> {
  const unfinished = join(folder, UNFINISHED)
  await rm(unfinished, { recursive: true, force: true })
  await mkdir(unfinished, { recursive: true })

  const fileOf = (path: ArtifactPath): string => {
    if (path.length === 0) throw new RangeError('an artifact needs a name')
    return join(folder, ...path.map(fileNameOf))
  }

  /** Whole or not at all: a reader never sees half a file, and neither does a restart. */
  async function write(file: string, content: Uint8Array | string): Promise<void> {
    const temporary = join(unfinished, randomUUID())
    try {
      await writeFile(temporary, content, { mode: 0o600 })
      await rename(temporary, file)
    } catch (error) {
      await rm(temporary, { force: true })
      throw error
    }
  }

  return {
    async put(path, content, contentType) {
      const file = fileOf(path)
      await mkdir(dirname(file), { recursive: true })
      // First, so that no content is ever there without its type.
      if (contentType !== undefined) await write(file + TYPE_SUFFIX, contentType)
      else await rm(file + TYPE_SUFFIX, { force: true })
      await write(file, content)
    },

    async get(path) {
      const file = fileOf(path)
      const facts = await found(stat(file))
      if (facts === undefined || !facts.isFile()) return undefined
      const contentType = await found(readFile(file + TYPE_SUFFIX, 'utf8'))
      return {
        size: facts.size,
        version: `${facts.size.toString(36)}-${Math.trunc(facts.mtimeMs).toString(36)}`,
        ...(contentType !== undefined && { contentType }),
        read: (range) => readFrom(file, range),
      } satisfies Artifact
    },

    async deleteBelow(path) {
      const file = fileOf(path)
      await rm(file, { recursive: true, force: true })
      await rm(file + TYPE_SUFFIX, { force: true })
    },
  }
}

const readFrom = (file: string, range: ByteRange | undefined): ReadableStream<Uint8Array> =>
  Readable.toWeb(
    createReadStream(file, range && { start: range.first, end: range.last }),
  ) as unknown as ReadableStream<Uint8Array>

/** Undefined where there is no such file. */
async function found<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return undefined
    throw error
  }
}
