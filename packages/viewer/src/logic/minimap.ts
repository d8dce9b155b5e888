import type { TraceRow } from './trace-view.ts'
import type { TypeTone } from './type-look.ts'

/** A stretch of one colour on one lane of the minimap. Fractions of the trace, 0 to 1. */
export interface MinimapBar {
  readonly lane: number
  readonly from: number
  readonly to: number
  readonly tone: TypeTone | 'error'
}

export const MINIMAP_LANES = 5
const COLUMNS = 480

const TONES = ['error', 'agent', 'llm', 'tool', 'chain', 'retriever', 'embedding', 'guardrail'] as const

/**
 * The whole trace in a few lanes, deeper rows lower, the rest in the last. However many the spans, the bars stay few:
 * what would lie within one of 480 columns is one bar, and what failed is never painted over.
 */
export function minimapBars(rows: readonly TraceRow[]): MinimapBar[] {
  const lanes = Array.from({ length: MINIMAP_LANES }, () => new Uint8Array(COLUMNS))
  for (const row of rows) {
    const lane = lanes[Math.min(row.depth, MINIMAP_LANES - 1)]!
    const code = 1 + TONES.indexOf(row.state === 'error' ? 'error' : row.look.tone)
    const first = Math.min(COLUMNS - 1, Math.floor(row.from * COLUMNS))
    const last = Math.max(first, Math.min(COLUMNS - 1, Math.ceil(row.to * COLUMNS) - 1))
    for (let column = first; column <= last; column++) if (lane[column] !== 1) lane[column] = code
  }
  return lanes.flatMap((lane, index) => runsOf(lane, index))
}

function runsOf(lane: Uint8Array, index: number): MinimapBar[] {
  const runs: MinimapBar[] = []
  for (let from = 0; from < COLUMNS;) {
    const code = lane[from]!
    let to = from + 1
    while (to < COLUMNS && lane[to] === code) to++
    if (code > 0) runs.push({ lane: index, from: from / COLUMNS, to: to / COLUMNS, tone: TONES[code - 1]! })
    from = to
  }
  return runs
}

/** The row that a point of the minimap means: on that lane and covering that time, the latest begun; else none. */
export function rowAtPoint(rows: readonly TraceRow[], lane: number, at: number): TraceRow | undefined {
  const slack = 1 / COLUMNS
  return rows.findLast(
    (row) => Math.min(row.depth, MINIMAP_LANES - 1) === lane && row.from - slack <= at && at <= row.to + slack,
  )
}
