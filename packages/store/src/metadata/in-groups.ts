/** So many rows or ids go into one statement: databases bound its parameters. */
const GROUP_SIZE = 500

/** `items` in groups of which each fits into one statement. */
export function* inGroups<T>(items: readonly T[]): Generator<T[]> {
  for (let start = 0; start < items.length; start += GROUP_SIZE) yield items.slice(start, start + GROUP_SIZE)
}
