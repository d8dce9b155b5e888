import type { Engine } from '../clickhouse/engine.ts'
import type { MoveState } from './move-state.ts'
import { type Chunk, listChunks, listColumns, readChunk } from './table-chunks.ts'

export interface MovedRows {
  /** Rows that had arrived before, and now. */
  readonly rows: number
  readonly totalRows: number
}

export interface MoveSpansParts {
  readonly from: Engine
  readonly to: Engine
  readonly state: MoveState
  readonly onProgress: (moved: MovedRows) => void
  readonly signal?: AbortSignal
}

/** Sends every row that has not arrived yet; both sides have the same schema. Reads ahead while a chunk is on its way. */
export async function moveSpans({ from, to, state, onProgress, signal }: MoveSpansParts): Promise<MovedRows> {
  // Parts keep their names then, by which a move that was interrupted knows them.
  await from.run('SYSTEM STOP MERGES')
  const [chunks, columns] = await Promise.all([listChunks(from), listColumns(from)])
  const totalRows = sumRows(chunks)
  const missing = chunks.filter((chunk) => !state.has(chunk))
  let rows = totalRows - sumRows(missing)
  const read = (chunk: Chunk | undefined): Promise<Uint8Array> | undefined =>
    chunk && readChunk(from, chunk, columns.get(chunk.table)!)
  let ahead = read(missing[0])
  for (const [index, chunk] of missing.entries()) {
    const bytes = await ahead!
    signal?.throwIfAborted()
    ahead = read(missing[index + 1])
    // A failure of the read shows when it is awaited, whatever becomes of the insert.
    ahead?.catch(() => {})
    if (bytes.length > 0)
      await to.insert({ table: chunk.table, columns: columns.get(chunk.table)!, format: 'TSV', bytes })
    await state.add(chunk)
    rows += chunk.rows
    onProgress({ rows, totalRows })
  }
  const left = new Set((await listChunks(from)).map(({ part }) => part))
  if (!chunks.every(({ part }) => left.has(part)))
    throw new Error('the folder changed while it was read: move it again')
  return { rows, totalRows }
}

const sumRows = (chunks: readonly Chunk[]): number => chunks.reduce((sum, { rows }) => sum + rows, 0)
