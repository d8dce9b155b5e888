import { mkdir, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { EngineError } from './engine-error.ts'

const NOT_ENOUGH_SPACE = 243

/**
 * Rows on their way into the engine, as files that are gone when they are stored. What stands behind a statement is looked
 * at by the engine as if it were SQL, byte by byte and more than once, which took a quarter of an insert's time.
 */
export class RowsFiles {
  /** The engine takes some characters of a path for a pattern of several. */
  readonly areReadable: boolean
  readonly #folder: string
  #written = 0

  private constructor(folder: string) {
    this.#folder = folder
    this.areReadable = !/[*?{}]/.test(folder)
  }

  /** Empties the folder: what a process that died left there was not confirmed. */
  static async open(folder: string): Promise<RowsFiles> {
    await rm(folder, { recursive: true, force: true })
    await mkdir(folder, { recursive: true, mode: 0o700 })
    return new RowsFiles(folder)
  }

  /** Gives `work` the path of a file that holds `bytes`. Rejects with an EngineError where it cannot be written. */
  async with<T>(bytes: Uint8Array, work: (path: string) => Promise<T>): Promise<T> {
    const path = join(this.#folder, String(this.#written++))
    try {
      await write(path, bytes)
      return await work(path)
    } finally {
      await rm(path, { force: true })
    }
  }

  remove(): Promise<void> {
    return rm(this.#folder, { recursive: true, force: true })
  }
}

async function write(path: string, bytes: Uint8Array): Promise<void> {
  try {
    await using file = await open(path, 'wx', 0o600)
    await file.writeFile(bytes)
  } catch (error) {
    const isFull = error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')
    throw new EngineError(
      `rows cannot be handed to the engine: ${String(error)}`,
      isFull ? NOT_ENOUGH_SPACE : undefined,
      error,
    )
  }
}
