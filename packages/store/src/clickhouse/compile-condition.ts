import type { TraceCondition } from '@loupe-ai/model'
import type { Binder } from './binder.ts'
import { compileText } from './text/compile-text.ts'

/** A field of a row as SQL. */
export interface SqlField {
  /** Never NULL: where the row does not have the field it gives anything. */
  readonly sql: string
  readonly type: 'String' | 'Int64' | 'Float64'
  /** SQL that is true where the row has the field; absent if every row has it. */
  readonly exists?: string
}

/** SQL, never NULL, that is true where `condition` holds of `field`; nothing but its absence holds of a field that is not there. */
export function compileCondition(condition: TraceCondition, field: SqlField, binder: Binder): string {
  if (condition.kind === 'exists') {
    const exists = field.exists ?? 'true'
    return condition.negated ? `NOT (${exists})` : `(${exists})`
  }
  const holds = compileValue(condition, field, binder)
  return field.exists === undefined ? `(${holds})` : `(${field.exists} AND ${holds})`
}

function compileValue(condition: Exclude<TraceCondition, { kind: 'exists' }>, field: SqlField, binder: Binder): string {
  const { sql, type } = field
  if (condition.kind !== 'compare') return compileText(condition, type === 'String' ? sql : `toString(${sql})`, binder)
  const { operator, value } = condition
  if (type !== 'String') return `${sql} ${operator} ${binder.bind(Number(value), 'Float64')}`
  if (typeof value === 'string') return `${sql} ${operator} ${binder.bind(value, 'String')}`
  return `ifNull(toFloat64OrNull(${sql}) ${operator} ${binder.bind(value, 'Float64')}, false)`
}
