const SIMPLE_NAMES = /^(?:async\s+)?(?:function\b)?\s*\*?\s*[\w$]*\s*\(([\w$,\s]*)\)|^(?:async\s+)?([\w$]+)\s*=>/

/** The names of a function's parameters, or undefined if any of them is more than a name. */
export function parameterNames(work: (...args: never[]) => unknown): readonly string[] | undefined {
  const found = SIMPLE_NAMES.exec(Function.prototype.toString.call(work))
  if (found === null) return undefined
  const names = (found[1] ?? found[2] ?? '').split(',').map((name) => name.trim())
  return names.at(-1) === '' ? names.slice(0, -1) : names
}

/** Arguments by name where all have one, as they stand otherwise. */
export const namedArguments = (names: readonly string[] | undefined, args: readonly unknown[]): unknown =>
  names === undefined || args.length > names.length
    ? args
    : Object.fromEntries(args.map((value, at) => [names[at], value]))
