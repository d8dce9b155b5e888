import type { Repricing, TraceId } from '@loupe-ai/model'
import type { TraceStore } from '@loupe-ai/store'
import type { PriceCall } from './price-call.ts'

export interface RepricedTraces {
  /** Calls that used tokens. */
  readonly calls: number
  /** Of these, how many cost something else now. */
  readonly changed: number
}

/** Prices the calls of these traces anew, and stores what changed. What a sender said that a call cost stays. */
export async function repriceTraces(
  traces: Pick<TraceStore, 'getModelCalls' | 'reprice'>,
  ids: readonly TraceId[],
  priceCall: PriceCall,
): Promise<RepricedTraces> {
  const calls = await traces.getModelCalls(ids)
  const changes: Repricing[] = []
  for (const call of calls) {
    const cost = priceCall(call)
    const isSame =
      cost?.inputCost === call.cost?.inputCost &&
      cost?.outputCost === call.cost?.outputCost &&
      cost?.totalCost === call.cost?.totalCost
    if (!isSame) changes.push({ traceId: call.traceId, spanId: call.spanId, cost })
  }
  await traces.reprice(changes)
  return { calls: calls.length, changed: changes.length }
}
