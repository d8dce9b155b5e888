/** How many traces two filters find, of `total`. */
export interface FilterCounts {
  readonly first: number
  readonly second: number
  readonly both: number
  readonly total: number
}

/** Jeffreys' prior, added to each cell of the table of both, one, other and neither: a few traces are no law. */
const SMOOTHING = 0.5

/**
 * The normalised pointwise mutual information of two filters (mlflow-wire.md §3.7), in [-1, 1]: 1 if they always find the
 * same, 0 if they have nothing to do with each other, -1 if they never find the same. NaN if one of them finds nothing.
 */
export function mutualInformation(counts: FilterCounts): { readonly plain: number; readonly smoothed: number } {
  const { first, second, both, total } = counts
  if (first === 0 || second === 0) return { plain: Number.NaN, smoothed: Number.NaN }
  // Both find every trace there is: there is nothing else to tell them apart by, smoothed or not.
  if (both === total) return { plain: 1, smoothed: 1 }
  return {
    plain: both === 0 ? -1 : normalised(both, first, second, total),
    smoothed: normalised(both + SMOOTHING, first + 2 * SMOOTHING, second + 2 * SMOOTHING, total + 4 * SMOOTHING),
  }
}

/** log(P(x, y) / P(x) P(y)) / -log P(x, y). */
function normalised(both: number, first: number, second: number, total: number): number {
  const information = Math.log(both) + Math.log(total) - Math.log(first) - Math.log(second)
  return Math.max(-1, Math.min(1, information / (Math.log(total) - Math.log(both))))
}
