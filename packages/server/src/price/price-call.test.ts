import { readFileSync } from 'node:fs'
import { calcPrice } from '@pydantic/genai-prices'
import { type Attributes, type TokenUsage, unixNanos } from '@loupe-ai/model'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { GENAI_PRICES_VERSION } from '../version.ts'
import { genaiPricesTable } from './genai-prices-table.ts'
import { readOwnPrices } from './own-prices.ts'
import { priceBy } from './price-call.ts'

const at = (date: string) => unixNanos(BigInt(Date.parse(date)) * 1_000_000n)
const NOVEMBER = at('2026-11-24T12:00:00Z')

const call = (model: string | undefined, usage: TokenUsage, attributes: Attributes = {}, startNanos = NOVEMBER) => ({
  model,
  provider: 'gcp.gemini',
  usage,
  startNanos,
  attributes,
})

const price = priceBy([genaiPricesTable('test')])

describe('which model is priced', () => {
  const usage = { inputTokens: 1000, outputTokens: 100 }
  const answeredBy = (model: string): Attributes => ({ 'gen_ai.response.model': model })

  test('the one that answered, where an alias or another was asked', () => {
    expect(price(call('gemini-flash-latest', usage))).toBeUndefined()
    expect(price(call('gemini-flash-latest', usage, answeredBy('gemini-2.5-flash')))?.totalCost).toBe(0.00055)
    expect(price(call('gemini-2.5-flash', usage, answeredBy('models/gemini-2.5-pro')))?.totalCost).toBe(0.00225)
  })

  test('the one that was asked, where nothing is known of the one that answered', () => {
    expect(price(call('gemini-2.5-flash', usage, answeredBy('gemini-4-argon-007')))?.totalCost).toBe(0.00055)
    expect(price(call('gemini-4-argon', usage, answeredBy('gemini-4-argon-007')))).toBeUndefined()
  })

  test("prices of one's own come first, by either name", () => {
    const own = readOwnPrices(JSON.stringify({ 'my-model': { input: 1, output: 2 } }))
    if (!own.ok) throw new Error(own.reason)
    const both = priceBy([own.table, genaiPricesTable('test')])
    expect(both(call('my-model', usage, answeredBy('gemini-2.5-flash')))?.totalCost).toBe(0.0012)
    expect(both(call('gemini-2.5-flash', usage, answeredBy('my-model')))?.totalCost).toBe(0.0012)
  })
})

describe('list prices, computed by hand', () => {
  test.each([
    ['input and output', call('gemini-2.5-flash', { inputTokens: 1000, outputTokens: 100 }), 0.0003, 0.00025, 0.00055],
    [
      'cached input at its own rate',
      call('gemini-2.5-flash', { inputTokens: 1000, cacheReadInputTokens: 400, outputTokens: 100 }),
      // 600 × 0.30 + 400 × 0.03
      0.000192,
      0.00025,
      0.000442,
    ],
    [
      'thoughts as output',
      call('gemini-2.5-flash', { inputTokens: 10, outputTokens: 110, reasoningTokens: 100 }),
      0.000003,
      0.000275,
      0.000278,
    ],
    [
      'the whole request at the higher rate beyond 200,000 tokens of input',
      call('gemini-2.5-pro', { inputTokens: 300_000, outputTokens: 100 }),
      0.75,
      0.0015,
      0.7515,
    ],
    [
      'the lower rate at exactly 200,000',
      call('gemini-2.5-pro', { inputTokens: 200_000, outputTokens: 0 }),
      0.25,
      0,
      0.25,
    ],
    [
      'audio and cached audio at theirs',
      call(
        'gemini-2.5-flash',
        { inputTokens: 1000, cacheReadInputTokens: 400, outputTokens: 100 },
        { 'gen_ai.usage.audio.input_tokens': 300n, 'gen_ai.usage.audio.cache_read.input_tokens': 100n },
      ),
      // 400 text × 0.30 + 200 audio × 1 + 300 cached × 0.03 + 100 cached audio × 0.10
      0.000339,
      0.00025,
      0.000589,
    ],
    [
      'an image that was made',
      call(
        'gemini-2.5-flash-image',
        { inputTokens: 1000, outputTokens: 1290 },
        { 'gen_ai.usage.image.output_tokens': 1290n },
      ),
      0.0003,
      0.0387,
      0.039,
    ],
    ['an embedding', call('gemini-embedding-001', { inputTokens: 2000, totalTokens: 2000 }), 0.0003, 0, 0.0003],
    [
      'a batch at half',
      call('gemini-2.5-flash', { inputTokens: 1000 }, { 'gemini.service_tier': 'batch' }),
      0.00015,
      0,
      0.00015,
    ],
    [
      'flex on Vertex',
      call('gemini-2.5-flash', { inputTokens: 1000 }, { 'gemini.service_tier': 'ON_DEMAND_FLEX' }),
      0.00015,
      0,
      0.00015,
    ],
    [
      'priority',
      call('gemini-2.5-flash', { inputTokens: 1000 }, { 'gemini.service_tier': 'priority' }),
      0.00054,
      0,
      0.00054,
    ],
    ['a price of today', call('gemini-3.6-flash', { inputTokens: 1_000_000 }), 0.75, 0, 0.75],
    [
      'a price of next year',
      call('gemini-3.6-flash', { inputTokens: 1_000_000 }, {}, at('2027-01-01T00:00:00Z')),
      1.5,
      0,
      1.5,
    ],
    [
      'a name with its path',
      call('publishers/google/models/gemini-2.5-flash', { inputTokens: 1000 }),
      0.0003,
      0,
      0.0003,
    ],
  ])('%s', (_what, asked, inputCost, outputCost, totalCost) => {
    expect(price(asked)).toEqual({ inputCost, outputCost, totalCost, priceTable: 'genai-prices test' })
  })
})

describe('no price is not a price of 0', () => {
  test.each([
    ['a model that nobody knows', call('gemini-4-argon', { inputTokens: 1000 })],
    ['no model', call(undefined, { inputTokens: 1000 })],
    ['no tokens', call('gemini-2.5-flash', {})],
    ['only a total', call('gemini-2.5-flash', { totalTokens: 7 })],
    [
      'reserved throughput',
      call('gemini-2.5-flash', { inputTokens: 9 }, { 'gemini.service_tier': 'PROVISIONED_THROUGHPUT' }),
    ],
  ])('%s', (_what, asked) => {
    expect(price(asked)).toBeUndefined()
  })
})

test.each([
  ['MLflow', { 'mlflow.llm.cost': '{"input_cost":1,"output_cost":2,"total_cost":3}' }, 1, 2, 3],
  ['OpenInference', { 'llm.cost.total': 0.5 }, 0, 0, 0.5],
  ['Langfuse', { 'langfuse.observation.cost_details': '{"input":1,"output":2}' }, 1, 2, 3],
  ['Laminar', { 'gen_ai.usage.input_cost': 1, 'gen_ai.usage.output_cost': 2, 'gen_ai.usage.cost': 3 }, 1, 2, 3],
])(
  'what the sender says that a call cost stands, in the words of %s',
  (_, attributes, inputCost, outputCost, totalCost) => {
    expect(price(call('gemini-2.5-flash', { inputTokens: 1000 }, attributes))).toEqual({
      inputCost,
      outputCost,
      totalCost,
      priceTable: 'sender',
    })
  },
)

test('the sum agrees with the library whose table it is', () => {
  const count = fc.nat(400_000)
  fc.assert(
    fc.property(
      fc.constantFrom('gemini-2.5-pro', 'gemini-2.5-flash', 'gpt-4o'),
      count,
      count,
      count,
      (model, input, cached, output) => {
        const usage = { inputTokens: input, cacheReadInputTokens: Math.min(cached, input), outputTokens: output }
        fc.pre(input + output > 0)
        const theirs = calcPrice(
          { input_tokens: input, cache_read_tokens: usage.cacheReadInputTokens, output_tokens: output },
          model,
          { timestamp: new Date('2026-11-24T12:00:00Z') },
        )
        const ours = price({ ...call(model, usage), provider: model.startsWith('gpt') ? 'openai' : 'gcp.gemini' })

        expect(ours?.totalCost).toBeCloseTo(theirs!.total_price, 9)
      },
    ),
  )
})

describe('own prices', () => {
  const own = readOwnPrices(
    '{"house-*":{"input":2,"output":4},"house-big":{"input":{"base":1,"tiers":[{"fromInputTokens":10,"price":3}]}}}',
  )

  test('win over the table, by name and by beginning', () => {
    expect(own.ok).toBe(true)
    const priceOwn = priceBy(own.ok ? [own.table, genaiPricesTable('test')] : [])

    expect(priceOwn(call('house-small', { inputTokens: 1_000_000, outputTokens: 1 }))).toMatchObject({
      inputCost: 2,
      outputCost: 0.000004,
    })
    expect(priceOwn(call('house-big', { inputTokens: 1_000_000 }))).toMatchObject({ inputCost: 3 })
    expect(priceOwn(call('house-big', { inputTokens: 1, outputTokens: 1 }))).toBeUndefined()
    expect(priceOwn(call('gemini-2.5-flash', { inputTokens: 1000 }))).toMatchObject({ inputCost: 0.0003 })
  })

  test.each([
    ['{', /^it is not JSON/],
    ['[]', /^the file: not a JSON object/],
    ['{"m":{"in":1}}', /^m\.in: not one of input, /],
    ['{"m":{"input":-1}}', /^m\.input: not a number of at least 0/],
    ['{"m":{"input":{"base":1,"tiers":[{"price":1}]}}}', /^m\.input\.tiers\.0\.fromInputTokens: not a number/],
  ])('%s is refused with its place', (text, reason) => {
    expect(readOwnPrices(text)).toMatchObject({ ok: false, reason: expect.stringMatching(reason) as unknown })
  })
})

test('the version that stands beside a cost is the one that is installed', () => {
  const { dependencies } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    dependencies: Record<string, string>
  }
  expect(dependencies['@pydantic/genai-prices']).toBe(GENAI_PRICES_VERSION)
})
