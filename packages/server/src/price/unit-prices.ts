import { dollars } from '@loupe-ai/model'
import type { TokensByKind } from './tokens-by-kind.ts'

/** US dollars for a million tokens. From `fromInputTokens` of input on, the whole request costs the tier's price. */
export interface UnitPrice {
  readonly base: number
  readonly tiers?: readonly { readonly fromInputTokens: number; readonly price: number }[]
}

/** A kind without a price of its own costs what text costs: of input, of cached input, of output. */
export interface UnitPrices {
  readonly input?: UnitPrice
  readonly inputAudio?: UnitPrice
  readonly inputImage?: UnitPrice
  readonly inputVideo?: UnitPrice
  readonly cacheRead?: UnitPrice
  readonly cacheReadAudio?: UnitPrice
  readonly output?: UnitPrice
  readonly outputAudio?: UnitPrice
  readonly outputImage?: UnitPrice
}

export interface Amounts {
  readonly inputCost: number
  readonly outputCost: number
  readonly totalCost: number
}

const MILLION = 1e6

/** What these tokens cost; undefined when tokens were used that have no price. */
export function amountsOf(tokens: TokensByKind, prices: UnitPrices, factor: number): Amounts | undefined {
  const at = (price: UnitPrice | undefined): number | undefined => price && priceAt(price, tokens.inputTokens)
  const input = at(prices.input)
  const cacheRead = at(prices.cacheRead) ?? input
  const output = at(prices.output)
  const inputCost =
    product(tokens.text, input) +
    product(tokens.audio, at(prices.inputAudio) ?? input) +
    product(tokens.image, at(prices.inputImage) ?? input) +
    product(tokens.video, at(prices.inputVideo) ?? input) +
    product(tokens.cached, cacheRead) +
    product(tokens.cachedAudio, at(prices.cacheReadAudio) ?? cacheRead)
  const outputCost =
    product(tokens.outputText, output) +
    product(tokens.outputAudio, at(prices.outputAudio) ?? output) +
    product(tokens.outputImage, at(prices.outputImage) ?? output)
  if (Number.isNaN(inputCost) || Number.isNaN(outputCost)) return undefined
  const inputDollars = dollars((inputCost / MILLION) * factor)
  const outputDollars = dollars((outputCost / MILLION) * factor)
  return { inputCost: inputDollars, outputCost: outputDollars, totalCost: dollars(inputDollars + outputDollars) }
}

function priceAt({ base, tiers = [] }: UnitPrice, inputTokens: number): number {
  let price = base
  let reached = 0
  for (const tier of tiers) {
    if (inputTokens > tier.fromInputTokens && tier.fromInputTokens >= reached) {
      reached = tier.fromInputTokens
      price = tier.price
    }
  }
  return price
}

/**
 * NaN for tokens without a price. Each product apart, because tokens × price per million has few digits and a price per
 * token has many.
 */
function product(tokens: number, price: number | undefined): number {
  if (tokens === 0) return 0
  return price === undefined ? Number.NaN : tokens * price
}
