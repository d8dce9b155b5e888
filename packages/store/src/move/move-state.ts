import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Chunk } from './table-chunks.ts'

/** Which chunks have arrived, kept in the folder that is moved, so that a move that was interrupted goes on. */
export interface MoveState {
  has(chunk: Chunk): boolean
  add(chunk: Chunk): Promise<void>
  /** All has arrived: the next move begins anew. */
  clear(): Promise<void>
}

const FILE = 'move.json'
const keyOf = ({ table, part, offset, rows }: Chunk): string => `${table} ${part} ${offset} ${rows}`

/** `target` names where things go: what has arrived elsewhere does not count. */
export async function openMoveState(dataDir: string, target: string): Promise<MoveState> {
  const path = join(dataDir, FILE)
  const done = new Set(await readDone(path, target))
  return {
    has: (chunk) => done.has(keyOf(chunk)),
    async add(chunk) {
      done.add(keyOf(chunk))
      const draft = `${path}.draft`
      await writeFile(draft, JSON.stringify({ target, done: [...done] }), { mode: 0o600 })
      await rename(draft, path)
    },
    clear: () => rm(path, { force: true }),
  }
}

/** A file that cannot be read means that nothing is known to have arrived, and all is sent again. */
async function readDone(path: string, target: string): Promise<readonly string[]> {
  try {
    const state = JSON.parse(await readFile(path, 'utf8')) as { target?: unknown; done?: unknown }
    return state.target === target && Array.isArray(state.done) ? state.done.map(String) : []
  } catch {
    return []
  }
}
