import { attempt, quietly } from '../../quietly.ts'
import { isObject } from '../loose.ts'
import { holderOf, replaceMethod } from '../patch.ts'
import type { Undo } from '../patch.ts'
import { standIn } from '../stand-in.ts'
import { originalOf } from '../wrap-method.ts'
import type { AnyFunction, Switch, WrapParts } from '../wrap-method.ts'
import { traceConnect } from './trace-connect.ts'
import type { Conversations } from './trace-connect.ts'

const PATCHED = Symbol.for('loupe.gemini.patched')

/** What each method of a session sends, by the name that the wire has for it. */
const SENDS = {
  sendClientContent: 'clientContent',
  sendRealtimeInput: 'realtimeInput',
  sendToolResponse: 'toolResponse',
} as const

/** Patches `Live`, its music and `Session` of one copy of the SDK. */
export function patchLive(
  probe: object | undefined,
  module: object,
  power: Switch,
  parts: WrapParts,
): Undo | undefined {
  const live: unknown = probe && Reflect.get(probe, 'live')
  const sessionClass: unknown = Reflect.get(module, 'Session')
  if (!isObject(live) || typeof sessionClass !== 'function') return undefined
  const prototype = holderOf(Object.getPrototypeOf(live) as object, 'connect')
  if (prototype === undefined || Object.hasOwn(prototype, PATCHED)) return undefined
  const conversations: Conversations = new WeakMap()
  Object.defineProperty(prototype, PATCHED, { value: true, configurable: true })
  const undos = [
    replaceMethod(prototype, 'connect', (original) =>
      traceConnect('Live.connect', original, power, parts, conversations),
    ),
    ...patchSends(sessionClass.prototype as object, conversations),
  ]
  const { music } = live
  const musicPrototype = isObject(music) ? holderOf(Object.getPrototypeOf(music) as object, 'connect') : undefined
  if (musicPrototype !== undefined) {
    undos.push(
      replaceMethod(musicPrototype, 'connect', (original) =>
        traceConnect('LiveMusic.connect', original, power, parts, undefined),
      ),
    )
  }
  return () => {
    for (const undo of undos) undo?.()
    Reflect.deleteProperty(prototype, PATCHED)
  }
}

const patchSends = (prototype: object, conversations: Conversations): (Undo | undefined)[] =>
  Object.entries(SENDS).map(([method, message]) =>
    replaceMethod(prototype, method, (original) => traceSend(original, message, conversations)),
  )

/** Told after the message was sent: what the SDK refuses was never said. */
const traceSend = (original: AnyFunction, message: string, conversations: Conversations): AnyFunction =>
  standIn(original, (self, args) => {
    const result = Reflect.apply(original, self, args)
    if (isObject(self))
      quietly('following what was sent', () => conversations.get(self)?.sent({ [message]: args[0] ?? {} }))
    return result
  })

/** Traces the sessions that this one client opens from now on. */
export function traceLiveOf(client: object, power: Switch, parts: WrapParts): void {
  const live: unknown = Reflect.get(client, 'live')
  if (!isObject(live)) return
  traceOwnConnect(live, 'Live.connect', power, parts, true)
  if (isObject(live['music'])) traceOwnConnect(live['music'], 'LiveMusic.connect', power, parts, false)
}

function traceOwnConnect(owner: object, name: string, power: Switch, parts: WrapParts, hasTurns: boolean): void {
  const connect: unknown = Reflect.get(owner, 'connect')
  if (typeof connect !== 'function' || Object.hasOwn(owner, 'connect')) return
  const conversations: Conversations = new WeakMap()
  const traced = traceConnect(
    name,
    originalOf(connect as AnyFunction),
    power,
    parts,
    hasTurns ? conversations : undefined,
  )
  const value = standIn(connect as AnyFunction, (self, args) => {
    const result = Reflect.apply(traced, self, args)
    if (!hasTurns || !(result instanceof Promise)) return result
    return result.then((session: unknown) => {
      attempt('following a session', () => isObject(session) && traceOwnSends(session, conversations))
      return session
    })
  })
  Object.defineProperty(owner, 'connect', { value, writable: true, enumerable: false, configurable: true })
}

function traceOwnSends(session: object, conversations: Conversations): void {
  for (const [method, message] of Object.entries(SENDS)) {
    const original: unknown = Reflect.get(session, method)
    if (typeof original !== 'function') continue
    const value = traceSend(originalOf(original as AnyFunction), message, conversations)
    Object.defineProperty(session, method, { value, writable: true, enumerable: false, configurable: true })
  }
}
