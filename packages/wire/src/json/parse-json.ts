import { checkJsonDepth } from './json-depth.ts'

/** A reviver that is told how a number was written (ECMAScript's JSON.parse source text access). */
type SourceReviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown

export const parseWithSource: (text: string, reviver: SourceReviver) => unknown = JSON.parse as (
  text: string,
  reviver: SourceReviver,
) => unknown

// Longer ones stay numbers: to make a bigint of a million digits takes long.
const INTEGER = /^-?\d{1,40}$/

/**
 * JSON.parse, except that an integer which a number cannot hold becomes a bigint. Keys are own properties, `__proto__`
 * too. Throws a SyntaxError for what is not JSON or is nested more than 1000 levels deep.
 */
export function parseJson(text: string): unknown {
  checkJsonDepth(text)
  // Every unsafe integer has at least sixteen digits; without such a run outside of a text the fast road is exact.
  return /(?:^|[\s:,[-])\d{16}/.test(text) ? parseWithSource(text, keepInteger) : JSON.parse(text)
}

const keepInteger: SourceReviver = (_key, value, { source }) =>
  typeof value === 'number' && !Number.isSafeInteger(value) && source !== undefined && INTEGER.test(source)
    ? BigInt(source)
    : value
