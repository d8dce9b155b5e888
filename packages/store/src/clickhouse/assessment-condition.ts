import type { TraceCondition, FieldRef } from '@loupe-ai/model'
import type { Binder } from './binder.ts'
import { compileText } from './text/compile-text.ts'

type AssessmentRef = Extract<FieldRef, { entity: 'feedback' | 'expectation' | 'issue' }>
export type AssessmentCondition = TraceCondition & { readonly field: AssessmentRef }

const part = (name: 'kind' | 'name' | 'value' | 'number' | 'session'): string => `tupleElement(a, '${name}')`

/**
 * SQL over `traces`: some valid assessment of that kind and name is as asked for (mlflow-wire.md §7.4). One that speaks of
 * a session counts for every trace of the session, within the experiments that are searched, which `experiments` bounds in SQL.
 */
export function compileAssessmentCondition(
  condition: AssessmentCondition,
  experiments: string,
  binder: Binder,
): string {
  const conditions = [
    `${part('kind')} = ${binder.bind(condition.field.entity, 'String')}`,
    ...onKind(condition, binder),
  ]
  const some = (more: readonly string[] = []): string =>
    `arrayExists(a -> ${[...conditions, ...more].join(' AND ')}, assessments)`
  // The newest rows of few traces, where FINAL would look at all: hardly any assessment speaks of a session.
  const covered = `(session_id IS NOT NULL AND session_id IN (
    SELECT session FROM (
      SELECT newest.1 AS session, newest.2 AS assessments, newest.3 AS is_deleted FROM (
        SELECT argMax((ifNull(session_id, ''), assessments, is_deleted), (knowledge, is_deleted = 0)) AS newest
        FROM traces
        WHERE ${experiments} AND trace_id IN (SELECT trace_id FROM traces WHERE ${experiments} AND assesses_session = 1)
        GROUP BY trace_id
      )
    )
    WHERE is_deleted = 0 AND session != '' AND ${some([`${part('session')} != ''`])}
  ))`
  const holds = `(${some()} OR ${covered})`
  return condition.kind === 'exists' && condition.negated ? `NOT ${holds}` : holds
}

function onKind(condition: AssessmentCondition, binder: Binder): string[] {
  // An issue is found by its id, which is the name of what refers to it.
  if (condition.field.entity === 'issue') {
    return condition.kind === 'compare'
      ? [`${part('name')} = ${binder.bind(String(condition.value), 'String')}`]
      : ['false']
  }
  const named = `${part('name')} = ${binder.bind(condition.field.key, 'String')}`
  return condition.kind === 'exists' ? [named] : [named, onValue(condition, binder)]
}

function onValue(condition: Exclude<AssessmentCondition, { kind: 'exists' }>, binder: Binder): string {
  if (condition.kind !== 'compare') return compileText(condition, part('value'), binder)
  // Only numbers compare with numbers: nothing is greater or less than no number.
  if (typeof condition.value === 'number') {
    return `ifNull(${part('number')}, nan) ${condition.operator} ${binder.bind(condition.value, 'Float64')}`
  }
  const forms = binder.bind([condition.value, JSON.stringify(condition.value)], 'Array(String)')
  return `${part('value')} ${condition.operator === '!=' ? 'NOT IN' : 'IN'} ${forms}`
}
