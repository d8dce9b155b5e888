import { readFileSync } from 'node:fs'
import type { StartFailure } from '../start/start-failure.ts'
import { GENAI_PRICES_VERSION } from '../version.ts'
import { genaiPricesTable } from './genai-prices-table.ts'
import { readOwnPrices, type OwnPricesResult } from './own-prices.ts'
import { priceBy, type PriceCall } from './price-call.ts'

export type ReadPricesResult =
  | { readonly ok: true; readonly priceCall: PriceCall }
  | { readonly ok: false; readonly failure: StartFailure }

/** List prices, and before them those of the operator's file, if there is one. */
export function readPrices(ownFile: string | undefined): ReadPricesResult {
  const listPrices = genaiPricesTable(GENAI_PRICES_VERSION)
  if (ownFile === undefined) return { ok: true, priceCall: priceBy([listPrices]) }
  const own = readOwnPricesFile(ownFile)
  return own.ok
    ? { ok: true, priceCall: priceBy([own.table, listPrices]) }
    : { ok: false, failure: { kind: 'bad-prices', file: ownFile, reason: own.reason } }
}

function readOwnPricesFile(file: string): OwnPricesResult {
  try {
    return readOwnPrices(readFileSync(file, 'utf8'))
  } catch (error) {
    return { ok: false, reason: (error as Error).message }
  }
}
