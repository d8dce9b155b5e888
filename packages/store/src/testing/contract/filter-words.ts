import type { Comparison, FieldRef, Filter, SpanKey } from '@loupe-ai/model'

/** Filters in few words, for tables of cases. */

export const attribute = (key: Extract<FieldRef, { entity: 'attribute' }>['key']): FieldRef => ({
  entity: 'attribute',
  key,
})

export const span = (key: SpanKey): FieldRef => ({ entity: 'span', key })

export const is = (field: FieldRef, value: string | number, operator: Comparison = '='): Filter => ({
  kind: 'compare',
  field,
  operator,
  value,
})

export const like = (field: FieldRef, pattern: string, ignoreCase = false): Filter => ({
  kind: 'like',
  field,
  pattern,
  ignoreCase,
})

export const isIn = (field: FieldRef, values: string[], negated = false): Filter => ({
  kind: 'in',
  field,
  values,
  negated,
})

export const exists = (field: FieldRef, negated = false): Filter => ({ kind: 'exists', field, negated })
export const and = (...parts: Filter[]): Filter => ({ kind: 'and', parts })
export const says = (text: string): Filter => ({ kind: 'says', text })

export const TEXT: FieldRef = attribute('text')
