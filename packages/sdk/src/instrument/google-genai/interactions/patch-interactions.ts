import { attempt } from '../../quietly.ts'
import { isObject } from '../loose.ts'
import { holderOf, replaceMethod } from '../patch.ts'
import type { Undo } from '../patch.ts'
import { withoutWords } from '../probe-client.ts'
import { originalOf } from '../wrap-method.ts'
import type { AnyFunction, Switch, WrapParts } from '../wrap-method.ts'
import { INTERACTION_METHODS, traceInteraction } from './trace-interaction.ts'
import { reportedUsage } from './reported-usage.ts'

const PATCHED = Symbol.for('loupe.gemini.patched')

/** Patches the class behind `client.interactions`, which no version exports: reached through a client that is never used. */
export function patchInteractions(probe: object | undefined, power: Switch, parts: WrapParts): Undo | undefined {
  // 1.x says at the first use of each client that this is experimental; the program's own clients will say it themselves.
  const sample =
    probe && attempt('finding interactions', () => withoutWords(() => Reflect.get(probe, 'interactions') as unknown))
  const prototype = isObject(sample) ? holderOf(Object.getPrototypeOf(sample) as object, 'create') : undefined
  if (prototype === undefined || Object.hasOwn(prototype, PATCHED)) return undefined
  const reported = reportedUsage()
  Object.defineProperty(prototype, PATCHED, { value: true, configurable: true })
  const undos = INTERACTION_METHODS.map((method) =>
    replaceMethod(prototype, method, (original) => traceInteraction(method, original, power, parts, reported)),
  )
  return () => {
    for (const undo of undos) undo?.()
    Reflect.deleteProperty(prototype, PATCHED)
  }
}

/** Traces the interactions of this one client, once they are used. */
export function traceInteractionsOf(client: object, power: Switch, parts: WrapParts): void {
  const holder = holderOf(Object.getPrototypeOf(client) as object, 'interactions')
  const before = holder && Object.getOwnPropertyDescriptor(holder, 'interactions')
  if (before?.get === undefined || Object.hasOwn(client, 'interactions')) return
  const read = before.get
  const traced = new WeakSet<object>()
  const reported = reportedUsage()
  const get = function (this: unknown): unknown {
    const interactions: unknown = Reflect.apply(read, this, [])
    if (!isObject(interactions) || traced.has(interactions)) return interactions
    traced.add(interactions)
    for (const method of INTERACTION_METHODS) {
      const original: unknown = interactions[method]
      if (typeof original !== 'function') continue
      const value = traceInteraction(method, originalOf(original as AnyFunction), power, parts, reported)
      Object.defineProperty(interactions, method, { value, writable: true, enumerable: false, configurable: true })
    }
    return interactions
  }
  Object.defineProperty(client, 'interactions', { ...before, get })
}
