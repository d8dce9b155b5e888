const STEP = /\.([^.[\]]+)|\[(\d+)\]|\['([^']*)'\]/g
const MAX_INDEX = 10_000

/**
 * Sets a value at a path such as `$.a.b[0]` in a JSON object, making the containers on the way. Text that meets text is
 * appended: strings are streamed in pieces. A path that does not fit what is there changes nothing.
 */
export function setAtPath(root: Record<string, unknown>, path: string, value: unknown): void {
  const steps = [...path.matchAll(STEP)].map(([, name, index, quoted]) => name ?? quoted ?? Number(index))
  if (
    steps.length === 0 ||
    steps.some((step) => step === '__proto__' || (typeof step === 'number' && step > MAX_INDEX))
  )
    return
  let holder: Record<string | number, unknown> = root
  for (const [position, step] of steps.slice(0, -1).entries()) {
    const next = (holder[step] ??= typeof steps[position + 1] === 'number' ? [] : {})
    if (typeof next !== 'object' || next === null) return
    holder = next as Record<string | number, unknown>
  }
  const last = steps.at(-1)!
  const before = holder[last]
  holder[last] = typeof before === 'string' && typeof value === 'string' ? before + value : value
}
