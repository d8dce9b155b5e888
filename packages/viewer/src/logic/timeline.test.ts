import { assert, double, integer, property } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MINIMAP_LANES, minimapBars, rowAtPoint } from './minimap.ts'
import { spanOf } from './testing/span-of.ts'
import { viewTrace } from './trace-view.ts'
import { tickLabelsThatFit, waterfallTicks } from './waterfall-ticks.ts'

describe('ticks', () => {
  test.each([
    [3420, ['0', '1 s', '2 s', '3 s']],
    [1260, ['0', '0.5 s', '1 s']],
    [96, ['0', '50 ms']],
    [600_000, ['0', '5 min']],
    [100_000, ['0', '30 s', '1 min', '1 min 30 s']],
  ])('of %s ms are round', (millis, labels) => {
    expect(waterfallTicks(millis, 4).map((tick) => tick.label)).toEqual(labels)
  })

  test('are never more than wanted and never outside', () => {
    assert(
      property(double({ min: 1e-4, max: 1e10, noNaN: true }), integer({ min: 1, max: 12 }), (millis, most) => {
        const ticks = waterfallTicks(millis, most)
        expect(ticks.length).toBeGreaterThan(0)
        expect(ticks.length).toBeLessThanOrEqual(most)
        for (const tick of ticks) expect(tick.at).toBeLessThan(1)
      }),
    )
  })

  test('show their labels only where these are whole', () => {
    const ticks = waterfallTicks(321, 4)
    const labels = (pixels: number) => tickLabelsThatFit(ticks, pixels).map((tick) => tick.label)

    expect(labels(400)).toEqual(['0', '100 ms', '200 ms'])
    expect(labels(130)).toEqual(['0', '100 ms'])
    expect(labels(80)).toEqual(['0', '100 ms'])
    expect(labels(50)).toEqual(['0'])
    expect(labels(0)).toEqual([])
  })

  test('of no time at all are none', () => {
    expect(waterfallTicks(0, 4)).toEqual([])
  })
})

describe('the minimap', () => {
  test('shows few bars however many the spans', () => {
    const many = Array.from({ length: 10_000 }, (_, at) =>
      spanOf({ id: at + 2, parent: 1, from: at, to: at + 1, type: 'LLM' }),
    )
    const { rows } = viewTrace([spanOf({ id: 1, type: 'AGENT', to: 10_000 }), ...many])

    expect(minimapBars(rows).length).toBeLessThan(20)
  })

  test('never paints over a failure', () => {
    const { rows } = viewTrace([
      spanOf({ id: 1, to: 1000 }),
      spanOf({ id: 2, parent: 1, from: 500, to: 501, status: 'ERROR' }),
      spanOf({ id: 3, parent: 1, from: 500, to: 1000, type: 'LLM' }),
    ])

    expect(minimapBars(rows).filter((bar) => bar.tone === 'error')).toHaveLength(1)
  })

  test('puts what is deep into the last lane, where a click finds it', () => {
    const deep = Array.from({ length: 9 }, (_, at) =>
      spanOf({ id: at + 1, parent: at === 0 ? undefined : at, to: 100 - at }),
    )
    const { rows } = viewTrace(deep)

    expect(Math.max(...minimapBars(rows).map((bar) => bar.lane))).toBe(MINIMAP_LANES - 1)
    expect(rowAtPoint(rows, 0, 0.5)?.index).toBe(0)
    expect(rowAtPoint(rows, MINIMAP_LANES - 1, 0.5)?.index).toBe(8)
    expect(rowAtPoint(rows, 0, 1.5)).toBeUndefined()
  })
})
