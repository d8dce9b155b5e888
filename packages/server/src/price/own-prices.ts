import { createHash } from 'node:crypto'
import type { PriceTable } from './price-table.ts'
import type { UnitPrice, UnitPrices } from './unit-prices.ts'

export type OwnPricesResult =
  | { readonly ok: true; readonly table: PriceTable }
  /** Says what is wrong and where. */
  | { readonly ok: false; readonly reason: string }

const KINDS: readonly string[] = [
  'input',
  'inputAudio',
  'inputImage',
  'inputVideo',
  'cacheRead',
  'cacheReadAudio',
  'output',
  'outputAudio',
  'outputImage',
] satisfies readonly (keyof UnitPrices)[]

class BadPrices extends Error {}

/**
 * Prices of the operator, as JSON: `{"my-model": {"input": 1.5, "output": 6}}` in US dollars for a million tokens; a name
 * that ends with `*` stands for all that begin so. Each may have tiers: `{"base": 1.25, "tiers": [{"fromInputTokens":
 * 200000, "price": 2.5}]}`. The table's version is a digest of the text.
 */
export function readOwnPrices(text: string): OwnPricesResult {
  try {
    return { ok: true, table: tableOf(modelsIn(text), text) }
  } catch (error) {
    if (error instanceof BadPrices) return { ok: false, reason: error.message }
    throw error
  }
}

function tableOf(models: ReadonlyMap<string, UnitPrices>, text: string): PriceTable {
  // The longest prefix says most.
  const prefixes = [...models]
    .filter(([name]) => name.endsWith('*'))
    .map(([name, prices]) => [name.slice(0, -1), prices] as const)
    .toSorted(([left], [right]) => right.length - left.length)
  return {
    name: `own ${createHash('sha256').update(text).digest('hex').slice(0, 8)}`,
    find: ({ model }) => models.get(model) ?? prefixes.find(([prefix]) => model.startsWith(prefix))?.[1],
  }
}

function modelsIn(text: string): Map<string, UnitPrices> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new BadPrices(`it is not JSON: ${(error as Error).message}`)
  }
  const models = Object.entries(objectIn(value, 'the file'))
  return new Map(models.map(([name, prices]) => [name, unitPricesIn(prices, name)]))
}

function unitPricesIn(value: unknown, model: string): UnitPrices {
  const prices = Object.entries(objectIn(value, model)).map(([kind, price]) => {
    if (!KINDS.includes(kind)) throw new BadPrices(`${model}.${kind}: not one of ${KINDS.join(', ')}`)
    return [kind, unitPriceIn(price, `${model}.${kind}`)]
  })
  return Object.fromEntries(prices) as UnitPrices
}

function unitPriceIn(value: unknown, where: string): UnitPrice {
  if (typeof value === 'number') return { base: amountIn(value, where) }
  const { base, tiers = [] } = objectIn(value, where)
  if (!Array.isArray(tiers)) throw new BadPrices(`${where}.tiers: not a list`)
  return {
    base: amountIn(base, `${where}.base`),
    tiers: tiers.map((tier, index) => {
      const { fromInputTokens, price } = objectIn(tier, `${where}.tiers.${index}`)
      return {
        fromInputTokens: amountIn(fromInputTokens, `${where}.tiers.${index}.fromInputTokens`),
        price: amountIn(price, `${where}.tiers.${index}.price`),
      }
    }),
  }
}

function objectIn(value: unknown, where: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  throw new BadPrices(`${where}: not a JSON object`)
}

function amountIn(value: unknown, where: string): number {
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value
  throw new BadPrices(`${where}: not a number of at least 0`)
}
