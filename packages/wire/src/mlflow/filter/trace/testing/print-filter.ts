import type { FieldRef, Filter } from '@loupe-ai/model'

/** A filter as text that `parseTraceFilter` reads back as it was. Texts must be free of quotes of both kinds and backslashes. */
export function printFilter(filter: Filter): string {
  switch (filter.kind) {
    case 'compare':
      return `${keyText(filter.field)} ${filter.operator} ${typeof filter.value === 'number' ? filter.value : quoted(filter.value)}`
    case 'like':
      return `${keyText(filter.field)} ${filter.ignoreCase ? 'ILIKE' : 'LIKE'} ${quoted(filter.pattern)}`
    case 'matches':
      return `${keyText(filter.field)} RLIKE ${quoted(filter.pattern)}`
    case 'in':
      return `${keyText(filter.field)}${filter.negated ? ' NOT' : ''} IN (${filter.values.map(quoted).join(', ')})`
    case 'exists':
      return `${keyText(filter.field)} IS ${filter.negated ? '' : 'NOT '}NULL`
    case 'says':
      return `text HAS ${quoted(filter.text)}`
    case 'and':
      return filter.parts.map((part) => inBrackets(part, ['or'])).join(' AND ')
    case 'or':
      return filter.parts.map(printFilter).join(' OR ')
    case 'not':
      return `NOT ${inBrackets(filter.part, ['and', 'or'])}`
    case 'span':
      return `span(${printFilter(filter.where)})`
  }
}

const inBrackets = (filter: Filter, kinds: readonly Filter['kind'][]): string =>
  kinds.includes(filter.kind) ? `(${printFilter(filter)})` : printFilter(filter)

function keyText({ entity, key }: FieldRef): string {
  if (entity === 'attribute') return `trace.${key}`
  if (entity === 'span-attribute') return `span.attributes.\`${key}\``
  return entity === 'span' || entity === 'issue' ? `${entity}.${key}` : `${entity}.\`${key}\``
}

const quoted = (text: string): string => (text.includes("'") ? `"${text}"` : `'${text}'`)
