import type { ExperimentId, Filter } from '@loupe-ai/model'
import { type AssessmentLeaf, compileAssessmentLeaf } from './assessment-condition.ts'
import { Binder } from './binder.ts'
import { compileText } from './compile-text.ts'
import type { Parameters } from './engine.ts'
import { spanField, type TraceField, traceField } from './trace-fields.ts'

export interface CompiledFilter {
  /** SQL over `traces`. */
  readonly condition: string
  readonly parameters: Parameters
}

type Leaf = Exclude<Filter, { kind: 'and' }>

/**
 * A search within experiments as SQL (mlflow-wire.md §7.4): all conditions on spans must hold for the same span;
 * everything but `IS NULL` needs the trace to have the field.
 */
export function compileFilter(filter: Filter | undefined, experimentIds: readonly ExperimentId[]): CompiledFilter {
  const binder = new Binder('f')
  const ofTraces = [`experiment_id IN ${binder.bind(experimentIds, 'Array(String)')}`]
  const ofSpans: string[] = []
  for (const leaf of leavesOf(filter)) {
    if (isOfAssessments(leaf)) {
      ofTraces.push(compileAssessmentLeaf(leaf, experimentIds, binder))
      continue
    }
    const field = traceField(leaf.field, binder)
    if (field === undefined) ofSpans.push(compileLeaf(leaf, spanField(leaf.field), binder))
    else ofTraces.push(compileLeaf(leaf, field, binder))
  }
  const traces = ofTraces.join(' AND ')
  if (ofSpans.length === 0) return { condition: traces, parameters: binder.parameters }
  return { condition: `${traces} AND trace_id IN (${tracesWithSpan(ofSpans, traces)})`, parameters: binder.parameters }
}

/** Looks through all copies first and only then at the newest of those that match, which is several times faster. */
function tracesWithSpan(conditions: readonly string[], traces: string): string {
  const spans = conditions.join(' AND ')
  return `
    SELECT trace_id FROM spans FINAL
    WHERE (trace_id, span_id) IN (
      SELECT trace_id, span_id FROM spans
      WHERE trace_id IN (SELECT trace_id FROM traces WHERE ${traces}) AND ${spans}
    ) AND ${spans}`
}

function leavesOf(filter: Filter | undefined): Leaf[] {
  if (filter === undefined) return []
  return filter.kind === 'and' ? filter.parts.flatMap(leavesOf) : [filter]
}

const isOfAssessments = (leaf: Leaf): leaf is AssessmentLeaf =>
  leaf.field.entity === 'feedback' || leaf.field.entity === 'expectation' || leaf.field.entity === 'issue'

function compileLeaf(leaf: Leaf, field: TraceField, binder: Binder): string {
  if (leaf.kind === 'exists') {
    const exists = field.exists ?? 'true'
    return leaf.negated ? `NOT (${exists})` : `(${exists})`
  }
  const holds = compileCondition(leaf, field, binder)
  return field.exists === undefined ? `(${holds})` : `(${field.exists} AND ${holds})`
}

function compileCondition(leaf: Exclude<Leaf, { kind: 'exists' }>, field: TraceField, binder: Binder): string {
  if (leaf.kind !== 'compare') return compileText(leaf, textOf(field), binder)
  return field.type === 'String'
    ? `${field.sql} ${leaf.operator} ${binder.bind(String(leaf.value), 'String')}`
    : `${field.sql} ${leaf.operator} ${binder.bind(Number(leaf.value), 'Float64')}`
}

const textOf = (field: TraceField): string => (field.type === 'String' ? field.sql : `toString(${field.sql})`)
