import type { FieldRef } from '@loupe-ai/model'
import { FilterError } from '../filter-failure.ts'
import { type OrderResult, readOrders } from '../read-orders.ts'
import { splitKey } from '../split-key.ts'
import { resolveTraceKey } from './resolve-trace-key.ts'

export type OrderByResult = OrderResult<FieldRef>

/** Reads the `order_by` of SearchTracesV3 (mlflow-wire.md §7.5), also by our keys of a trace. Never throws. */
export const parseTraceOrderBy = (clauses: readonly string[]): OrderByResult => readOrders(clauses, resolveOrderKey)

const NOT_OF_A_TRACE = ['span', 'feedback', 'expectation', 'issue']

function resolveOrderKey(word: string, position: number): FieldRef {
  const { entity, key } = splitKey(word)
  if (NOT_OF_A_TRACE.includes(entity)) throw new FilterError(`Invalid identifier type '${entity}'`, position)
  if (key === 'experiment_id' && entity !== 'tag' && entity !== 'tags' && !entity.endsWith('metadata')) {
    return { entity: 'attribute', key }
  }
  const field = resolveTraceKey(word, position)
  if (field.entity === 'attribute' && (field.key === 'text' || field.key === 'model' || field.key === 'prompt')) {
    throw new FilterError(`Invalid order_by key '${key}': a trace may have several.`, position)
  }
  return field
}
