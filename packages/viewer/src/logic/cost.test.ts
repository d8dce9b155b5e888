import { summarizeTrace, type AttributeValue } from '@loupe-ai/model'
import { expect, test } from 'vitest'
import { formatCost } from '../format/cost.ts'
import { costOfSpan, costOfTrace, costSum } from './cost.ts'
import { spanOf } from './testing/span-of.ts'

test.each([
  [undefined, '–'],
  [0, '$0'],
  [1e-9, '<$0.000001'],
  [0.000_001_234, '$0.000001'],
  [0.000_423, '$0.00042'],
  [0.0123, '$0.012'],
  [0.5, '$0.50'],
  [0.999, '$1.00'],
  [1.239, '$1.24'],
  [12_345.678, '$12,345.68'],
])('%s dollars are shown as %s', (dollars, shown) => {
  expect(formatCost(dollars)).toBe(shown)
})

const said = (cost: AttributeValue) => costOfSpan(spanOf({ id: 1, attributes: { 'mlflow.llm.cost': cost } }))

test('the cost of a span is read from its attribute, as an object or as JSON text', () => {
  const cost = { inputCost: 0.25, outputCost: 0.5, totalCost: 0.75 }
  expect(said({ input_cost: 0.25, output_cost: 0.5, total_cost: 0.75 })).toEqual(cost)
  expect(said('{"input_cost":0.25,"output_cost":0.5,"total_cost":0.75}')).toEqual(cost)
  expect(said('{"input_cost":0.25,"output_cost":0.5}')).toEqual(cost)
})

test.each(['{}', 'free', '{"total_cost":"much"}', '{"total_cost":-1}', '[1]'])('%s is no cost', (text) => {
  expect(said(text)).toBeUndefined()
})

test('the cost of a trace is read from its metadata; without one it is unknown, not nothing', () => {
  const info = summarizeTrace(spanOf({ id: 1 }).traceId, [spanOf({ id: 1 })])
  expect(costOfTrace(info)).toBeUndefined()
  const priced = { ...info, metadata: { 'mlflow.trace.cost': '{"input_cost":1,"output_cost":2,"total_cost":3}' } }
  expect(costSum(costOfTrace(priced))).toBe('$1.00 in + $2.00 out = $3.00 at list price')
})
