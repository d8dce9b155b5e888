import type { Tracing } from '../../trace/live-span.ts'
import { attempt, quietly } from '../quietly.ts'
import type { OpenStreams } from '../open-streams.ts'
import { isStream, watchStream } from '../watch-stream.ts'
import { beginCall } from './begin-call.ts'
import type { CallMemory } from './call-memory.ts'
import type { ChatTurns } from './chat-turns.ts'
import type { TracedMethod } from './methods.ts'
import type { OpenCall } from './open-call.ts'

export type AnyFunction = (this: unknown, ...args: unknown[]) => unknown

/** Read at the beginning of every call: off means that the original runs as if we were not there. */
export interface Switch {
  isOn: boolean
}

export interface WrapParts {
  readonly tracing: Tracing
  readonly turns: ChatTurns
  readonly streams: OpenStreams
  readonly memory: CallMemory
  /** Told of every value that a traced call gives, before its caller has it. */
  onValue?(value: unknown): void
  /** Told of the `Models` that makes a request, however it was called. */
  onRequester?(models: object): void
}

/** On our wrappers: the function beneath. Registered, so that another copy of this library knows them too. */
const ORIGINAL = Symbol.for('loupe.gemini.original')

export const originalOf = (method: AnyFunction): AnyFunction =>
  (Reflect.get(method, ORIGINAL) as AnyFunction | undefined) ?? method

/**
 * A stand-in for a method of the SDK that traces its calls. `boundOwner`: the object that an arrow function belongs to,
 * which it keeps when detached. Name, length and promise semantics are the original's: it starts at once, and there is one chain,
 * so that a rejection nobody handles is reported once.
 */
export function wrapMethod(
  row: TracedMethod,
  original: AnyFunction,
  boundOwner: object | undefined,
  power: Switch,
  parts: WrapParts,
): AnyFunction {
  const { traced } = {
    traced(this: unknown, ...args: unknown[]): unknown {
      if (row.layer === 'request' && power.isOn && typeof this === 'object' && this !== null) parts.onRequester?.(this)
      const call = { row, owner: boundOwner ?? this, args }
      const open = power.isOn ? attempt(`tracing ${row.spanName}`, () => beginCall(call, parts)) : undefined
      if (open === undefined) return Reflect.apply(original, this, args)
      return runTraced(open, () => Reflect.apply(original, this, open.args), parts)
    },
  }
  Object.defineProperties(traced, {
    name: { value: original.name, configurable: true },
    length: { value: original.length, configurable: true },
    [ORIGINAL]: { value: original },
  })
  return traced
}

function runTraced(open: OpenCall, run: () => unknown, parts: WrapParts): unknown {
  const inside = <Result>(work: () => Result): Result => parts.tracing.runInContext(open.context, work)
  const fail = (error: unknown): never => {
    quietly('closing a failed call', () => open.finish({ how: 'failed', error }))
    throw error
  }
  const succeed = (value: unknown): unknown => {
    if (isStream(value)) return watchStream(value, open.watchChunks(), inside, parts.streams)
    quietly('closing a call', () => open.finish({ how: 'returned', value }))
    quietly('looking at a value', () => parts.onValue?.(value))
    return value
  }
  let result: unknown
  try {
    result = inside(run)
  } catch (error) {
    return fail(error)
  }
  return result instanceof Promise ? result.then(succeed, fail) : succeed(result)
}
