import type { ExperimentId } from '@loupe-ai/model'
import type { Binder } from '../binder.ts'

/** Where a search looks for text; everywhere when undefined. */
export type TextScope = readonly ExperimentId[] | undefined

/**
 * SQL over `spans` or `parts`: rows that may be of traces of these experiments. A trace may have spans under other
 * experiments than its own.
 */
export const withinScope = (scope: TextScope, binder: Binder): string => {
  if (scope === undefined) return 'true'
  const ids = binder.bind(scope, 'Array(String)')
  return `experiment_id IN (
    SELECT arrayJoin(${ids}) UNION ALL SELECT span_experiment_id FROM shared_experiments WHERE experiment_id IN ${ids}
  )`
}
