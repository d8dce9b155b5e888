import { attempt, quietly } from '../quietly.ts'
import { traceInteractionsOf } from './interactions/patch-interactions.ts'
import { traceLiveOf } from './live/patch-live.ts'
import { isObject } from './loose.ts'
import { GEMINI_METHODS } from './methods.ts'
import { OWNER_NAMES, ownerOn } from './owners.ts'
import type { Owner } from './owners.ts'
import { originalOf, wrapMethod } from './wrap-method.ts'
import type { AnyFunction, Switch, WrapParts } from './wrap-method.ts'

const TRACED = Symbol('loupe.gemini.client')

/**
 * Traces one client: what hangs on it, and the chats and lists it makes from now on. No class is patched; others are not
 * traced.
 */
export function traceClient(client: unknown, power: Switch, parts: WrapParts): void {
  if (!isObject(client)) return
  const withLists: WrapParts = {
    ...parts,
    onValue: (value) => isPager(value) && traceOwn(value, 'Pager', power, parts),
  }
  for (const owner of OWNER_NAMES)
    quietly(`tracing the ${owner} of a client`, () => traceOwn(ownerOn(client, owner), owner, power, withLists))
  quietly('tracing the interactions of a client', () => traceInteractionsOf(client, power, parts))
  quietly('tracing the sessions of a client', () => traceLiveOf(client, power, parts))
  quietly('tracing the chats of a client', () => traceChats(client['chats'], power, parts))
}

/** Gives `target` traced methods of its own above those of its class; in a pre-patched class the originals beneath count. */
function traceOwn(target: unknown, owner: Owner, power: Switch, parts: WrapParts): void {
  if (!isObject(target) || Object.hasOwn(target, TRACED)) return
  Object.defineProperty(target, TRACED, { value: true })
  for (const row of GEMINI_METHODS) {
    const method = row.owner === owner ? target[row.method] : undefined
    if (typeof method !== 'function') continue
    const enumerable = Object.getOwnPropertyDescriptor(target, row.method)?.enumerable ?? false
    const value = wrapMethod(row, originalOf(method as AnyFunction), target, power, parts)
    Object.defineProperty(target, row.method, { value, writable: true, enumerable, configurable: true })
  }
}

/** By its shape: a copy of the SDK that is bundled has names of its own. */
const isPager = (value: unknown): boolean =>
  isObject(value) && typeof value['nextPage'] === 'function' && typeof value['hasNextPage'] === 'function'

function traceChats(chats: unknown, power: Switch, parts: WrapParts): void {
  if (!isObject(chats) || Object.hasOwn(chats, TRACED) || typeof chats['create'] !== 'function') return
  const create = chats['create'] as AnyFunction
  const { createTraced } = {
    createTraced(this: unknown, ...args: unknown[]): unknown {
      const chat = Reflect.apply(create, this, args)
      attempt('tracing a chat', () => traceOwn(chat, 'Chat', power, parts))
      return chat
    },
  }
  Object.defineProperties(createTraced, {
    name: { value: create.name, configurable: true },
    length: { value: create.length, configurable: true },
  })
  Object.defineProperty(chats, TRACED, { value: true })
  Object.defineProperty(chats, 'create', { value: createTraced, writable: true, enumerable: false, configurable: true })
}
