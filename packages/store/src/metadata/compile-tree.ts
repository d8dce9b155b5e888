import type { Condition, FilterTree } from '@loupe-ai/model'
import { type RawBuilder, sql, type SqlBool } from 'kysely'

export type SqlCondition = RawBuilder<SqlBool>

/** Where the values of a field are. */
export interface FieldSource {
  /** A column or expression; null where the field is absent. */
  readonly value: RawBuilder<unknown>
  /** Of a field that lies in rows of another table: the condition that one of them satisfies `where`. */
  readonly anyRow?: (where: SqlCondition) => SqlCondition
  /** Whether a value is no number; 1 or 0. */
  readonly isNan?: RawBuilder<number>
}

/** A search as SQL. Every value is bound; every node is true or false, never null, so that NOT is exactly the rest. */
export function compileTree<Field>(
  tree: FilterTree<Condition<Field>>,
  sourceOf: (field: Field) => FieldSource,
): SqlCondition {
  if (tree.kind === 'and') return joined(tree.parts, sourceOf, 'and')
  if (tree.kind === 'or') return joined(tree.parts, sourceOf, 'or')
  if (tree.kind === 'not') return sql<SqlBool>`not (${compileTree(tree.part, sourceOf)})`
  return compileCondition(tree, sourceOf(tree.field))
}

function joined<Field>(
  parts: readonly FilterTree<Condition<Field>>[],
  sourceOf: (field: Field) => FieldSource,
  word: 'and' | 'or',
): SqlCondition {
  if (parts.length === 0) return word === 'and' ? TRUE : FALSE
  const compiled = parts.map((part) => sql`(${compileTree(part, sourceOf)})`)
  return sql<SqlBool>`${sql.join(compiled, word === 'and' ? sql` and ` : sql` or `)}`
}

function compileCondition<Field>(condition: Condition<Field>, source: FieldSource): SqlCondition {
  const { value, anyRow } = source
  if (condition.kind === 'exists') {
    const exists = anyRow === undefined ? sql<SqlBool>`${value} is not null` : anyRow(TRUE)
    return condition.negated ? sql<SqlBool>`not (${exists})` : exists
  }
  const holds = compileValue(condition, source)
  return anyRow === undefined ? sql<SqlBool>`(${value} is not null and ${holds})` : anyRow(holds)
}

function compileValue<Field>(condition: Condition<Field>, { value, isNan }: FieldSource): SqlCondition {
  switch (condition.kind) {
    case 'compare': {
      const { operator } = condition
      const compared = sql<SqlBool>`${value} ${sql.raw(operator)} ${condition.value}`
      if (isNan === undefined) return compared
      // What is no number is unlike every number, and neither below nor above one.
      return operator === '!='
        ? sql<SqlBool>`(${isNan} = 1 or ${compared})`
        : sql<SqlBool>`(${isNan} = 0 and ${compared})`
    }
    case 'like': {
      // Nothing escapes in a pattern: so what the databases take for an escape is escaped itself.
      const pattern = condition.pattern.replaceAll('\\', '\\\\')
      return condition.ignoreCase
        ? sql<SqlBool>`lower(${value}) like lower(${pattern}) escape '\\'`
        : sql<SqlBool>`${value} like ${pattern} escape '\\'`
    }
    case 'in': {
      const { values, negated } = condition
      if (values.length === 0) return negated ? TRUE : FALSE
      const isIn = sql<SqlBool>`${value} in (${sql.join(values)})`
      return negated ? sql<SqlBool>`not (${isIn})` : isIn
    }
    case 'matches':
      throw new RangeError('metadata is not searched by regular expressions')
    case 'exists':
      return TRUE
  }
}

const TRUE = sql<SqlBool>`1 = 1`
const FALSE = sql<SqlBool>`1 = 0`
