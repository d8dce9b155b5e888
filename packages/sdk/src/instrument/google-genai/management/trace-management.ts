import { SpanKind } from '@opentelemetry/api'
import { GEN_AI } from '@loupe-ai/model'
import type { LiveSpan } from '../../../trace/live-span.ts'
import { attempt, quietly } from '../../quietly.ts'
import { GEMINI } from '../attributes.ts'
import { backendAttributes } from '../backend.ts'
import { retriesOn, withHttpAttempts } from '../http-attempts.ts'
import { recordableInteraction } from '../interactions/read-interaction.ts'
import { recordInteractionError } from '../interactions/record-interaction-error.ts'
import { watchPromise } from '../interactions/watch-promise.ts'
import { isObject, objectAt, textAt } from '../loose.ts'
import { standIn } from '../stand-in.ts'
import type { AnyFunction, Switch, WrapParts } from '../wrap-method.ts'
import { operationOf } from './managed-things.ts'
import type { ManagedThings } from './managed-things.ts'

/** A stand-in for a method of `client.agents` and its like that makes a span of each call; all else is as without it. */
export function traceManagement(
  things: ManagedThings,
  method: string,
  original: AnyFunction,
  power: Switch,
  parts: WrapParts,
): AnyFunction {
  return standIn(original, (self, args) => {
    const span = power.isOn
      ? attempt(`tracing ${things.owner}.${method}`, () => startSpan(things, method, self, args, parts))
      : undefined
    if (span === undefined) return Reflect.apply(original, self, args)
    const context = withHttpAttempts(span.context, retriesOn(span))
    const fail = (error: unknown): void => {
      recordInteractionError(span, error, false)
      span.end()
    }
    const succeed = (value: unknown): void => {
      if (value !== undefined) span.setOutputs(recorded(value, things))
      span.setAttributes(nameOf(value))
      span.end()
    }
    try {
      const result = parts.tracing.runInContext(context, () => Reflect.apply(original, self, args))
      return watchPromise(result, { succeed, fail })
    } catch (error) {
      quietly('closing a failed call', () => fail(error))
      throw error
    }
  })
}

function startSpan(
  things: ManagedThings,
  method: string,
  self: unknown,
  args: readonly unknown[],
  { tracing }: WrapParts,
): LiveSpan {
  const [first, second] = args
  const params = typeof first === 'string' ? { id: first, ...(isObject(second) && second) } : first
  return tracing.startSpan({
    name: `${things.owner}.${method}`,
    spanType: 'TASK',
    kind: SpanKind.CLIENT,
    inputs: params === undefined ? undefined : recorded(params, things),
    attributes: {
      ...backendAttributes({ apiClient: objectAt(self, 'parentClient') }),
      [GEN_AI.operationName]: operationOf(things, method),
      ...nameOf(params),
    },
  })
}

const nameOf = (thing: unknown): Record<string, string> => {
  const name = textAt(thing, 'name') ?? textAt(thing, 'id')
  const state = textAt(thing, 'state') ?? textAt(thing, 'status')
  return {
    ...(name !== undefined && { [GEMINI.resourceName]: name }),
    ...(state !== undefined && { [GEMINI.resourceState]: state }),
  }
}

/** What a thing is called and how it stands, which is never a secret. */
const NAMES = ['id', 'name', 'display_name', 'displayName', 'state', 'status'] as const

function recorded(value: unknown, { isSecret }: ManagedThings): unknown {
  if (isSecret !== true) return recordableInteraction(value)
  return Object.fromEntries(
    NAMES.flatMap((key) => {
      const text = textAt(value, key)
      return text === undefined ? [] : [[key, text]]
    }),
  )
}
