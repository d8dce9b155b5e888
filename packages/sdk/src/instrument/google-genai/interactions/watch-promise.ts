import { quietly } from '../../quietly.ts'

export interface Settling {
  succeed(value: unknown): void
  fail(error: unknown): void
}

/**
 * What a call gave, for its caller. A plain promise is chained once, so that a rejection is reported once. The promise of 1.x has
 * more to it (`withResponse`, `asResponse`) and reads its answer only when asked to: it is given back itself, told by its `parse`.
 */
export function watchPromise(result: unknown, { succeed, fail }: Settling): unknown {
  if (!(result instanceof Promise)) {
    quietly('seeing a result', () => succeed(result))
    return result
  }
  const parse: unknown = Reflect.get(result, 'parse')
  const seen = (value: unknown): unknown => {
    quietly('seeing an answer', () => succeed(value))
    return value
  }
  const failed = (error: unknown): never => {
    quietly('seeing an error', () => fail(error))
    throw error
  }
  if (typeof parse !== 'function') return result.then(seen, failed)
  let parsed: unknown
  const parseOnce = function (this: unknown): unknown {
    return (parsed ??= (Reflect.apply(parse, this, []) as Promise<unknown>).then(seen, failed))
  }
  Object.defineProperty(result, 'parse', { value: parseOnce, writable: true, enumerable: false, configurable: true })
  watchResponse(result, () => parsed === undefined && succeed(undefined), fail)
  return result
}

/** Who asks for the raw response alone never has the answer read. */
function watchResponse(result: object, answered: () => void, fail: (error: unknown) => void): void {
  const asResponse: unknown = Reflect.get(result, 'asResponse')
  if (typeof asResponse !== 'function') return
  const value = async function (this: unknown): Promise<unknown> {
    try {
      const response: unknown = await Reflect.apply(asResponse, this, [])
      quietly('seeing a response', answered)
      return response
    } catch (error) {
      quietly('seeing an error', () => fail(error))
      throw error
    }
  }
  Object.defineProperty(result, 'asResponse', { value, writable: true, enumerable: false, configurable: true })
}
