import type { SpanId, TraceId } from './ids.ts'
import type { Span } from './span.ts'

/** What one model request cost, in US dollars at list price. A request whose price is not known has no cost: it is not 0. */
export interface SpanCost {
  readonly inputCost: number
  readonly outputCost: number
  readonly totalCost: number
  /** Where the prices came from, e.g. `genai-prices 0.1.8`; `sender` when the span said its cost itself. */
  readonly priceTable: string
}

/** What a trace cost: the sum over its spans. */
export type TraceCost = Omit<SpanCost, 'priceTable'>

export const addCost = (left: TraceCost | undefined, right: TraceCost): TraceCost => ({
  inputCost: dollars((left?.inputCost ?? 0) + right.inputCost),
  outputCost: dollars((left?.outputCost ?? 0) + right.outputCost),
  totalCost: dollars((left?.totalCost ?? 0) + right.totalCost),
})

/** To a millionth of a millionth: prices of a token have fewer digits, and what is left over is the noise of doubles. */
export const dollars = (amount: number): number => Math.round(amount * 1e12) / 1e12

/** What the price of a span depends on. */
export type ModelCall = Pick<
  Span,
  'traceId' | 'spanId' | 'startNanos' | 'model' | 'provider' | 'usage' | 'attributes' | 'cost'
>

/** What a span costs from now on; undefined when its price is not known any more. */
export interface Repricing {
  readonly traceId: TraceId
  readonly spanId: SpanId
  readonly cost: SpanCost | undefined
}
