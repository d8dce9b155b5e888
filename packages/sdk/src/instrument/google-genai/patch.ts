import type { AnyFunction } from './wrap-method.ts'

/** Puts back exactly the descriptor that was there, unless somebody else has patched over ours since. */
export type Undo = () => void
export type Wrap = (original: AnyFunction, owner: object | undefined) => AnyFunction

/** The prototype that has the method itself: the class of an instance may inherit it. */
export function holderOf(prototype: object, method: string): object | undefined {
  let holder: object | null = prototype
  while (holder !== null && holder !== Object.prototype) {
    if (Object.hasOwn(holder, method)) return holder
    holder = Object.getPrototypeOf(holder) as object | null
  }
  return undefined
}

/** Replaces a method of a prototype; what else its descriptor says stays. Undefined when there is no such method. */
export function replaceMethod(prototype: object, method: string, wrap: Wrap): Undo | undefined {
  const before = Object.getOwnPropertyDescriptor(prototype, method)
  if (typeof before?.value !== 'function' || before.configurable !== true) return undefined
  const wrapped = wrap(before.value as AnyFunction, undefined)
  Object.defineProperty(prototype, method, { ...before, value: wrapped })
  return () => {
    if (Object.getOwnPropertyDescriptor(prototype, method)?.value === wrapped)
      Object.defineProperty(prototype, method, before)
  }
}

/**
 * Catches a method that the constructor assigns to each instance: the assignment meets our setter, which makes the wrapper an own
 * property of the instance, exactly as the assignment would have. Copies, detached use and later assignments behave as before.
 * Native class fields would pass by it; the SDK has assignments in every version (gemini-sdk.md §13.2).
 */
export function catchAssignment(prototype: object, method: string, wrap: Wrap): Undo | undefined {
  if (Object.getOwnPropertyDescriptor(prototype, method) !== undefined) return undefined
  const set = function assign(this: object, value: unknown): void {
    const assigned: unknown =
      typeof value === 'function' && this !== prototype ? wrap(value as AnyFunction, this) : value
    Object.defineProperty(this, method, { value: assigned, writable: true, enumerable: true, configurable: true })
  }
  Object.defineProperty(prototype, method, { get: () => undefined, set, enumerable: false, configurable: true })
  return () => {
    if (Object.getOwnPropertyDescriptor(prototype, method)?.set === set) Reflect.deleteProperty(prototype, method)
  }
}
