import type { Json } from './normalize.ts'

export interface Difference {
  /** Keys and places joined by `/`. */
  readonly path: string
  /** `undefined`: it is not there. */
  readonly theirs: Json | undefined
  readonly ours: Json | undefined
}

/** Where two values differ, as deep as they can be told apart. Order of keys does not count; order of lists does. */
export function findDifferences(theirs: Json | undefined, ours: Json | undefined, path = ''): Difference[] {
  if (isObject(theirs) && isObject(ours)) {
    return [...new Set([...Object.keys(theirs), ...Object.keys(ours)])].flatMap((key) =>
      findDifferences(theirs[key], ours[key], path === '' ? key : `${path}/${key}`),
    )
  }
  if (isList(theirs) && isList(ours)) {
    const longer = theirs.length > ours.length ? theirs : ours
    return longer.flatMap((_, place) => findDifferences(theirs[place], ours[place], `${path}/${place}`))
  }
  return isSame(theirs, ours) ? [] : [{ path, theirs, ours }]
}

type JsonObject = { readonly [key: string]: Json }

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value)

/** A whole number may be read as either kind. */
const isSame = (a: Json | undefined, b: Json | undefined): boolean =>
  isNumber(a) && isNumber(b) ? a.toString() === b.toString() : a === b

const isNumber = (value: Json | undefined): value is number | bigint =>
  typeof value === 'number' || typeof value === 'bigint'
