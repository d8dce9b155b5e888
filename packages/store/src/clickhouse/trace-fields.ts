import { type AttributeKey, type FieldRef, TRACE_METADATA, TRACE_TAG } from '@loupe-ai/model'
import type { Binder } from './binder.ts'

/** A field of the table of traces as SQL. */
export interface TraceField {
  readonly sql: string
  readonly type: 'String' | 'Int64' | 'Float64'
  /** SQL that is true where the trace has the field; absent if every trace has it. */
  readonly exists?: string
}

type ColumnKey = Exclude<AttributeKey, 'name' | 'run_id' | 'text'>

const COLUMNS: Readonly<Record<ColumnKey, TraceField>> = {
  request_id: { sql: 'trace_id', type: 'String' },
  client_request_id: {
    sql: "ifNull(client_request_id, '')",
    type: 'String',
    exists: 'client_request_id IS NOT NULL',
  },
  status: { sql: 'state', type: 'String' },
  timestamp_ms: { sql: 'start_millis', type: 'Int64' },
  execution_time_ms: { sql: 'ifNull(duration_millis, 0)', type: 'Float64', exists: 'duration_millis IS NOT NULL' },
  // Running traces count as ending where they start (mlflow-wire.md §7.2).
  end_time_ms: { sql: '(start_millis + ifNull(duration_millis, 0))', type: 'Float64' },
}

const SPAN_COLUMNS = { name: 'name', type: 'type', status: 'status_code' } as const

/** A field of a trace, or undefined if it is a field of its spans or assessments. */
export function traceField(field: FieldRef, binder: Binder): TraceField | undefined {
  switch (field.entity) {
    case 'tag':
      return inMap('tags', field.key, binder)
    case 'metadata':
      return inMap('metadata', field.key, binder)
    case 'span':
    case 'feedback':
    case 'expectation':
    case 'issue':
      return undefined
    case 'attribute':
      if (field.key === 'text') return undefined
      if (field.key === 'name') return inMap('tags', TRACE_TAG.name, binder)
      if (field.key === 'run_id') return inMap('metadata', TRACE_METADATA.sourceRun, binder)
      return COLUMNS[field.key]
  }
}

/** A field of a span: all its text for `attribute.text`. Throws if it is a field of the trace. */
export function spanField(field: FieldRef): TraceField {
  if (field.entity === 'span') return { sql: SPAN_COLUMNS[field.key], type: 'String' }
  if (field.entity === 'attribute' && field.key === 'text') return { sql: SPAN_TEXT, type: 'String' }
  throw new TypeError(`not a field of a span: ${field.entity}.${field.key}`)
}

const SPAN_TEXT = String.raw`concat(name, '\n', ifNull(inputs, ''), '\n', ifNull(outputs, ''), '\n', text)`

function inMap(column: 'tags' | 'metadata', key: string, binder: Binder): TraceField {
  const bound = binder.bind(key, 'String')
  return { sql: `${column}[${bound}]`, type: 'String', exists: `mapContains(${column}, ${bound})` }
}
