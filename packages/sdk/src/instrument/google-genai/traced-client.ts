import { attempt, quietly } from '../quietly.ts'
import { isObject } from './loose.ts'
import { GEMINI_METHODS } from './methods.ts'
import { originalOf, wrapMethod } from './wrap-method.ts'
import type { AnyFunction, Switch, WrapParts } from './wrap-method.ts'

const TRACED = Symbol('loupe.gemini.client')

/** Traces one client: its own `models` and the chats it makes from now on. No class is patched; others are not traced. */
export function traceClient(client: unknown, power: Switch, parts: WrapParts): void {
  if (!isObject(client)) return
  quietly('tracing the models of a client', () => traceOwn(client['models'], 'Models', power, parts))
  quietly('tracing the chats of a client', () => traceChats(client['chats'], power, parts))
}

/** Gives `target` traced methods of its own above those of its class; in a pre-patched class the originals beneath count. */
function traceOwn(target: unknown, owner: 'Models' | 'Chat', power: Switch, parts: WrapParts): void {
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
