import type { Filter } from '@loupe-ai/model'
import { FilterError, type FilterFailure, orFailure } from '../filter-failure.ts'
import { readClause } from '../read-clause.ts'
import { isWord } from '../read-operator.ts'
import { readBrackets, readTree } from '../read-tree.ts'
import { Reading } from '../reading.ts'
import { groupSpans, isOfSpans } from './group-spans.ts'
import { resolveTraceKey } from './resolve-trace-key.ts'
import { buildTraceCondition } from './trace-field-kinds.ts'

export type FilterResult =
  /** Undefined is no condition at all: every trace. */
  { readonly ok: true; readonly filter: Filter | undefined } | { readonly ok: false; readonly failure: FilterFailure }

/**
 * Reads a filter of SearchTracesV3 (mlflow-wire.md §7), and more: OR, NOT and brackets, with AND binding tighter than OR;
 * `span(…)` around conditions on one span; `text HAS '…'`; every operator on `span.attributes.*`; IN for tags, metadata,
 * `name` and `run_id`; operators in any case everywhere; our keys. Which conditions on spans speak of the same span says
 * group-spans.ts. Unlike MLflow's it keeps `tag.name` a tag. RLIKE takes RE2's syntax. Never throws.
 */
export function parseTraceFilter(text: string): FilterResult {
  const result = orFailure(() => readTree(new Reading(text), readCondition))
  if (!result.ok) return result
  return { ok: true, filter: result.read && groupSpans(result.read) }
}

function readCondition(reading: Reading): Filter {
  if (!isSpanGroup(reading)) return buildTraceCondition(readClause(reading, resolveTraceKey))
  reading.at++
  return { kind: 'span', where: readBrackets(reading, readSpanCondition) }
}

function readSpanCondition(reading: Reading): Filter {
  const { raw, position } = reading.next()!
  if (isSpanGroup(reading)) {
    throw new FilterError('A span(…) cannot stand in a span(…).', position, 'Both would speak of the same span.')
  }
  const condition = buildTraceCondition(readClause(reading, resolveTraceKey))
  if (isOfSpans(condition)) return condition
  throw new FilterError(`In span(…) stands a condition on something else: ${raw}`, position, SPAN_CONDITIONS)
}

const SPAN_CONDITIONS = 'Write it outside. Inside stand conditions on span.…, span.attributes.… and text.'

const isSpanGroup = (reading: Reading): boolean => isWord(reading.next(), 'SPAN') && reading.next(1)?.raw === '('
