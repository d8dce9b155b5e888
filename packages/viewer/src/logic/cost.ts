import { MLFLOW, TRACE_METADATA, type Span, type TraceCost, type TraceInfo } from '@loupe-ai/model'
import { formatCost } from '../format/cost.ts'
import type { JsonValue } from '../kit/json-value.ts'
import { at, jsonOf, jsonOfAttribute } from './json-of.ts'

/** What a trace cost, as far as it is known (mlflow-wire.md §4.5). */
export const costOfTrace = (info: TraceInfo): TraceCost | undefined =>
  info.cost ?? readCost(jsonOf(info.metadata[TRACE_METADATA.cost]))

export function costOfSpan(span: Span): TraceCost | undefined {
  if (span.cost !== undefined) return span.cost
  const said = span.attributes[MLFLOW.cost]
  return said === undefined ? undefined : readCost(jsonOfAttribute(said))
}

function readCost(value: JsonValue | undefined): TraceCost | undefined {
  const amount = (key: string): number | undefined => {
    const found = at(value, key)
    return typeof found === 'number' && Number.isFinite(found) && found >= 0 ? found : undefined
  }
  const inputCost = amount('input_cost')
  const outputCost = amount('output_cost')
  const totalCost = amount('total_cost')
  if (totalCost === undefined && inputCost === undefined && outputCost === undefined) return undefined
  const [input, output] = [inputCost ?? 0, outputCost ?? 0]
  return { inputCost: input, outputCost: output, totalCost: totalCost ?? input + output }
}

/** How a cost comes about: `$0.0012 in + $0.0031 out = $0.0043 at list price`. */
export function costSum(cost: TraceCost | undefined): string | undefined {
  if (cost === undefined) return undefined
  const { inputCost, outputCost, totalCost } = cost
  return `${formatCost(inputCost)} in + ${formatCost(outputCost)} out = ${formatCost(totalCost)} at list price`
}
