import type { Filter, TraceCondition } from '@loupe-ai/model'

/**
 * Puts a `span` around what must hold for one and the same span: all conditions on spans that stand in one AND chain, as
 * MLflow has it (mlflow-wire.md §7.4). An OR of nothing but such conditions belongs to the chain like each of them, in
 * brackets or not. What stands under NOT, and each other side of an OR, looks for a span of its own; so does `span(…)`.
 */
export function groupSpans(filter: Filter): Filter {
  if (isOfSpans(filter)) return { kind: 'span', where: filter }
  switch (filter.kind) {
    case 'and':
      return groupChain(filter.parts)
    case 'or':
      return { kind: 'or', parts: filter.parts.map(groupSpans) }
    case 'not':
      return { kind: 'not', part: groupSpans(filter.part) }
    default:
      return filter
  }
}

/** The span stands where its first condition stood. */
function groupChain(parts: readonly Filter[]): Filter {
  const ofSpans = parts.filter(isOfSpans)
  if (ofSpans.length < 2) return { kind: 'and', parts: parts.map(groupSpans) }
  const span: Filter = { kind: 'span', where: { kind: 'and', parts: ofSpans } }
  const grouped = parts.flatMap((part) => {
    if (!isOfSpans(part)) return [groupSpans(part)]
    return part === ofSpans[0] ? [span] : []
  })
  return { kind: 'and', parts: grouped }
}

/** Whether it is true or false of a single span, and no NOT is in it. */
export function isOfSpans(filter: Filter): boolean {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.parts.every(isOfSpans)
    case 'not':
    case 'span':
      return false
    case 'says':
      return true
    default:
      return isOnSpan(filter)
  }
}

const isOnSpan = ({ field }: TraceCondition): boolean =>
  field.entity === 'span' || field.entity === 'span-attribute' || (field.entity === 'attribute' && field.key === 'text')
