import { isObject } from '../json.ts'

/** Where two JSON values differ first, and how; nothing when they are the same. The order of names does not count. */
export function firstDifference(wanted: unknown, got: unknown, path = ''): string | undefined {
  const place = path === '' ? 'the body' : path
  if (Array.isArray(wanted) && Array.isArray(got)) {
    if (wanted.length !== got.length) return `${place} has ${got.length} items instead of ${wanted.length}`
    for (const [index, item] of wanted.entries()) {
      const difference = firstDifference(item, got[index], `${path}[${index}]`)
      if (difference !== undefined) return difference
    }
    return undefined
  }
  if (isObject(wanted) && isObject(got)) {
    for (const name of new Set([...Object.keys(wanted), ...Object.keys(got)])) {
      const inner = path === '' ? name : `${path}.${name}`
      if (!Object.hasOwn(got, name)) return `${inner} is missing`
      if (!Object.hasOwn(wanted, name)) return `${inner} is too much`
      const difference = firstDifference(wanted[name], got[name], inner)
      if (difference !== undefined) return difference
    }
    return undefined
  }
  if (Object.is(wanted, got)) return undefined
  return `${place} is ${(JSON.stringify(got) ?? 'undefined').slice(0, 100)} instead of ${JSON.stringify(wanted).slice(0, 100)}`
}
