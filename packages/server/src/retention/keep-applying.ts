import type { Log } from '../log.ts'
import { applyRetention, type RetentionReport, type RetentionStores } from './apply-retention.ts'
import type { RetentionPolicy } from './retention-policy.ts'

export interface RetentionParts {
  readonly stores: RetentionStores
  readonly defaults: RetentionPolicy
  /** How many spans were stored so far: while that grows there is no time to tidy up. */
  readonly storedSpans: () => number
  readonly log: Log
  /** In the background, at the start and each hour; else only when asked. */
  readonly isScheduled: boolean
}

export interface RetentionKeeper {
  /** Now, unless one runs: then after it. Ends after about `maxSeconds`. */
  apply(isDryRun: boolean, maxSeconds?: number): Promise<RetentionReport>
  /** Ends what runs after its next step. */
  close(): Promise<void>
}

const FIRST_MILLIS = 30_000
const EVERY_MILLIS = 3_600_000
/** Deleted rows are taken away a little after their traces; then their room can be freed. */
const TIDY_MILLIS = 60_000
const QUIET_MILLIS = 5000
const MAX_WAITS = 120

/** Applies retention at the start and each hour, and frees the room of what was deleted when nothing else is going on. */
export function keepApplying({ stores, defaults, storedSpans, log, isScheduled }: RetentionParts): RetentionKeeper {
  const closing = new AbortController()
  const timers = new Set<NodeJS.Timeout>()
  let last: Promise<unknown> = Promise.resolve()

  const later = (millis: number, work: () => Promise<unknown>): void => {
    if (closing.signal.aborted || !isScheduled) return
    const timer = setTimeout(() => {
      timers.delete(timer)
      void work()
    }, millis).unref()
    timers.add(timer)
  }
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = last.then(work)
    last = result.catch(() => {})
    return result
  }
  const tidy = async (seen: number, waits: number): Promise<void> => {
    if (storedSpans() !== seen && waits < MAX_WAITS) return later(QUIET_MILLIS, () => tidy(storedSpans(), waits + 1))
    await inTurn(() => stores.traces.freeSpace()).catch((error: unknown) => {
      log.warn('the room of deleted traces could not be freed', { error: String(error) })
    })
  }
  const apply = (isDryRun: boolean, maxSeconds?: number): Promise<RetentionReport> =>
    inTurn(async () => {
      const signal =
        maxSeconds === undefined
          ? closing.signal
          : AbortSignal.any([closing.signal, AbortSignal.timeout(Math.ceil(maxSeconds * 1000))])
      const report = await applyRetention({ stores, defaults, nowMillis: Date.now(), isDryRun, signal })
      if (isDryRun) return report
      for (const step of report.steps) log.info('retention deleted traces', { ...step })
      for (const warning of report.warnings) log.warn('retention', { warning })
      return report
    })
  const hourly = async (): Promise<void> => {
    await apply(false).catch((error: unknown) => log.error('retention failed', { error: String(error) }))
    // Traces that people deleted leave room behind too.
    later(TIDY_MILLIS, () => tidy(storedSpans(), 0))
    later(EVERY_MILLIS, hourly)
  }
  later(FIRST_MILLIS, hourly)

  return {
    async apply(isDryRun, maxSeconds) {
      const report = await apply(isDryRun, maxSeconds)
      if (!isDryRun && report.steps.length > 0) later(TIDY_MILLIS, () => tidy(storedSpans(), 0))
      return report
    },
    async close() {
      closing.abort()
      for (const timer of timers) clearTimeout(timer)
      await last
    },
  }
}
