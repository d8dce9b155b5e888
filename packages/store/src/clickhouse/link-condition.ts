import { type TraceCondition, TRACE_METADATA } from '@loupe-ai/model'
import type { Binder } from './binder.ts'

type LinkCondition = Extract<TraceCondition, { kind: 'compare' | 'in' }>

/** Whether links decide about `condition`: on `prompt`, or for the runs that it asks for, which may also be the trace's own. */
export function isOfLinks(condition: TraceCondition): condition is LinkCondition {
  const { field } = condition
  if (field.entity !== 'attribute') return false
  return field.key === 'prompt' || (field.key === 'run_id' && valuesOf(condition) !== undefined)
}

/** SQL over `traces`. Throws a TypeError for a condition on prompts other than `=` and IN. */
export function compileLinkCondition(condition: LinkCondition, binder: Binder): string {
  const values = valuesOf(condition)
  if (values === undefined) throw new TypeError(`not a condition on links: ${JSON.stringify(condition)}`)
  const bound = binder.bind(values, 'Array(String)')
  const links = (key: 'linked_runs' | 'linked_prompts'): string => `hasAny(${key}, ${bound})`
  if (condition.field.key === 'prompt') return links('linked_prompts')
  const sourceRun = binder.bind(TRACE_METADATA.sourceRun, 'String')
  return `((mapContains(metadata, ${sourceRun}) AND metadata[${sourceRun}] IN ${bound}) OR ${links('linked_runs')})`
}

/** What the field must be one of; undefined if the condition asks for anything else. */
function valuesOf(condition: TraceCondition): readonly string[] | undefined {
  if (condition.kind === 'compare' && condition.operator === '=') return [String(condition.value)]
  return condition.kind === 'in' && !condition.negated ? condition.values : undefined
}
