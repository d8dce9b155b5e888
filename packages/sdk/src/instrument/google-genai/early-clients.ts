import { GEMINI_METHODS } from './methods.ts'
import type { Undo } from './patch.ts'
import { originalOf, wrapMethod } from './wrap-method.ts'
import type { AnyFunction, Switch, WrapParts } from './wrap-method.ts'

/**
 * A `Models` made before its class was patched keeps the arrow function of its constructor, and `generateContent` runs
 * functions inside it, out of reach. At the first request that such a client makes it is known, and traced in full from then
 * on. What a user has assigned in its place is left: the SDK's own code is known by what it calls. Undefined when
 * nothing was done.
 */
export function adoptEarlyClient(models: object, power: Switch, parts: WrapParts): Undo | undefined {
  const before = Object.getOwnPropertyDescriptor(models, 'generateContent')
  const original: unknown = before?.value
  if (before?.configurable !== true || typeof original !== 'function') return undefined
  if (originalOf(original as AnyFunction) !== original || !callsTools(original)) return undefined
  const row = GEMINI_METHODS.find(({ owner, method }) => owner === 'Models' && method === 'generateContent')
  if (row === undefined) return undefined
  const value = wrapMethod(row, original as AnyFunction, models, power, parts)
  Object.defineProperty(models, 'generateContent', { ...before, value })
  const adopted = new WeakRef(models)
  return () => {
    const client = adopted.deref()
    if (client && Object.getOwnPropertyDescriptor(client, 'generateContent')?.value === value)
      Object.defineProperty(client, 'generateContent', before)
  }
}

const callsTools = (method: object): boolean => Function.prototype.toString.call(method).includes('.callTool(')
