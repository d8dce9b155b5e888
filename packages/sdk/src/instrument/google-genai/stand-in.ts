import type { AnyFunction } from './wrap-method.ts'

/** As on the wrappers of `wrapMethod`: the function beneath, which `originalOf` gives. */
const ORIGINAL = Symbol.for('loupe.gemini.original')

/** A function with the name and length of `original` that does what `run` says, with the caller's `this` and arguments. */
export function standIn(original: AnyFunction, run: (self: unknown, args: unknown[]) => unknown): AnyFunction {
  const { traced } = {
    traced(this: unknown, ...args: unknown[]): unknown {
      return run(this, args)
    },
  }
  Object.defineProperties(traced, {
    name: { value: original.name, configurable: true },
    length: { value: original.length, configurable: true },
    [ORIGINAL]: { value: original },
  })
  return traced
}
