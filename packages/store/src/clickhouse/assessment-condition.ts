import { type ExperimentId, type FieldRef, type Filter, TRACE_METADATA } from '@loupe-ai/model'
import type { Binder } from './binder.ts'
import { compileText } from './compile-text.ts'

type AssessmentRef = Extract<FieldRef, { entity: 'feedback' | 'expectation' | 'issue' }>
export type AssessmentLeaf = Exclude<Filter, { kind: 'and' }> & { readonly field: AssessmentRef }

const part = (name: 'kind' | 'name' | 'value' | 'number' | 'session'): string => `tupleElement(a, '${name}')`

/**
 * SQL over `traces`: some valid assessment of that kind and name is as asked for (mlflow-wire.md §7.4). One that speaks of
 * a session counts for every trace of the session, within the experiments that are searched.
 */
export function compileAssessmentLeaf(
  leaf: AssessmentLeaf,
  experimentIds: readonly ExperimentId[],
  binder: Binder,
): string {
  const conditions = [`${part('kind')} = ${binder.bind(leaf.field.entity, 'String')}`, ...ofLeaf(leaf, binder)]
  const some = (more: readonly string[] = []): string =>
    `arrayExists(a -> ${[...conditions, ...more].join(' AND ')}, assessments)`
  const session = binder.bind(TRACE_METADATA.session, 'String')
  const covered = `(mapContains(metadata, ${session}) AND metadata[${session}] IN (
    SELECT metadata[${session}] FROM traces FINAL
    WHERE experiment_id IN ${binder.bind(experimentIds, 'Array(String)')}
      AND mapContains(metadata, ${session}) AND ${some([`${part('session')} != ''`])}
  ))`
  const holds = `(${some()} OR ${covered})`
  return leaf.kind === 'exists' && leaf.negated ? `NOT ${holds}` : holds
}

function ofLeaf(leaf: AssessmentLeaf, binder: Binder): string[] {
  // An issue is found by its id, which is the name of what refers to it.
  if (leaf.field.entity === 'issue') {
    return leaf.kind === 'compare' ? [`${part('name')} = ${binder.bind(String(leaf.value), 'String')}`] : ['false']
  }
  const named = `${part('name')} = ${binder.bind(leaf.field.key, 'String')}`
  return leaf.kind === 'exists' ? [named] : [named, ofValue(leaf, binder)]
}

function ofValue(leaf: Exclude<AssessmentLeaf, { kind: 'exists' }>, binder: Binder): string {
  if (leaf.kind !== 'compare') return compileText(leaf, part('value'), binder)
  // Only numbers compare with numbers: nothing is greater or less than no number.
  if (typeof leaf.value === 'number') {
    return `ifNull(${part('number')}, nan) ${leaf.operator} ${binder.bind(leaf.value, 'Float64')}`
  }
  const forms = binder.bind([leaf.value, JSON.stringify(leaf.value)], 'Array(String)')
  return `${part('value')} ${leaf.operator === '!=' ? 'NOT IN' : 'IN'} ${forms}`
}
