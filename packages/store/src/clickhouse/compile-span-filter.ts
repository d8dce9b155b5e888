import type { Filter } from '@loupe-ai/model'
import type { Binder } from './binder.ts'
import { compileCondition, type SqlField } from './compile-condition.ts'
import { spanField } from './span-fields.ts'
import { hasWords } from './words.ts'
import { withCost } from './with-cost.ts'

/** Rows of `spans` to look among: SQL over `traces`. */
interface Among {
  readonly traces: string
  readonly binder: Binder
}

/**
 * SQL over `traces`: one span satisfies `where`. Looks through all copies of spans first and only then at the newest of
 * those that match, which is several times faster. Throws a TypeError if `where` speaks of anything but spans.
 */
export function compileSpanFilter(where: Filter, among: Among): string {
  const condition = compileNode(where, among)
  return `trace_id IN (
    SELECT trace_id FROM spans FINAL
    WHERE (trace_id, span_id) IN (
      SELECT trace_id, span_id FROM spans
      WHERE trace_id IN (SELECT trace_id FROM traces WHERE ${among.traces}) AND ${condition}
    ) AND ${condition}
  )`
}

function compileNode(filter: Filter, among: Among): string {
  switch (filter.kind) {
    case 'and':
      return `(${['true', ...filter.parts.map((part) => compileNode(part, among))].join(' AND ')})`
    case 'or':
      return `(${['false', ...filter.parts.map((part) => compileNode(part, among))].join(' OR ')})`
    case 'not':
      return `NOT ${compileNode(filter.part, among)}`
    case 'span':
      return compileNode(filter.where, among)
    case 'says':
      return saidBySpan(filter.text, among.binder)
    default:
      return filter.field.entity === 'span' && filter.field.key === 'cost'
        ? spanThatCost(compileCondition(filter, COST, among.binder), among)
        : compileCondition(filter, spanField(filter.field, among.binder), among.binder)
  }
}

const COST: SqlField = {
  sql: "JSONExtractFloat(cost, 'totalCost')",
  type: 'Float64',
  exists: "(cost NOT IN ('', 'null'))",
}

/** What a span costs now may be stored apart from it. */
function spanThatCost(condition: string, { traces }: Among): string {
  const inTraces = `trace_id IN (SELECT trace_id FROM traces WHERE ${traces})`
  const spans = `SELECT trace_id, span_id, cost FROM spans FINAL WHERE ${inTraces}`
  return `((trace_id, span_id) IN (
    SELECT trace_id, span_id FROM (${withCost(['trace_id', 'span_id'], spans, inTraces)}) WHERE ${condition}
  ))`
}

// A letter after a backslash is no part of a word; what is written with escapes stands in `text` once more, as it is meant.
const withoutEscapes = (column: string): string =>
  String.raw`replaceRegexpAll(ifNull(${column}, ''), '\\\\(?:u[0-9a-fA-F]{4}|.)', ' ')`

function saidBySpan(text: string, binder: Binder): string {
  const words = binder.bind(text, 'String')
  const places = ['name', withoutEscapes('inputs'), withoutEscapes('outputs'), 'text']
  return `(${places.map((place) => hasWords(place, words)).join(' OR ')})`
}
