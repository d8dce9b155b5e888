import { calcPrice, findProvider, type ModelPrice, type Provider } from '@pydantic/genai-prices'
import type { PriceQuery, PriceTable } from './price-table.ts'
import type { UnitPrice, UnitPrices } from './unit-prices.ts'

/** Ours and other conventions' names of Google's services. */
const GOOGLE = /^(gcp[._]?(gemini|vertex_ai|gen_ai)?|gemini|google.*|vertex_?ai.*)$/i
const HOUR_MILLIS = 3_600_000
/** A program uses few models; a sender that invents names must not fill the memory. */
const MAX_REMEMBERED = 1000

const KEYS: Readonly<Record<keyof UnitPrices, string>> = {
  input: 'input_mtok',
  inputAudio: 'input_audio_mtok',
  inputImage: 'input_image_mtok',
  inputVideo: 'input_video_mtok',
  cacheRead: 'cache_read_mtok',
  cacheReadAudio: 'cache_audio_read_mtok',
  output: 'output_mtok',
  outputAudio: 'output_audio_mtok',
  outputImage: 'output_image_mtok',
}

/** The table of `@pydantic/genai-prices` at `version`: without the network, with prices that depend on the date. */
export function genaiPricesTable(version: string): PriceTable {
  // A look-up tries the patterns of every model and takes 30 µs. Prices change at full hours at the most, or by the time
  // of day, where nothing is remembered.
  const remembered = new Map<string, UnitPrices | undefined>()

  function find(query: PriceQuery): UnitPrices | undefined {
    const key = `${Math.floor(query.atMillis / HOUR_MILLIS)} ${query.provider ?? ''} ${query.model}`
    if (remembered.has(key)) return remembered.get(key)
    const { prices, isForTheHour } = lookUp(query)
    if (isForTheHour) {
      if (remembered.size >= MAX_REMEMBERED) remembered.clear()
      remembered.set(key, prices)
    }
    return prices
  }
  return { name: `genai-prices ${version}`, find }
}

interface LookedUp {
  readonly prices: UnitPrices | undefined
  readonly isForTheHour: boolean
}

function lookUp({ model, provider, atMillis }: PriceQuery): LookedUp {
  // The amounts do not matter, the price list of the model is asked for.
  const found = calcPrice({ input_tokens: 0, output_tokens: 0 }, model, {
    timestamp: new Date(atMillis),
    ...providerOf(provider),
  })
  if (found === null) return { prices: undefined, isForTheHour: true }
  const conditions = Array.isArray(found.model.prices) ? found.model.prices : []
  return {
    prices: unitPricesOf(found.model_price),
    isForTheHour: !conditions.some(({ constraint }) => constraint?.type === 'time_of_date'),
  }
}

/** A provider that the table does not know is left to the name of the model. */
function providerOf(name: string | undefined): { provider?: Provider } {
  if (name === undefined) return {}
  const provider = findProvider({ providerId: GOOGLE.test(name) ? 'google' : name.toLowerCase() })
  return provider === undefined ? {} : { provider }
}

const unitPricesOf = (prices: ModelPrice): UnitPrices =>
  Object.fromEntries(
    Object.entries(KEYS).flatMap(([ours, theirs]) => {
      const price = prices[theirs]
      return price === undefined ? [] : [[ours, unitPriceOf(price)]]
    }),
  )

const unitPriceOf = (price: NonNullable<ModelPrice[string]>): UnitPrice =>
  typeof price === 'number'
    ? { base: price }
    : { base: price.base, tiers: price.tiers.map((tier) => ({ fromInputTokens: tier.start, price: tier.price })) }
