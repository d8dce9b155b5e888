import { type AttributeKey, type FieldRef, TRACE_METADATA, TRACE_TAG } from '@loupe-ai/model'
import type { Binder } from './binder.ts'
import type { SqlField } from './compile-condition.ts'

/** Keys that the table of traces has nothing for: they speak of spans or of links. */
type ElsewhereKey = 'text' | 'model' | 'prompt'
type ColumnKey = Exclude<AttributeKey, 'run_id' | ElsewhereKey>

const nullable = (column: string): SqlField => ({
  sql: `ifNull(${column}, 0)`,
  type: 'Float64',
  exists: `${column} IS NOT NULL`,
})

const nullableText = (column: string): SqlField => ({
  sql: `ifNull(${column}, '')`,
  type: 'String',
  exists: `${column} IS NOT NULL`,
})

const COLUMNS: Readonly<Record<ColumnKey, SqlField>> = {
  request_id: { sql: 'trace_id', type: 'String' },
  experiment_id: { sql: 'toInt64OrZero(toString(experiment_id))', type: 'Int64' },
  client_request_id: nullableText('client_request_id'),
  name: nullableText('trace_name'),
  session: nullableText('session_id'),
  user: nullableText('user_id'),
  status: { sql: 'state', type: 'String' },
  timestamp_ms: { sql: 'start_millis', type: 'Int64' },
  execution_time_ms: { sql: 'ifNull(duration_millis, 0)', type: 'Float64', exists: 'duration_millis IS NOT NULL' },
  // Running traces count as ending where they start (mlflow-wire.md §7.2).
  end_time_ms: { sql: '(start_millis + ifNull(duration_millis, 0))', type: 'Float64' },
  span_count: { sql: 'span_count', type: 'Float64' },
  input_tokens: nullable('input_tokens'),
  output_tokens: nullable('output_tokens'),
  total_tokens: nullable('total_tokens'),
  cost: nullable('cost'),
}

/** What maps hold under these keys has a column besides. */
const COLUMN_OF: Readonly<Record<'tags' | 'metadata', ReadonlyMap<string, SqlField>>> = {
  tags: new Map([[TRACE_TAG.name, COLUMNS.name]]),
  metadata: new Map([
    [TRACE_METADATA.session, COLUMNS.session],
    [TRACE_METADATA.user, COLUMNS.user],
  ]),
}

/** Whether `traceField` knows the field: it is one of the trace, not of its spans, assessments or links. */
export const isTraceField = ({ entity, key }: FieldRef): boolean =>
  entity === 'tag' || entity === 'metadata' || (entity === 'attribute' && (key === 'run_id' || key in COLUMNS))

/** A field of a trace, or undefined if it is none. */
export function traceField(field: FieldRef, binder: Binder): SqlField | undefined {
  if (field.entity === 'tag') return inMap('tags', field.key, binder)
  if (field.entity === 'metadata') return inMap('metadata', field.key, binder)
  if (field.entity !== 'attribute' || field.key === 'text' || field.key === 'model' || field.key === 'prompt') {
    return undefined
  }
  return field.key === 'run_id' ? inMap('metadata', TRACE_METADATA.sourceRun, binder) : COLUMNS[field.key]
}

function inMap(column: 'tags' | 'metadata', key: string, binder: Binder): SqlField {
  const known = COLUMN_OF[column].get(key)
  if (known !== undefined) return known
  const bound = binder.bind(key, 'String')
  return { sql: `${column}[${bound}]`, type: 'String', exists: `mapContains(${column}, ${bound})` }
}

/** As it was counted, else the sum of what is known, as summaries tell it. */
export function totalTokens(countOf: (key: 'inputTokens' | 'outputTokens' | 'totalTokens') => SqlField): SqlField {
  const [input, output, total] = [countOf('inputTokens'), countOf('outputTokens'), countOf('totalTokens')]
  return {
    sql: `if(${total.exists}, ${total.sql}, ${input.sql} + ${output.sql})`,
    type: 'Float64',
    exists: `(${[input, output, total].map(({ exists }) => exists).join(' OR ')})`,
  }
}
