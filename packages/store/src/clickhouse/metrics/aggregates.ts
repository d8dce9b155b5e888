import type { Aggregation } from '@loupe-ai/model'
import type { Counted } from './counted.ts'

export interface Aggregates {
  /** `expression AS name` each. */
  readonly columns: readonly string[]
  /** Over `columns`, one an aggregation: a Nullable(Float64). */
  readonly values: readonly string[]
}

/** All percentiles come from one aggregate, which keeps the values once. Of nothing there is only a count. */
export function aggregatesOf(aggregations: readonly Aggregation[], { value, isDistinct }: Counted): Aggregates {
  const percentiles = aggregations.flatMap((aggregation) =>
    aggregation.kind === 'PERCENTILE' ? [aggregation.percentile] : [],
  )
  const columns = ['count() AS things']
  const values = aggregations.map((aggregation, at) => {
    if (aggregation.kind === 'COUNT' && !isDistinct) return 'toFloat64(things)'
    if (aggregation.kind === 'PERCENTILE') {
      return ofSome(`percentiles[${percentiles.indexOf(aggregation.percentile) + 1}]`)
    }
    columns.push(`${FUNCTIONS[aggregation.kind]}(${value}) AS a${at}`)
    return aggregation.kind === 'COUNT' ? `toFloat64(a${at})` : ofSome(`a${at}`)
  })
  if (percentiles.length > 0) {
    // Between two values on the line from one to the other, as MLflow has it.
    columns.push(`quantilesExactInclusive(${percentiles.map(fraction).join(', ')})(${value}) AS percentiles`)
  }
  return { columns, values }
}

const FUNCTIONS = { COUNT: 'uniqExact', SUM: 'sum', AVG: 'avg', MIN: 'min', MAX: 'max' } as const

const ofSome = (value: string): string => `if(things = 0, NULL, toFloat64(${value}))`

/** The engine takes it as part of the statement only. */
function fraction(percentile: number): string {
  if (!(percentile >= 0 && percentile <= 100)) throw new RangeError(`not a percentile: ${percentile}`)
  return String(percentile / 100)
}
