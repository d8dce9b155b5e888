import { type FieldRef, MLFLOW, type SpanKey } from '@loupe-ai/model'
import type { Binder } from './binder.ts'
import type { SqlField } from './compile-condition.ts'
import { totalTokens } from './trace-fields.ts'

const nullable = (column: string): SqlField => ({
  sql: `ifNull(${column}, '')`,
  type: 'String',
  exists: `${column} IS NOT NULL`,
})

const usage = (key: string): SqlField => {
  const value = `JSONExtract(usage, '${key}', 'Nullable(Float64)')`
  return { sql: `ifNull(${value}, 0)`, type: 'Float64', exists: `${value} IS NOT NULL` }
}

/** Without the cost, which may be stored elsewhere (span-cost-condition.ts). */
const COLUMNS: Readonly<Record<Exclude<SpanKey, 'cost'>, SqlField>> = {
  name: { sql: 'name', type: 'String' },
  type: { sql: 'type', type: 'String' },
  status: { sql: 'status_code', type: 'String' },
  model: nullable('model'),
  provider: nullable('provider'),
  duration_ms: {
    sql: '((ifNull(end_nanos, start_nanos) - start_nanos) / 1e6)',
    type: 'Float64',
    exists: 'end_nanos IS NOT NULL',
  },
  input_tokens: usage('inputTokens'),
  output_tokens: usage('outputTokens'),
  total_tokens: totalTokens(usage),
}

/** Attributes that are kept in columns of their own. */
const ATTRIBUTE_COLUMNS: Readonly<Record<string, SqlField>> = {
  [MLFLOW.spanType]: COLUMNS.type,
}

/** A field of a span, but for its cost and its texts. Throws a TypeError for a field that spans do not have. */
export function spanField(field: FieldRef, binder: Binder): SqlField {
  if (field.entity === 'span-attribute') return attributeField(field.key, binder)
  if (field.entity === 'span' && field.key !== 'cost') return COLUMNS[field.key]
  throw new TypeError(`not a field of a span: ${field.entity}.${field.key}`)
}

function attributeField(key: string, binder: Binder): SqlField {
  if (Object.hasOwn(ATTRIBUTE_COLUMNS, key)) return ATTRIBUTE_COLUMNS[key]!
  // As attribute-codec.ts writes it.
  const bound = binder.bind(key.startsWith('$') ? `$${key}` : key, 'String')
  const ofType = `JSONType(attributes, ${bound})`
  return {
    sql: `multiIf(${ofType} = 'String', JSONExtractString(attributes, ${bound}),
      ${ofType} = 'Double', toString(JSONExtractFloat(attributes, ${bound})), JSONExtractRaw(attributes, ${bound}))`,
    type: 'String',
    exists: `(${ofType} != 'Null')`,
  }
}
