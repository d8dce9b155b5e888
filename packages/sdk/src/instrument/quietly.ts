import { diag } from '@opentelemetry/api'

/** Runs our own bookkeeping; whatever goes wrong stays with us and in OpenTelemetry's diagnostics. */
export function quietly(what: string, work: () => void): void {
  attempt(what, work)
}

/** Like `quietly`, for work with a result: undefined when it failed. */
export function attempt<Result>(what: string, work: () => Result): Result | undefined {
  try {
    return work()
  } catch (error) {
    failedQuietly(what, error)
    return undefined
  }
}

/** For work so frequent that not even a function is made for it. */
export const failedQuietly = (what: string, error: unknown): void => diag.debug(`loupe: ${what} failed`, error)
