import type { GenaiModule } from './find-modules.ts'
import { GEMINI_METHODS } from './methods.ts'
import type { TracedMethod } from './methods.ts'
import { catchAssignment, replaceMethod } from './patch.ts'
import type { Undo } from './patch.ts'
import { wrapMethod } from './wrap-method.ts'
import type { AnyFunction, Switch, WrapParts } from './wrap-method.ts'

/** On a patched prototype. Registered, so that two copies of this library do not trace the same call twice. */
const PATCHED = Symbol.for('loupe.gemini.patched')

/** Patches the classes of one copy of the SDK; those that are patched already are left alone. Returns how to undo it, undefined when nothing was done. */
export function patchModule(module: GenaiModule, power: Switch, parts: WrapParts): Undo | undefined {
  const undos: Undo[] = []
  for (const owner of ['Models', 'Chat'] as const) {
    const prototype = module[owner]?.prototype
    if (prototype === undefined || Object.hasOwn(prototype, PATCHED)) continue
    Object.defineProperty(prototype, PATCHED, { value: true, configurable: true })
    undos.push(() => void Reflect.deleteProperty(prototype, PATCHED))
    for (const row of GEMINI_METHODS) {
      const undo = row.owner === owner ? patchMethod(prototype, row, power, parts) : undefined
      if (undo) undos.push(undo)
    }
  }
  if (undos.length === 0) return undefined
  return () => {
    for (const undo of undos.reverse()) undo()
  }
}

/** Which way the SDK defines a method has changed between versions: a method that is on the prototype is patched there. */
function patchMethod(prototype: object, row: TracedMethod, power: Switch, parts: WrapParts): Undo | undefined {
  const wrap = (original: AnyFunction, owner: object | undefined): AnyFunction =>
    wrapMethod(row, original, owner, power, parts)
  const replaced = replaceMethod(prototype, row.method, wrap)
  return replaced ?? (row.hook === 'assigned' ? catchAssignment(prototype, row.method, wrap) : undefined)
}
