import type { UnitPrices } from './unit-prices.ts'

export interface PriceQuery {
  /** Without `models/` and the like. */
  readonly model: string
  /** As the sender named it, e.g. `gcp.gemini`. */
  readonly provider: string | undefined
  readonly atMillis: number
}

/** Knows what models cost at a time. */
export interface PriceTable {
  /** With its version, as it is stored beside a cost. */
  readonly name: string
  find(query: PriceQuery): UnitPrices | undefined
}
