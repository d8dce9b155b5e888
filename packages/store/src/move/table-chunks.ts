import type { Engine } from '../clickhouse/engine.ts'

/** Rows of one table that lie together on the disk. */
export interface Chunk {
  readonly table: string
  /** The engine's name of the part, which never changes while nothing merges. */
  readonly part: string
  /** From this row of the part on. */
  readonly offset: number
  readonly rows: number
}

/** About so many bytes are in memory for a chunk, a few times over. */
const CHUNK_BYTES = 8 * 1024 * 1024
const MAX_CHUNK_ROWS = 100_000

// The schema is made by migrations, and rows of a view come by its table.
const PARTS = `
  SELECT table, name AS part, toFloat64(rows) AS rows, toFloat64(data_uncompressed_bytes) AS bytes FROM system.parts
  WHERE database = currentDatabase() AND active AND rows > 0 AND table != 'schema_migrations'
  ORDER BY table, name`

/** Everything that the tables hold, in pieces. Merges must be stopped until the pieces were read. */
export async function listChunks(engine: Engine): Promise<Chunk[]> {
  const parts = await engine.rows<{ table: string; part: string; rows: number; bytes: number }>(PARTS, {}, 'write')
  return parts.flatMap(({ table, part, rows, bytes }) => {
    const perChunk = Math.max(1, Math.min(MAX_CHUNK_ROWS, Math.floor((CHUNK_BYTES * rows) / Math.max(1, bytes))))
    return Array.from({ length: Math.ceil(rows / perChunk) }, (_, index) => ({
      table,
      part,
      offset: index * perChunk,
      rows: Math.min(perChunk, rows - index * perChunk),
    }))
  })
}

/** The columns of each table that are stored, in order. */
export async function listColumns(engine: Engine): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await engine.rows<{ table: string; columns: string[] }>(
    `SELECT table, arrayMap(x -> x.2, arraySort(groupArray((position, name)))) AS columns FROM system.columns
    WHERE database = currentDatabase() AND default_kind IN ('', 'DEFAULT')
    GROUP BY table`,
    {},
    'write',
  )
  return new Map(rows.map(({ table, columns }) => [table, columns]))
}

/** The rows of a chunk as TSV, without those that were deleted. In base64 on the way, because a row may hold bytes that are no text. */
export async function readChunk(engine: Engine, chunk: Chunk, columns: readonly string[]): Promise<Uint8Array> {
  const [row] = await engine.rows<{ tsv: string }>(
    `SELECT base64Encode(arrayStringConcat(groupArray(formatRow('TSV', ${columns.join(', ')})))) AS tsv
    FROM ${chunk.table}
    WHERE _part = {part:String} AND _part_offset >= {first:UInt64} AND _part_offset < {end:UInt64}`,
    { part: chunk.part, first: chunk.offset, end: chunk.offset + chunk.rows },
    'write',
  )
  return Buffer.from(row?.tsv ?? '', 'base64')
}
