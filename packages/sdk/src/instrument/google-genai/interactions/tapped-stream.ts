import { isObject } from '../loose.ts'

/**
 * What `pipeTo` and `pipeThrough` are given in place of a stream that is observed: they read behind the back of all its
 * methods, and this reads through `getReader`, no sooner than it is asked. Undefined where they would refuse.
 */
export function tapped(stream: unknown, destination: unknown): ReadableStream<unknown> | undefined {
  const isOpen = stream instanceof ReadableStream && !stream.locked
  if (!isOpen || !(destination instanceof WritableStream) || destination.locked) return undefined
  const reader = (stream as ReadableStream<unknown>).getReader()
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await reader.read()
        if (!done) return controller.enqueue(value)
        reader.releaseLock()
        controller.close()
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  )
}

/** Of what `pipeThrough` is given. */
export const writableOf = (pair: unknown): unknown => (isObject(pair) ? pair['writable'] : undefined)
