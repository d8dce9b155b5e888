import { SpanKind } from '@opentelemetry/api'
import type { Context } from '@opentelemetry/api'
import { overlay } from '../../overlay.ts'
import { attempt, quietly } from '../../quietly.ts'
import { backendAttributes } from '../backend.ts'
import { isObject } from '../loose.ts'
import type { Loose } from '../loose.ts'
import { standIn } from '../stand-in.ts'
import type { AnyFunction, Switch, WrapParts } from '../wrap-method.ts'
import { followConversation } from './live-conversation.ts'
import type { LiveConversation } from './live-conversation.ts'
import { recordableParams, sessionAttributes } from './read-live.ts'

/** Each traced session and what follows it: its class's methods look here. */
export type Conversations = WeakMap<object, LiveConversation>

interface OpenConnection {
  readonly conversation: LiveConversation
  /** What the SDK is given: the program's params with our callbacks around its own. */
  readonly params: object
  readonly context: Context
}

/** A stand-in for `live.connect` and `live.music.connect`. `conversations` is absent where only the session is a span. */
export function traceConnect(
  spanName: string,
  original: AnyFunction,
  power: Switch,
  parts: WrapParts,
  conversations: Conversations | undefined,
): AnyFunction {
  return standIn(original, (self, args) => {
    const traced = power.isOn
      ? attempt(`tracing ${spanName}`, () => begin(spanName, self, args, conversations !== undefined, parts))
      : undefined
    if (traced === undefined) return Reflect.apply(original, self, args)
    const { conversation, params, context } = traced
    const run = (): unknown => Reflect.apply(original, self, [params, ...args.slice(1)])
    const result = parts.tracing.runInContext(context, run)
    if (!(result instanceof Promise)) return result
    return result.then(
      (session: unknown) => {
        if (isObject(session)) conversations?.set(session, conversation)
        return session
      },
      (error: unknown) => {
        quietly('closing a session that never opened', () => {
          conversation.failed(error)
          conversation.end()
        })
        throw error
      },
    )
  })
}

function begin(
  spanName: string,
  self: unknown,
  args: readonly unknown[],
  hasTurns: boolean,
  { tracing, streams }: WrapParts,
): OpenConnection | undefined {
  const [params] = args
  // Without callbacks nothing would tell when the session ends.
  if (!isObject(params) || !isObject(params['callbacks'])) return undefined
  const attributes = { ...backendAttributes(self), ...sessionAttributes(params) }
  const span = tracing.startSpan({
    name: spanName,
    spanType: 'CHAIN',
    kind: SpanKind.CLIENT,
    inputs: recordableParams(params),
    attributes,
  })
  const token = {}
  const conversation = followConversation(span, tracing, attributes, hasTurns)
  const callbacks = watchCallbacks(params['callbacks'], conversation, () => streams.remove(token))
  // The socket holds the callbacks for as long as it lives, whether or not the program keeps the session.
  streams.add(callbacks, () => conversation.end(), token)
  return { conversation, params: overlay(params, { callbacks }), context: span.context }
}

/** The program's own callbacks, called with the very same `this` and arguments, after we have looked. */
function watchCallbacks(own: Loose, conversation: LiveConversation, onClose: () => void): object {
  const watched = (name: string, look: (value: unknown) => void): AnyFunction =>
    function (this: unknown, ...args: unknown[]): unknown {
      quietly(`following a session's ${name}`, () => look(args[0]))
      const callback = own[name]
      const self = this === watchedCallbacks ? own : this
      return typeof callback === 'function' ? (Reflect.apply(callback, self, args) as unknown) : undefined
    }
  const watchedCallbacks = overlay(own, {
    onopen: watched('onopen', () => {}),
    onmessage: watched('onmessage', (message) => conversation.received(message)),
    onerror: watched('onerror', (event) => conversation.failed(isObject(event) ? (event['error'] ?? event) : event)),
    onclose: watched('onclose', (event) => {
      onClose()
      conversation.closed(event)
    }),
  })
  return watchedCallbacks
}
