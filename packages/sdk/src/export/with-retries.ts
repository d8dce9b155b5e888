import type { Transport } from './transport.ts'
import { waitUntil } from './wait.ts'

export interface RetryOptions {
  readonly firstWaitMillis?: number
  readonly maxWaitMillis?: number
  /** No further attempt begins after so long: the caller keeps what was not sent. */
  readonly totalMillis?: number
  readonly wait?: (millis: number, signal: AbortSignal) => Promise<void>
  readonly nowMillis?: () => number
  /** From 0 to 1. */
  readonly random?: () => number
}

/**
 * A transport that tries again while the answer is `retryable`: exponentially later, spread by chance so that many
 * clients of a server that comes back do not knock at once, and never before the server's own Retry-After.
 */
export function withRetries(
  inner: Transport,
  {
    firstWaitMillis = 200,
    maxWaitMillis = 5000,
    totalMillis = 10_000,
    wait = waitUntil,
    nowMillis = Date.now,
    random = Math.random,
  }: RetryOptions = {},
): Transport {
  return {
    async send(body, signal) {
      const deadline = nowMillis() + totalMillis
      for (let attempt = 0; ; attempt++) {
        const outcome = await inner.send(body, signal)
        if (outcome.status !== 'retryable' || outcome.isUnreachable === true || signal.aborted) return outcome
        // The caller tries with fewer spans.
        if (outcome.isServerFault === true) return outcome
        const backoffMillis = Math.min(maxWaitMillis, firstWaitMillis * 2 ** attempt) * (0.75 + random() / 2)
        const pauseMillis = Math.max(outcome.afterMillis ?? 0, backoffMillis)
        if (nowMillis() + pauseMillis > deadline) return outcome
        await wait(pauseMillis, signal)
        if (signal.aborted) return outcome
      }
    },
  }
}
