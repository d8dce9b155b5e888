import { describe } from 'vitest'
import type { TraceStore } from '../trace-store.ts'
import { addsEvents } from './contract/adds-events.ts'
import { convergesWhateverTheDelivery } from './contract/converges.ts'
import { deletesTraces } from './contract/deletes.ts'
import { editsTraces } from './contract/edits.ts'
import { filtersByLogic } from './contract/filter-logic.ts'
import { filtersByTrees } from './contract/filter-trees.ts'
import { filtersTraces } from './contract/filters.ts'
import { findsText } from './contract/finds-text.ts'
import { givesBackWhatWasSent } from './contract/gives-back.ts'
import { limitsTraces, type OpenLimited } from './contract/limits-traces.ts'
import { measuresTraces } from './contract/metrics.ts'
import { movesTraces } from './contract/moves.ts'
import { pagesThroughTraces } from './contract/pages.ts'
import { pricesSpans } from './contract/prices.ts'
import { summarizesTraces } from './contract/summarizes.ts'
import type { UnderTest } from './under-test.ts'

/**
 * What every TraceStore promises, as a suite that each implementation runs. In three parts, for three test files: an engine
 * that is opened 40 times in one process has no thread left.
 */
export function traceStoreContract(name: string, open: () => Promise<UnderTest<TraceStore>>): void {
  describe(`${name} keeps the promises of a trace store`, () => {
    givesBackWhatWasSent(open)
    summarizesTraces(open)
    convergesWhateverTheDelivery(open)
    filtersTraces(open)
    filtersByTrees(open)
    filtersByLogic(open)
    pagesThroughTraces(open)
    pricesSpans(open)
  })
}

/** What a TraceStore promises of what is said of traces after the fact, and of how much a trace may hold. */
export function traceEditContract(name: string, open: OpenLimited): void {
  describe(`${name} keeps the promises of a trace store that is edited`, () => {
    editsTraces(open)
    addsEvents(open)
    findsText(open)
    deletesTraces(open)
    movesTraces(open)
    limitsTraces(open)
  })
}

/** What a TraceStore promises of its metrics. */
export function traceMetricContract(name: string, open: () => Promise<UnderTest<TraceStore>>): void {
  describe(`${name} keeps the promises of a trace store that is measured`, () => {
    measuresTraces(open)
  })
}
