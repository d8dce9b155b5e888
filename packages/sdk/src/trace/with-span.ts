import type { LiveSpan } from './live-span.ts'
import { RecordedSpan } from './recorded-span.ts'
import { tracerOptions, type SpanOptions } from './span-options.ts'
import type { Tracer } from './tracer.ts'

/**
 * Runs `work` inside a new span and gives back what it gives: a value at once, or a promise. Its result becomes the
 * span's outputs unless `work` set some. What it throws or rejects with is recorded and passed on, the same object.
 */
export function withSpan<T>(tracer: Tracer, work: (span: LiveSpan) => T, options: SpanOptions): T {
  const span = tracer.startSpan(tracerOptions(options, work.name))
  let result: T
  try {
    result = tracer.runInContext(span.context, () => work(span))
  } catch (error) {
    fail(span, error)
    throw error
  }
  if (isThenable(result)) return followed(span, result) as T
  finish(span, result)
  return result
}

/**
 * A plain promise is followed by another, so that a rejection nobody handles is still reported. A promise of a class of
 * its own is watched and given back itself, with its methods. Any other thenable may begin its work only when `then` is
 * called, and once for each call (query builders do): it is asked once.
 */
function followed<T>(span: LiveSpan, result: PromiseLike<T>): PromiseLike<T> {
  const onValue = (value: T): T => {
    finish(span, value)
    return value
  }
  const onError = (error: unknown): never => {
    fail(span, error)
    throw error
  }
  if (!(result instanceof Promise))
    return new Promise<T>((resolve, reject) => result.then(resolve, reject)).then(onValue, onError)
  if (result.constructor === Promise) return result.then(onValue, onError)
  Promise.prototype.then.call(result, onValue, (error: unknown) => fail(span, error))
  return result
}

/** Ends a span whose work went well; what the program said of its outputs itself stands. */
export function finish(span: LiveSpan, result: unknown): void {
  if (!(span instanceof RecordedSpan)) return
  if (!span.hasOutputs) span.setOutputs(result)
  span.end()
}

export function fail(span: LiveSpan, error: unknown): void {
  span.recordException(error)
  span.end()
}

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  ((typeof value === 'object' && value !== null) || typeof value === 'function') &&
  typeof (value as { then?: unknown }).then === 'function'
