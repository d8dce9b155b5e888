import type { Filter } from '@loupe-ai/model'
import type { Binder } from './binder.ts'
import { compileCondition, type SqlField } from './compile-condition.ts'
import { spanField } from './span-fields.ts'
import { isText, payloadColumn } from './text/payload-field.ts'
import { spansLike } from './text/resolve-like.ts'
import type { CountedSayings } from './text/count-said.ts'
import type { ResolvedTexts } from './text/resolve-texts.ts'
import { spanSays, traceSays } from './text/said-sql.ts'
import { spansWithin, type TextScope } from './text/text-scope.ts'
import { withCost } from './with-cost.ts'

/** Rows of `spans` to look among. */
export interface Among {
  /** SQL over `traces`. */
  readonly traces: string
  readonly scope: TextScope
  readonly texts: ResolvedTexts
  readonly said: CountedSayings
  readonly binder: Binder
}

/** SQL over `traces`: one span satisfies `where`. Throws a TypeError if `where` speaks of anything but spans. */
export function compileSpanFilter(where: Filter, among: Among): string {
  if (where.kind === 'says') return traceSays(where.text, among.scope, among.binder, among.said.get(where))
  const condition = compileNode(where, among)
  if (condition === 'false') return condition
  return `trace_id IN (
    SELECT trace_id FROM spans FINAL
    WHERE ${spansWithin(among.scope, among.binder)}
      AND trace_id IN (SELECT trace_id FROM traces WHERE ${among.traces}) AND ${condition}
      AND (trace_id, span_id, version) NOT IN (SELECT trace_id, span_id, version FROM superseded_spans)
  )`
}

function compileNode(filter: Filter, among: Among): string {
  const { binder, scope } = among
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
      return spanSays(filter.text, scope, binder, among.said.get(filter))
    default: {
      const resolved = among.texts.get(filter)
      if (resolved !== undefined) {
        return spansLike(filter.kind === 'like' ? filter : NO_PATTERN, resolved, scope, binder)
      }
      const column = payloadColumn(filter.field)
      if (column !== undefined) return compileCondition(filter, payloadField(column), binder)
      if (isText(filter.field)) throw new TypeError('a condition on text that was not looked up')
      return filter.field.entity === 'span' && filter.field.key === 'cost'
        ? spanThatCost(compileCondition(filter, COST, binder), among)
        : compileCondition(filter, spanField(filter.field, binder), binder)
    }
  }
}

const NO_PATTERN = { pattern: '', ignoreCase: false }

const payloadField = (column: 'inputs' | 'outputs'): SqlField => ({
  sql: "''",
  type: 'String',
  exists: `notEmpty(${column}_frame)`,
})

const COST: SqlField = {
  sql: "JSONExtractFloat(cost, 'totalCost')",
  type: 'Float64',
  exists: "(cost NOT IN ('', 'null'))",
}

/** What a span costs now may be stored apart from it. */
function spanThatCost(condition: string, { traces, scope, binder }: Among): string {
  const inTraces = `trace_id IN (SELECT trace_id FROM traces WHERE ${traces})`
  const spans = `SELECT trace_id, span_id, cost FROM spans FINAL WHERE ${spansWithin(scope, binder)} AND ${inTraces}`
  return `((trace_id, span_id) IN (
    SELECT trace_id, span_id FROM (${withCost(['trace_id', 'span_id'], spans, inTraces)}) WHERE ${condition}
  ))`
}
