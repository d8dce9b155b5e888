import type { Filter, TraceCondition } from '@loupe-ai/model'
import type { Engine } from '../engine.ts'
import { isText, payloadColumn } from './payload-field.ts'
import { type ResolvedLike, resolveLike, resolveWhole } from './resolve-like.ts'
import { textMatcher } from './matches-text.ts'
import type { TextScope } from './text-scope.ts'

/** What was found out about the conditions on texts in a filter. */
export type ResolvedTexts = ReadonlyMap<Filter, ResolvedLike>

/** Whether a filter looks at what spans say. */
export function asksForText(filter: Filter | undefined): boolean {
  if (filter === undefined) return false
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.parts.some(asksForText)
    case 'not':
      return asksForText(filter.part)
    case 'span':
      return asksForText(filter.where)
    case 'says':
      return true
    default:
      return isText(filter.field) || payloadColumn(filter.field) !== undefined
  }
}

/** Looks up every condition on the text, the inputs or the outputs of spans. Rejects with SearchTooBroad. */
export async function resolveTexts(
  engine: Engine,
  filter: Filter | undefined,
  scope: TextScope,
): Promise<ResolvedTexts> {
  const resolved = new Map<Filter, ResolvedLike>()
  for (const condition of filter === undefined ? [] : conditionsOf(filter)) {
    const found = resolve(engine, condition, scope)
    if (found !== undefined) resolved.set(condition, await found)
  }
  return resolved
}

function resolve(engine: Engine, condition: TraceCondition, scope: TextScope): Promise<ResolvedLike> | undefined {
  if (isText(condition.field)) {
    if (condition.kind === 'like') return resolveLike(engine, condition, scope)
    throw new TypeError(`the text of a span can only be asked for by LIKE, not by ${condition.kind}`)
  }
  const column = payloadColumn(condition.field)
  if (column === undefined || condition.kind === 'exists') return undefined
  const like = condition.kind === 'like' ? condition : undefined
  return resolveWhole(engine, { like, column, matches: textMatcher(condition) }, scope)
}

function conditionsOf(filter: Filter): TraceCondition[] {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.parts.flatMap(conditionsOf)
    case 'not':
      return conditionsOf(filter.part)
    case 'span':
      return conditionsOf(filter.where)
    case 'says':
      return []
    default:
      return [filter]
  }
}
