import { dollars, LLM_COST, MLFLOW, type ModelCall, type SpanCost } from '@loupe-ai/model'
import { plainObject } from '../translate/attribute-content.ts'
import type { PriceTable } from './price-table.ts'
import { tierFactor } from './service-tier.ts'
import { tokensByKind } from './tokens-by-kind.ts'
import { amountsOf } from './unit-prices.ts'

/** What a call cost; undefined when that is not known. */
export type PriceCall = (call: Omit<ModelCall, 'cost' | 'traceId' | 'spanId'>) => SpanCost | undefined

const NANOS_PER_MILLI = 1_000_000n
/** Of names as Google's services give them: `models/…`, `publishers/google/models/…`, `projects/…/models/…`, `google/…`. */
const MODEL_PATH = /^(?:.*\/models\/|models\/|google\/)/

/** Prices by the first table that knows the model. What the sender says that a call cost stands. */
export function priceBy(tables: readonly PriceTable[]): PriceCall {
  return ({ model, provider, usage, startNanos, attributes }) => {
    const said = saidCost(attributes)
    if (said !== undefined) return said
    if (model === undefined || usage === undefined) return undefined
    if (!usage.inputTokens && !usage.outputTokens) return undefined
    const factor = tierFactor(attributes)
    if (factor === undefined) return undefined
    const query = { model: model.replace(MODEL_PATH, ''), provider, atMillis: Number(startNanos / NANOS_PER_MILLI) }
    for (const table of tables) {
      const prices = table.find(query)
      if (prices === undefined) continue
      const amounts = amountsOf(tokensByKind(usage, attributes), prices, factor)
      return amounts && { ...amounts, priceTable: table.name }
    }
    return undefined
  }
}

/** In MLflow's attribute (mlflow-wire.md §4.5), or OpenInference's. */
function saidCost(attributes: ModelCall['attributes']): SpanCost | undefined {
  const cost = plainObject(attributes[MLFLOW.cost])
  const input = cost === undefined ? attributes[LLM_COST.input] : cost['input_cost']
  const output = cost === undefined ? attributes[LLM_COST.output] : cost['output_cost']
  const total = cost === undefined ? attributes[LLM_COST.total] : cost['total_cost']
  const [inputCost, outputCost] = [amount(input) ?? 0, amount(output) ?? 0]
  const totalCost = amount(total) ?? (input === undefined && output === undefined ? undefined : inputCost + outputCost)
  return totalCost === undefined
    ? undefined
    : { inputCost, outputCost, totalCost: dollars(totalCost), priceTable: 'sender' }
}

const amount = (value: unknown): number | undefined => {
  const number = typeof value === 'bigint' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}
