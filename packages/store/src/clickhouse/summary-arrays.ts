import type { Filter, TraceCondition } from '@loupe-ai/model'
import type { Binder } from './binder.ts'
import { compileCondition } from './compile-condition.ts'

/** Columns of `traces` that hold every value which a field has in the spans of a trace. */
const ARRAYS = { name: 'span_names', type: 'span_types', status: 'span_statuses', model: 'models' } as const

type ArrayKey = keyof typeof ARRAYS

/** SQL over `traces`: a span satisfies `where`; undefined if the summaries do not tell. */
export function summaryCondition(where: Filter, binder: Binder): string | undefined {
  const condition = onlyCondition(where)
  if (condition?.field.entity !== 'span' || !Object.hasOwn(ARRAYS, condition.field.key)) return undefined
  const array = ARRAYS[condition.field.key as ArrayKey]
  if (condition.kind === 'exists') return condition.negated ? undefined : `notEmpty(${array})`
  if (condition.kind === 'compare' && condition.operator === '=') {
    return `has(${array}, ${binder.bind(String(condition.value), 'String')})`
  }
  return `arrayExists(v -> ${compileCondition(condition, { sql: 'v', type: 'String' }, binder)}, ${array})`
}

function onlyCondition(where: Filter): TraceCondition | undefined {
  if ('field' in where) return where
  if (where.kind === 'span') return onlyCondition(where.where)
  return where.kind === 'and' && where.parts.length === 1 ? onlyCondition(where.parts[0]!) : undefined
}

/** SQL over `traces` that holds of every trace of which a span satisfies `where`: it bounds where to look. */
export function summaryBounds(where: Filter, binder: Binder): string[] {
  if (where.kind === 'span') return summaryBounds(where.where, binder)
  if (where.kind === 'and') return where.parts.flatMap((part) => summaryBounds(part, binder))
  const bound = summaryCondition(where, binder)
  return bound === undefined ? [] : [bound]
}
