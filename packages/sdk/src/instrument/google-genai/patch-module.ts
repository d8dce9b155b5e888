import { attempt } from '../quietly.ts'
import type { GenaiModule } from './find-modules.ts'
import { patchLive } from './live/patch-live.ts'
import { patchManagement } from './management/patch-management.ts'
import { GEMINI_METHODS } from './methods.ts'
import type { TracedMethod } from './methods.ts'
import { patchInteractions } from './interactions/patch-interactions.ts'
import { findOwnerClass, OWNER_NAMES } from './owners.ts'
import type { OwnerClass } from './owners.ts'
import { catchAssignment, holderOf, replaceMethod } from './patch.ts'
import type { Undo } from './patch.ts'
import { probeClient } from './probe-client.ts'
import { wrapMethod } from './wrap-method.ts'
import type { AnyFunction, Switch, WrapParts } from './wrap-method.ts'

/** On a patched prototype. Registered, so that two copies of this library do not trace the same call twice. */
const PATCHED = Symbol.for('loupe.gemini.patched')

/** Patches the classes of one copy of the SDK; those that are patched already are left alone. Returns how to undo it, undefined when nothing was done. */
export function patchModule(module: GenaiModule, power: Switch, parts: WrapParts): Undo | undefined {
  // Known by one class: making a client for each time that autolog is called would be for nothing.
  if (Object.hasOwn(module.Models.prototype, PATCHED)) return undefined
  const undos: Undo[] = []
  const probe = probeClient(module)
  for (const owner of OWNER_NAMES) {
    const found = findOwnerClass(owner, module, probe)
    if (found === undefined || Object.hasOwn(found.prototype, PATCHED)) continue
    Object.defineProperty(found.prototype, PATCHED, { value: true, configurable: true })
    undos.push(() => void Reflect.deleteProperty(found.prototype, PATCHED))
    for (const row of GEMINI_METHODS) {
      const undo = row.owner === owner ? patchMethod(found, row, power, parts) : undefined
      if (undo) undos.push(undo)
    }
  }
  const undoInteractions = attempt('patching interactions', () => patchInteractions(probe, power, parts))
  if (undoInteractions) undos.push(undoInteractions)
  const undoManagement = attempt('patching management', () => patchManagement(probe, power, parts))
  if (undoManagement) undos.push(undoManagement)
  const undoLive = attempt('patching live', () => patchLive(probe, module, power, parts))
  if (undoLive) undos.push(undoLive)
  if (undos.length === 0) return undefined
  return () => {
    for (const undo of undos.reverse()) undo()
  }
}

/** Which way the SDK defines a method has changed between versions, so an instance is asked. */
function patchMethod(
  { prototype, sample }: OwnerClass,
  row: TracedMethod,
  power: Switch,
  parts: WrapParts,
): Undo | undefined {
  const wrap = (original: AnyFunction, owner: object | undefined): AnyFunction =>
    wrapMethod(row, original, owner, power, parts)
  if (sample !== undefined && Object.hasOwn(sample, row.method)) return catchAssignment(prototype, row.method, wrap)
  const holder = holderOf(prototype, row.method)
  return holder && replaceMethod(holder, row.method, wrap)
}
