import { SpanKind } from '@opentelemetry/api'
import { GEN_AI } from '@loupe-ai/model'
import type { LiveSpan, Tracing } from '../../../trace/live-span.ts'
import { attempt } from '../../quietly.ts'
import type { RunInside } from '../../watch-stream.ts'
import { backendAttributes } from '../backend.ts'
import { retriesOn, withHttpAttempts } from '../http-attempts.ts'
import { isObject, objectAt, textAt } from '../loose.ts'
import { standIn } from '../stand-in.ts'
import type { AnyFunction, Switch, WrapParts } from '../wrap-method.ts'
import { openInteraction } from './open-interaction.ts'
import { interactionRequestAttributes, recordableInteraction } from './read-interaction.ts'
import type { ReportedUsage } from './reported-usage.ts'
import { watchPromise } from './watch-promise.ts'
import { isReadable, watchReadable } from './watch-readable.ts'

export const INTERACTION_METHODS = ['create', 'get', 'cancel', 'delete'] as const
export type InteractionMethod = (typeof INTERACTION_METHODS)[number]

/** A stand-in for a method of `client.interactions` that traces its calls; all else is as without it. */
export function traceInteraction(
  method: InteractionMethod,
  original: AnyFunction,
  power: Switch,
  parts: WrapParts,
  reported: ReportedUsage,
): AnyFunction {
  return standIn(original, (self, args) => {
    const span = power.isOn
      ? attempt(`tracing Interactions.${method}`, () => startSpan(method, self, args, parts.tracing))
      : undefined
    if (span === undefined) return Reflect.apply(original, self, args)
    const open = openInteraction(span, reported, () => isAborted(args))
    const context = withHttpAttempts(span.context, retriesOn(span))
    const inside: RunInside = (work) => parts.tracing.runInContext(context, work)
    try {
      return watchPromise(
        inside(() => Reflect.apply(original, self, args)),
        {
          succeed: (value) =>
            isReadable(value)
              ? watchReadable(value, open.watchEvents(), inside, parts.streams)
              : open.finish({ how: 'returned', value }),
          fail: (error) => open.finish({ how: 'failed', error }),
        },
      )
    } catch (error) {
      attempt('closing a failed call', () => open.finish({ how: 'failed', error }))
      throw error
    }
  })
}

function startSpan(method: InteractionMethod, self: unknown, args: readonly unknown[], tracing: Tracing): LiveSpan {
  const params = args[0]
  const isAgent = method === 'create' && textAt(params, 'agent') !== undefined
  const id = typeof params === 'string' ? params : undefined
  return tracing.startSpan({
    name: `Interactions.${method}`,
    spanType: method !== 'create' ? 'TASK' : isAgent ? 'AGENT' : 'LLM',
    kind: SpanKind.CLIENT,
    inputs: recordableInteraction(id === undefined ? params : { id, ...(isObject(args[1]) && args[1]) }),
    attributes: {
      ...backendAttributes({ apiClient: objectAt(self, 'parentClient') ?? objectAt(self, 'apiClient') }),
      [GEN_AI.operationName]:
        method === 'create' ? (isAgent ? 'invoke_agent' : 'generate_content') : `${method}_interaction`,
      ...(method === 'create' ? interactionRequestAttributes(params) : { [GEN_AI.responseId]: id }),
    },
  })
}

const isAborted = (args: readonly unknown[]): boolean =>
  args.some((one) => {
    const signal = objectAt(one, 'signal') ?? objectAt(objectAt(one, 'fetchOptions'), 'signal')
    return signal?.['aborted'] === true
  })
