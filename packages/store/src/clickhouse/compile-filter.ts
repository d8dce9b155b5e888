import type { TraceCondition, ExperimentId, Filter } from '@loupe-ai/model'
import { type AssessmentCondition, compileAssessmentCondition } from './assessment-condition.ts'
import { Binder } from './binder.ts'
import { compileCondition } from './compile-condition.ts'
import { compileSpanFilter } from './compile-span-filter.ts'
import type { Parameters } from './engine.ts'
import { isOfLinks, compileLinkCondition } from './link-condition.ts'
import { summaryBounds, summaryCondition } from './summary-arrays.ts'
import type { CountedSayings } from './text/count-said.ts'
import type { ResolvedTexts } from './text/resolve-texts.ts'
import type { TextScope } from './text/text-scope.ts'
import { isTraceField, traceField } from './trace-fields.ts'

export interface CompiledFilter {
  /** SQL over `traces`. */
  readonly condition: string
  readonly parameters: Parameters
}

interface Scope {
  /** SQL over `traces`: those of the experiments that are searched. */
  readonly experiments: string
  /** SQL over `traces` that bounds where spans are looked for: it holds of every trace that can still be found. */
  readonly bounds: readonly string[]
  readonly text: TextScope
  readonly texts: ResolvedTexts
  readonly said: CountedSayings
  readonly binder: Binder
}

/** More would cost more than they save: each is written again in every condition on spans. */
const MAX_BOUNDS = 8

/** A search within experiments, or in all of them, as SQL (mlflow-wire.md §7.4), every value bound. */
export function compileFilter(
  filter: Filter | undefined,
  experimentIds: readonly ExperimentId[] | undefined,
  texts: ResolvedTexts = new Map(),
  text: TextScope = { experimentIds },
  said: CountedSayings = new Map(),
): CompiledFilter {
  const binder = new Binder('f')
  const experiments =
    experimentIds === undefined ? 'true' : `experiment_id IN ${binder.bind(experimentIds, 'Array(String)')}`
  const holds = filter && compileNode(filter, { bounds: [experiments], experiments, text, texts, said, binder })
  return {
    condition: holds === undefined ? experiments : `${experiments} AND ${holds}`,
    parameters: binder.parameters,
  }
}

function compileNode(filter: Filter, scope: Scope): string {
  switch (filter.kind) {
    case 'and':
      return compileAll(filter.parts, scope)
    case 'or':
      return `(${['false', ...filter.parts.map((part) => compileNode(part, scope))].join(' OR ')})`
    case 'not':
      return `NOT (${compileNode(filter.part, scope)})`
    case 'span':
      return compileSpans(filter.where, scope)
    case 'says':
      return compileSpans(filter, scope)
    default:
      return compileLeaf(filter, scope)
  }
}

/** What is said of the trace itself bounds where the other parts look for spans. */
function compileAll(parts: readonly Filter[], scope: Scope): string {
  const ofTraces = parts.filter(isOfTrace).map((part) => compileNode(part, scope))
  const narrower = { ...scope, bounds: [...scope.bounds, ...ofTraces].slice(0, MAX_BOUNDS) }
  const others = parts.filter((part) => !isOfTrace(part)).map((part) => compileNode(part, narrower))
  return `(${['true', ...ofTraces, ...others].join(' AND ')})`
}

const isCondition = (filter: Filter): filter is TraceCondition => 'field' in filter

const isOfTrace = (filter: Filter): boolean => isCondition(filter) && !isOfLinks(filter) && isTraceField(filter.field)

const isOfAssessments = (condition: TraceCondition): condition is AssessmentCondition =>
  condition.field.entity === 'feedback' ||
  condition.field.entity === 'expectation' ||
  condition.field.entity === 'issue'

function compileLeaf(condition: TraceCondition, scope: Scope): string {
  const { binder, experiments } = scope
  if (isOfAssessments(condition)) return compileAssessmentCondition(condition, experiments, binder)
  if (isOfLinks(condition)) return compileLinkCondition(condition, binder)
  if (condition.field.entity === 'attribute' && condition.field.key === 'model') {
    return compileModel({ ...condition, field: { entity: 'span', key: 'model' } }, scope)
  }
  const field = traceField(condition.field, binder)
  return field === undefined ? compileSpans(condition, scope) : compileCondition(condition, field, binder)
}

/** A trace has no model if none of its spans has one. */
const compileModel = (ofSpan: TraceCondition, scope: Scope): string =>
  ofSpan.kind === 'exists' && ofSpan.negated
    ? `NOT ${compileSpans({ ...ofSpan, negated: false }, scope)}`
    : compileSpans(ofSpan, scope)

function compileSpans(where: Filter, { bounds, text, texts, said, binder }: Scope): string {
  const ofSummary = summaryCondition(where, binder)
  if (ofSummary !== undefined) return `(${ofSummary})`
  const traces = [...bounds, ...summaryBounds(where, binder)].slice(0, MAX_BOUNDS).join(' AND ')
  return compileSpanFilter(where, { traces, scope: text, texts, said, binder })
}
