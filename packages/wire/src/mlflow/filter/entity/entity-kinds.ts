import type { Condition } from '@loupe-ai/model'
import {
  EQUALITY,
  type FieldKind,
  LISTS,
  notQuoted,
  numberCondition,
  PRESENCE,
  RANGES,
  sourceOf,
  textCondition,
} from '../build-condition.ts'
import { FilterError } from '../filter-failure.ts'

export type EntityKind<Field> = FieldKind<Field, Condition<Field>>

/** Operators on a text that everything has; IN also where MLflow refuses it. */
export const OF_TEXTS: readonly string[] = [...EQUALITY, 'LIKE', 'ILIKE', ...LISTS]
export const OF_OPTIONAL_TEXTS: readonly string[] = [...OF_TEXTS, ...PRESENCE]
const OF_NUMBERS: readonly string[] = [...EQUALITY, ...RANGES]

/** A field that is compared with quoted texts; `expected` begins the message when a value is none. */
export const textKind = <Field>(operators: readonly string[], expected: string): EntityKind<Field> => ({
  operators,
  build: (clause) =>
    textCondition(clause, (value) => {
      if (value.kind === 'unquoted') return notQuoted(value)
      const { raw, position } = sourceOf(value)
      return new FilterError(`${expected} Got value ${raw}`, position, `Write '${raw}', in quotes.`)
    }),
})

/** As `textKind`, except that a number without quotes is taken for the text it is written as. */
export function textOrNumberKind<Field>(operators: readonly string[], expected: string): EntityKind<Field> {
  const texts = textKind<Field>(operators, expected)
  return {
    operators,
    build: (clause) => {
      const { value } = clause
      if (value?.kind !== 'number') return texts.build(clause)
      return texts.build({ ...clause, value: { kind: 'text', text: value.token.raw, token: value.token } })
    },
  }
}

/** A field that is compared with numbers, which stand without quotes. */
export const numberKind = <Field>(expected: string): EntityKind<Field> => ({
  operators: OF_NUMBERS,
  build: (clause) =>
    numberCondition(clause, (value) => {
      const { raw, position } = sourceOf(value)
      return new FilterError(`${expected} Found ${raw}`, position, 'A number stands without quotes.')
    }),
})

export const expectedText = (entity: string): string =>
  entity === 'attributes'
    ? 'Expected a quoted string value for attributes.'
    : `Expected a quoted string value for ${entity} (e.g. 'my-value').`

export const expectedNumber = (attribute: string): string =>
  `Expected numeric value type for numeric attribute: ${attribute}.`
