import type { OpenStreams } from '../../open-streams.ts'
import { quietly } from '../../quietly.ts'
import type { RunInside, StreamEnding, Watcher } from '../../watch-stream.ts'
import type { AnyFunction } from '../wrap-method.ts'
import { tapped, writableOf } from './tapped-stream.ts'

type Result = { readonly done?: boolean; readonly value?: unknown }

/** Something to iterate asynchronously that is no iterator itself: a `ReadableStream`, or the stream class of 1.x. */
export const isReadable = (value: unknown): value is object =>
  typeof value === 'object' &&
  value !== null &&
  typeof Reflect.get(value, Symbol.asyncIterator) === 'function' &&
  typeof Reflect.get(value, 'tee') === 'function'

/**
 * Observes a readable stream in place, whichever way it is read (`for await`, `getReader`, `tee`, pipes, `cancel`): the caller keeps
 * the very object that the SDK made, with methods of its own above those of its class.
 */
export function watchReadable(stream: object, watcher: Watcher<unknown>, inside: RunInside, open: OpenStreams): void {
  const token = {}
  const finish = (ending: StreamEnding): void => {
    open.remove(token)
    quietly('finishing a stream', () => watcher.finish(ending))
  }
  observe(stream, { add: (event) => watcher.add(event), finish }, inside)
  open.add(stream, () => quietly('closing a stream', () => watcher.finish({ how: 'unconsumed' })), token)
}

function observe(stream: object, watcher: Watcher<unknown>, inside: RunInside): void {
  const see = async (pull: () => Promise<Result>): Promise<Result> => {
    try {
      const result = await inside(pull)
      if (result.done === true) watcher.finish({ how: 'ended' })
      else quietly('reading an event', () => watcher.add(result.value))
      return result
    } catch (error) {
      watcher.finish({ how: 'failed', error })
      throw error
    }
  }
  const leave = async (pull: () => Promise<unknown>): Promise<unknown> => {
    const result = await inside(pull)
    watcher.finish({ how: 'abandoned' })
    return result
  }
  // Where the language has no iterator for streams, the SDK's takes a reader: each event would be seen twice.
  let isIterating = false

  replace(stream, Symbol.asyncIterator, (original, self, args) => {
    isIterating = true
    const iterator = call(original, self, args) as object
    isIterating = false
    replace(iterator, 'next', (next, it, given) => see(() => call(next, it, given) as Promise<Result>))
    replace(iterator, 'return', (end, it, given) => leave(() => call(end, it, given) as Promise<unknown>))
    return iterator
  })
  replace(stream, 'getReader', (original, self, args) => {
    const reader = call(original, self, args) as object
    if (isIterating) return reader
    replace(reader, 'read', (read, it, given) => see(() => call(read, it, given) as Promise<Result>))
    replace(reader, 'cancel', (cancel, it, given) => leave(() => call(cancel, it, given) as Promise<unknown>))
    return reader
  })
  replace(stream, 'cancel', (original, self, args) => leave(() => call(original, self, args) as Promise<unknown>))
  replace(stream, 'pipeTo', (original, self, args) => call(original, tapped(self, args[0]) ?? self, args))
  replace(stream, 'pipeThrough', (original, self, args) =>
    call(original, tapped(self, writableOf(args[0])) ?? self, args),
  )
  replace(stream, 'tee', (original, self, args) => {
    const branches = call(original, self, args)
    quietly('observing both branches', () => observeBranches(branches, watcher, inside))
    return branches
  })
}

/** Both branches have every event: what one has seen first is not seen again. Left is what both have left. */
function observeBranches(branches: unknown, watcher: Watcher<unknown>, inside: RunInside): void {
  if (!Array.isArray(branches)) return
  let added = 0
  let left = 0
  for (const branch of branches as object[]) {
    let seen = 0
    let hasLeft = false
    const add = (event: unknown): void => {
      if (++seen <= added) return
      added = seen
      watcher.add(event)
    }
    const finish = (ending: StreamEnding): void => {
      if (ending.how !== 'abandoned') return watcher.finish(ending)
      if (!hasLeft) left++
      hasLeft = true
      if (left === branches.length) watcher.finish(ending)
    }
    observe(branch, { add, finish }, inside)
  }
}

const call = (original: AnyFunction, self: unknown, args: unknown[]): unknown => Reflect.apply(original, self, args)

function replace(
  target: object,
  key: string | symbol,
  run: (original: AnyFunction, self: unknown, args: unknown[]) => unknown,
): void {
  const original = methodOf(target, key)
  if (typeof original !== 'function') return
  const value = function (this: unknown, ...args: unknown[]): unknown {
    return run(original as AnyFunction, this, args)
  }
  Object.defineProperty(value, 'name', { value: original.name, configurable: true })
  Object.defineProperty(target, key, { value, writable: true, enumerable: false, configurable: true })
}

/**
 * The method that a call would run in the end. The SDK gives some streams out behind a proxy, whose own iterator asks the
 * stream for its iterator: were ours put in there to call the proxy's, the two would call each other for ever.
 */
function methodOf(target: object, key: PropertyKey): unknown {
  for (let holder: object | null = target; holder !== null; holder = Reflect.getPrototypeOf(holder)) {
    const property = Reflect.getOwnPropertyDescriptor(holder, key)
    if (property !== undefined) return property.get === undefined ? property.value : Reflect.get(target, key)
  }
  return undefined
}
