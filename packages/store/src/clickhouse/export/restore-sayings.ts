import { hash } from 'node:crypto'
import type { TraceId, TraceRecord } from '@loupe-ai/model'
import type { TraceSayings } from '../../trace-store.ts'
import type { Engine } from '../engine.ts'
import { tsvRow } from '../tsv.ts'
import { jsonLines } from '../summary/summary-rows.ts'
import { EDIT_COLUMNS, type EditRow, rowsOfEdit } from '../summary/trace-edit-rows.ts'
import { addEdit, addRecord, type TraceState } from '../summary/trace-state.ts'

export interface SayingRows {
  readonly records: readonly {
    readonly trace_id: TraceId
    readonly digest: string
    readonly record: string
    readonly commit: string
  }[]
  readonly edits: readonly (EditRow & { readonly trace_id: TraceId; readonly commit: string })[]
}

/** The rows of what is said of some traces, for one commit. */
export function sayingRows(sayings: readonly TraceSayings[], commitNumber: bigint): SayingRows {
  const commit = String(commitNumber)
  return {
    records: sayings.flatMap(({ traceId, record }) => {
      if (record === undefined) return []
      const text = JSON.stringify({ ...record, traceId })
      return [{ trace_id: traceId, digest: hash('md5', text, 'hex'), record: text, commit }]
    }),
    edits: sayings.flatMap(({ traceId, edits }) =>
      edits.flatMap(rowsOfEdit).map((row) => ({ trace_id: traceId, ...row, commit })),
    ),
  }
}

export async function insertSayings(engine: Engine, { records, edits }: SayingRows): Promise<void> {
  if (records.length > 0) {
    await engine.insert({
      table: 'trace_records',
      columns: ['trace_id', 'digest', 'record', 'commit'],
      format: 'JSONEachRow',
      bytes: jsonLines(records),
    })
  }
  if (edits.length > 0) {
    await engine.insert({
      table: 'trace_edits',
      columns: EDIT_COLUMNS,
      format: 'TSV',
      // Row by row: together they may be longer than the longest text.
      bytes: Buffer.concat(edits.map(editLine)),
    })
  }
}

const editLine = ({ trace_id, kind, key, field, value, commit }: SayingRows['edits'][number]): Buffer =>
  Buffer.from(`${tsvRow([trace_id, kind, key, field, value, commit])}\n`)

export function applySayings({ records, edits }: SayingRows, stateOf: (id: TraceId) => TraceState): void {
  for (const { trace_id, digest, record } of records) {
    addRecord(stateOf(trace_id), digest, JSON.parse(record) as TraceRecord)
  }
  for (const { trace_id, kind, key, field, value } of edits) addEdit(stateOf(trace_id), { kind, key, field, value })
}
