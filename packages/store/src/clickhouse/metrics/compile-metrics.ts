import type { MetricQuery } from '../../metric-query.ts'
import { Binder } from '../binder.ts'
import { compileFilter } from '../compile-filter.ts'
import type { Parameters } from '../engine.ts'
import type { ResolvedTexts } from '../text/resolve-texts.ts'
import { aggregatesOf } from './aggregates.ts'
import { type Counted, countedBy } from './counted.ts'

interface Group {
  readonly sql: string
  readonly type: 'Int64' | 'String'
  /** What must hold for a thing to be in any group. */
  readonly exists?: string
}

interface CompileOptions {
  readonly texts: ResolvedTexts
  /** The group after which the page begins. */
  readonly after: readonly string[] | undefined
}

/**
 * A statement that gives `groups`, texts in the order of bucket and dimensions, and `values`, one an aggregation, in the
 * order of the groups. It reads nothing but summaries, which are right whatever was repeated, moved, priced anew or deleted.
 */
export function compileMetrics(
  query: MetricQuery,
  { texts, after }: CompileOptions,
): { readonly statement: string; readonly parameters: Parameters } {
  const binder = new Binder('m')
  const counted = countedBy(query, binder)
  const traces = compileFilter(query.filter, query.experimentIds, texts)
  const groups = groupsOf(query, counted, binder)
  const names = groups.map((_, at) => `g${at}`)
  const { columns, values } = aggregatesOf(query.aggregations, counted)
  const range = rangeOf(query, counted, binder)
  const things = [...counted.conditions, ...groups.flatMap(({ exists }) => exists ?? []), ...range.things]
  if (after !== undefined && groups.length > 0) things.push(isAfter(groups, after, binder))
  const selected = [...groups.map(({ sql }, at) => `${sql} AS g${at}`), ...columns]
  const arrays = usedOf(counted.arrays, [...selected, ...things])
  const statement = `
    SELECT CAST([${names.map((name) => `toString(${name})`).join(', ')}], 'Array(String)') AS groups,
      [${values.join(', ')}] AS values
    FROM (
      SELECT ${selected.join(', ')}
      FROM (
        SELECT ${[...counted.columns, ...arrays].join(', ')} FROM traces FINAL
        WHERE ${[traces.condition, ...range.rows].join(' AND ')}
      )
      ${arrays.length === 0 ? '' : `ARRAY JOIN ${arrays.join(', ')}`}
      WHERE ${['true', ...things].join(' AND ')}
      ${names.length === 0 ? '' : `GROUP BY ${names.join(', ')} ORDER BY ${names.join(', ')}`}
      LIMIT {limit:UInt64}
    )`
  return { statement, parameters: { ...traces.parameters, ...binder.parameters, limit: query.maxResults + 1 } }
}

/** The engine reads and copies every array that is joined, used or not. One is needed to tell how many things there are. */
function usedOf(arrays: readonly string[], by: readonly string[]): readonly string[] {
  const used = arrays.filter((array) => by.some((sql) => sql.includes(array)))
  return used.length === 0 ? arrays.slice(0, 1) : used
}

function groupsOf({ bucketSeconds, dimensions }: MetricQuery, counted: Counted, binder: Binder): Group[] {
  const groups: Group[] = []
  if (bucketSeconds !== undefined) {
    const { second } = counted
    groups.push({
      sql: `(${second} - positiveModulo(${second}, ${binder.bind(bucketSeconds, 'Int64')}))`,
      type: 'Int64',
    })
  }
  return [...groups, ...dimensions.map((name) => ({ ...counted.dimension(name), type: 'String' as const }))]
}

interface Range {
  readonly rows: readonly string[]
  readonly things: readonly string[]
}

function rangeOf({ startMillis, endMillis }: MetricQuery, counted: Counted, binder: Binder): Range {
  const rows: string[] = []
  const things: string[] = []
  const { withinMillis } = counted
  if (startMillis !== undefined) {
    const from = binder.bind(startMillis, 'Int64')
    rows.push(counted.rowsFrom(from))
    things.push(`${withinMillis} >= ${from}`)
  }
  if (endMillis !== undefined) {
    const to = binder.bind(endMillis, 'Int64')
    rows.push(counted.rowsUpTo(to))
    things.push(`${withinMillis} <= ${to}`)
  }
  return { rows, things }
}

function isAfter(groups: readonly Group[], after: readonly string[], binder: Binder): string {
  const bound = groups.map(({ type }, at) => binder.bind(after[at]!, type))
  return `tuple(${groups.map(({ sql }) => sql).join(', ')}) > tuple(${bound.join(', ')})`
}
