import { describe } from 'vitest'
import type { TraceStore } from '../trace-store.ts'
import { convergesWhateverTheDelivery } from './contract/converges.ts'
import { filtersTraces } from './contract/filters.ts'
import { givesBackWhatWasSent } from './contract/gives-back.ts'
import { pagesThroughTraces } from './contract/pages.ts'
import { pricesSpans } from './contract/prices.ts'
import { summarizesTraces } from './contract/summarizes.ts'
import type { UnderTest } from './under-test.ts'

/** What every TraceStore promises, as a suite that each implementation runs. */
export function traceStoreContract(name: string, open: () => Promise<UnderTest<TraceStore>>): void {
  describe(`${name} keeps the promises of a trace store`, () => {
    givesBackWhatWasSent(open)
    summarizesTraces(open)
    convergesWhateverTheDelivery(open)
    filtersTraces(open)
    pagesThroughTraces(open)
    pricesSpans(open)
  })
}
