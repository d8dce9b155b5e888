import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { type FilterCounts, mutualInformation } from './mutual-information.ts'

const of = (first: number, second: number, both: number, total: number): FilterCounts => ({
  first,
  second,
  both,
  total,
})

test('filters that always find the same have 1, those that never do -1', () => {
  expect(mutualInformation(of(10, 10, 10, 100)).plain).toBeCloseTo(1, 12)
  expect(mutualInformation(of(10, 20, 0, 100)).plain).toBe(-1)
  expect(mutualInformation(of(100, 100, 100, 100))).toEqual({ plain: 1, smoothed: 1 })
})

test('filters that have nothing to do with each other have 0', () => {
  expect(mutualInformation(of(50, 20, 10, 100)).plain).toBeCloseTo(0, 12)
})

test('a filter that finds nothing has nothing to compare', () => {
  expect(mutualInformation(of(0, 20, 0, 100))).toEqual({ plain: Number.NaN, smoothed: Number.NaN })
  expect(mutualInformation(of(20, 0, 0, 100))).toEqual({ plain: Number.NaN, smoothed: Number.NaN })
  expect(mutualInformation(of(0, 0, 0, 0))).toEqual({ plain: Number.NaN, smoothed: Number.NaN })
})

// What MLflow 3.17.2 computes of these counts.
test.each<[FilterCounts, number, number]>([
  [of(20, 15, 10, 100), 0.5228787452803378, 0.5098689991831412],
  [of(3, 2, 1, 5), -0.11328275255937838, -0.08668364600818243],
  [of(10, 20, 0, 100), -1, -0.2840462568625746],
  [of(1, 1, 1, 2), 1, 0.41339010522284747],
  [of(5, 5, 5, 5), 1, 1],
  [of(50, 20, 10, 100), 0, 0],
  [of(1000, 3, 2, 100_000), 0.38815075202891064, 0.3901407718206741],
])('%o', (counts, plain, smoothed) => {
  const information = mutualInformation(counts)

  expect(information.plain).toBeCloseTo(plain, 12)
  expect(information.smoothed).toBeCloseTo(smoothed, 12)
})

test('both are within [-1, 1], and do not depend on which filter is first', () => {
  const cells = fc.tuple(fc.nat(1e6), fc.nat(1e6), fc.nat(1e6), fc.nat(1e6))
  fc.assert(
    fc.property(cells, ([both, first, second, neither]) => {
      const counts = of(both + first, both + second, both, both + first + second + neither)
      const { plain, smoothed } = mutualInformation(counts)
      const swapped = mutualInformation({ ...counts, first: counts.second, second: counts.first })

      expect([plain, smoothed].every((value) => Number.isNaN(value) || (value >= -1 && value <= 1))).toBe(true)
      const isSame = (left: number, right: number): boolean =>
        Number.isNaN(right) ? Number.isNaN(left) : Math.abs(left - right) < 1e-9
      expect([isSame(swapped.plain, plain), isSame(swapped.smoothed, smoothed)]).toEqual([true, true])
    }),
    { examples: [[[0, 0, 0, 0]]] },
  )
})
