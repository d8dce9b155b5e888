import type { OpenStreams } from './open-streams.ts'
import { failedQuietly, quietly } from './quietly.ts'

export type StreamEnding =
  | { readonly how: 'ended' }
  | { readonly how: 'failed'; readonly error: unknown }
  /** The reader left early: `break`, `return()`. */
  | { readonly how: 'abandoned' }
  /** The reader forgot the stream: it was collected, or the program ended. */
  | { readonly how: 'unconsumed' }

/** Told of every chunk and then of the ending; `finish` may be called again and must heed the first call only. */
export interface Watcher<Chunk> {
  add(chunk: Chunk): void
  finish(ending: StreamEnding): void
}

export type RunInside = <Result>(work: () => Result) => Result

interface Readable<Chunk> {
  next(...args: unknown[]): Promise<IteratorResult<Chunk>>
  return?(value?: unknown): Promise<IteratorResult<Chunk>>
  throw?(error?: unknown): Promise<IteratorResult<Chunk>>
}

export const isStream = (value: unknown): value is Readable<unknown> & object =>
  typeof value === 'object' && value !== null && 'next' in value && typeof value.next === 'function'

/**
 * A stand-in for a stream that hands everything on unchanged, runs each step inside `inside` (the vendor's later requests
 * and tool calls happen while the reader pulls) and tells `watcher`. An object and not an async generator: a generator's
 * body does not run before the first `next`, and it would queue calls itself.
 */
export function watchStream<Chunk>(
  inner: Readable<Chunk> & object,
  watcher: Watcher<Chunk>,
  inside: RunInside,
  open: OpenStreams,
): object {
  const token = {}
  const finish = (ending: StreamEnding): void => {
    open.remove(token)
    quietly('finishing a stream', () => watcher.finish(ending))
  }
  const arrived = (result: IteratorResult<Chunk>): IteratorResult<Chunk> => {
    if (result.done === true) finish({ how: 'ended' })
    else {
      try {
        watcher.add(result.value)
      } catch (error) {
        failedQuietly('reading a chunk', error)
      }
    }
    return result
  }
  const failed = (error: unknown): never => {
    finish({ how: 'failed', error })
    throw error
  }
  // Once for each chunk: what is made here is made for every word of an answer.
  const step = (pull: () => Promise<IteratorResult<Chunk>>): Promise<IteratorResult<Chunk>> =>
    inside(pull).then(arrived, failed)
  const pullNext = (): Promise<IteratorResult<Chunk>> => inner.next()
  const leave = (pull: () => Promise<IteratorResult<Chunk>>): Promise<IteratorResult<Chunk>> =>
    inside(pull).then((result) => {
      finish({ how: 'abandoned' })
      return result
    }, failed)

  const stream = Object.assign(Object.create(Object.getPrototypeOf(inner)) as object, {
    next: (...args: unknown[]) => step(args.length === 0 ? pullNext : () => inner.next(...args)),
    ...(typeof inner.throw === 'function' && { throw: (...args: unknown[]) => step(() => inner.throw!(...args)) }),
    ...(typeof inner.return === 'function' && { return: (...args: unknown[]) => leave(() => inner.return!(...args)) }),
    [Symbol.asyncIterator](this: unknown) {
      return this
    },
  })
  if (hasAsyncDispose(inner)) {
    const dispose = (): Promise<unknown> =>
      leave(async () => ({ done: true, value: await inner[Symbol.asyncDispose]() }))
    Object.assign(stream, { [Symbol.asyncDispose]: dispose })
  }
  open.add(stream, () => quietly('closing a stream', () => watcher.finish({ how: 'unconsumed' })), token)
  return stream
}

const hasAsyncDispose = (value: object): value is AsyncDisposable =>
  typeof Symbol.asyncDispose === 'symbol' && typeof Reflect.get(value, Symbol.asyncDispose) === 'function'
