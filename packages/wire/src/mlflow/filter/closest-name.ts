/** The one of `names` that `word` is a slip of; undefined if none is near. Case is a slip of nothing. */
export function closestName(word: string, names: readonly string[]): string | undefined {
  const limit = word.length < 5 ? 1 : 2
  const lower = word.slice(0, MAX_CHARACTERS).toLowerCase()
  let closest: string | undefined
  let least = limit + 1
  for (const name of names) {
    const distance = editDistance(lower, name)
    if (distance < least) [closest, least] = [name, distance]
  }
  return closest
}

const MAX_CHARACTERS = 40

/** Levenshtein's: how many characters to add, take away or change. */
function editDistance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (let at = 1; at <= left.length; at++) {
    const next = [at]
    for (let to = 1; to <= right.length; to++) {
      const changed = row[to - 1]! + (left[at - 1] === right[to - 1] ? 0 : 1)
      next.push(Math.min(changed, row[to]! + 1, next[to - 1]! + 1))
    }
    row = next
  }
  return row[right.length]!
}
