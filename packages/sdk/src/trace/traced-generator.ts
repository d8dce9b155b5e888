import { CAPTURE_LIMITS } from '../capture/capture-limits.ts'
import { plainCopy } from '../capture/plain-copy.ts'
import type { LiveSpan } from './live-span.ts'
import { RecordedSpan } from './recorded-span.ts'
import { tracerOptions, type SpanOptions } from './span-options.ts'
import type { Tracer } from './tracer.ts'
import { fail, finish } from './with-span.ts'

type AnyGenerator = Generator<unknown, unknown, unknown> | AsyncGenerator<unknown, unknown, unknown>
type Step = IteratorResult<unknown> | Promise<IteratorResult<unknown>>

const GENERATORS: ReadonlySet<string> = new Set(['[object GeneratorFunction]', '[object AsyncGeneratorFunction]'])

/** Whether calling it begins nothing: its body runs while somebody iterates. */
export const isGeneratorFunction = (work: unknown): boolean => GENERATORS.has(Object.prototype.toString.call(work))

/**
 * The same generator with one span around its whole iteration, from the first step to the last, by which its reader may leave early.
 * Its body runs inside the span, its reader does not. Outputs are what it yielded, each as it was then, and with it what it returned, if
 * anything. One that nobody iterates has no span.
 */
export function tracedGenerator(tracer: Tracer, inner: AnyGenerator, options: SpanOptions): AnyGenerator {
  const yielded: unknown[] = []
  let span: LiveSpan | undefined
  let isOver = false

  const begin = (): LiveSpan => (span ??= tracer.startSpan(tracerOptions(options, 'generator')))

  function arrived<Result extends IteratorResult<unknown>>(result: Result): Result {
    if (span === undefined || isOver) return result
    if (result.done === true) {
      isOver = true
      finish(span, result.value === undefined ? yielded : { yielded, returned: result.value })
    } else if (yielded.length < CAPTURE_LIMITS.maxItems && span instanceof RecordedSpan && span.capturesContent)
      yielded.push(plainCopy(result.value))
    return result
  }

  function failed(error: unknown): never {
    if (span !== undefined && !isOver) fail(span, error)
    isOver = true
    throw error
  }

  function step(resume: () => Step): Step {
    if (isOver) return resume()
    let result: Step
    try {
      result = tracer.runInContext(begin().context, resume)
    } catch (error) {
      return failed(error)
    }
    return result instanceof Promise ? result.then(arrived, failed) : arrived(result)
  }

  /** What ends a generator that nobody has begun is no iteration. */
  const leave = (resume: () => Step): Step => (span === undefined ? resume() : step(resume))

  const hidden = (value: unknown): PropertyDescriptor => ({ value, writable: true, configurable: true })
  return Object.create(Object.getPrototypeOf(inner) as object, {
    next: hidden((...args: [] | [unknown]) => step(() => inner.next(...args))),
    return: hidden((value: unknown) => leave(() => inner.return(value))),
    throw: hidden((error: unknown) => leave(() => inner.throw(error))),
  }) as AnyGenerator
}
