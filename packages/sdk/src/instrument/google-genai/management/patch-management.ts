import { attempt } from '../../quietly.ts'
import { isObject } from '../loose.ts'
import { holderOf, replaceMethod } from '../patch.ts'
import type { Undo } from '../patch.ts'
import { withoutWords } from '../probe-client.ts'
import type { Switch, WrapParts } from '../wrap-method.ts'
import { MANAGED_THINGS } from './managed-things.ts'
import type { ManagedThings } from './managed-things.ts'
import { traceManagement } from './trace-management.ts'

const PATCHED = Symbol.for('loupe.gemini.patched')

/** Patches the classes behind `client.agents` and its like, which no version exports. A version that has none is left alone. */
export function patchManagement(probe: object | undefined, power: Switch, parts: WrapParts): Undo | undefined {
  const undos = MANAGED_THINGS.flatMap((things) => {
    const sample = probe && attempt(`finding ${things.owner}`, () => sampleOf(probe, things))
    const prototype = sample && holderOf(Object.getPrototypeOf(sample) as object, things.methods[0]!)
    return prototype === undefined || Object.hasOwn(prototype, PATCHED) ? [] : [patch(prototype, things, power, parts)]
  })
  if (undos.length === 0) return undefined
  return () => {
    for (const undo of undos) undo()
  }
}

/** Some say at the first use of each client that they are experimental; the program's own clients will say it themselves. */
const sampleOf = (probe: object, { path }: ManagedThings): object | undefined => {
  const found = withoutWords(() =>
    path.reduce<unknown>((holder, key) => (isObject(holder) ? Reflect.get(holder, key) : undefined), probe),
  )
  return isObject(found) ? found : undefined
}

function patch(prototype: object, things: ManagedThings, power: Switch, parts: WrapParts): Undo {
  Object.defineProperty(prototype, PATCHED, { value: true, configurable: true })
  const undos = things.methods.map((method) =>
    replaceMethod(prototype, method, (original) => traceManagement(things, method, original, power, parts)),
  )
  return () => {
    for (const undo of undos) undo?.()
    Reflect.deleteProperty(prototype, PATCHED)
  }
}
