import { namedArguments, parameterNames } from './parameter-names.ts'
import type { SpanOptions } from './span-options.ts'
import type { Tracer } from './tracer.ts'
import { isGeneratorFunction, tracedGenerator } from './traced-generator.ts'
import { withSpan } from './with-span.ts'

/**
 * The function with a span around each call: arguments become its inputs, the result its outputs. Around a generator it spans
 * the whole iteration.
 */
export function tracedFunction<This, Args extends unknown[], Result>(
  tracer: Tracer,
  work: (this: This, ...args: Args) => Result,
  options: Omit<SpanOptions, 'inputs'>,
): (this: This, ...args: Args) => Result {
  const names = parameterNames(work)
  const name = options.name ?? work.name
  const isGenerator = isGeneratorFunction(work)
  function traced(this: This, ...args: Args): Result {
    const spanOptions = { ...options, name, inputs: namedArguments(names, args) }
    if (isGenerator) return tracedGenerator(tracer, work.apply(this, args) as Generator, spanOptions) as Result
    return withSpan(tracer, () => work.apply(this, args), spanOptions)
  }
  // Frameworks read both to decide how to call a function.
  Object.defineProperty(traced, 'name', { value: work.name, configurable: true })
  Object.defineProperty(traced, 'length', { value: work.length, configurable: true })
  return traced
}
