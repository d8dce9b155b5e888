import { expect, test } from 'vitest'

import type { SendOutcome, Transport } from './transport.ts'
import { withRetries, type RetryOptions } from './with-retries.ts'

const BODY = new Uint8Array(1)
const ACCEPTED: SendOutcome = { status: 'accepted', rejectedSpans: 0, message: '', isLoupe: false }
const AWAY: SendOutcome = { status: 'retryable', reason: 'away' }

/** Answers in turn, the last one for ever; time passes only by waiting. */
function scripted(...outcomes: SendOutcome[]) {
  const waits: number[] = []
  let nowMillis = 0
  let sent = 0
  const transport: Transport = { send: async () => outcomes[Math.min(sent++, outcomes.length - 1)]! }
  const options: RetryOptions = {
    nowMillis: () => nowMillis,
    random: () => 0.5,
    wait: async (millis) => {
      waits.push(millis)
      nowMillis += millis
    },
  }
  return { transport, options, waits, sent: () => sent }
}

test('tries again, later each time, until the server takes it', async () => {
  const { transport, options, waits } = scripted(AWAY, AWAY, AWAY, ACCEPTED)
  expect(await withRetries(transport, options).send(BODY, new AbortController().signal)).toEqual(ACCEPTED)
  expect(waits).toEqual([200, 400, 800])
})

test('never knocks before the time that the server asked for', async () => {
  const { transport, options, waits } = scripted({ ...AWAY, afterMillis: 3000 } as SendOutcome, ACCEPTED)
  await withRetries(transport, options).send(BODY, new AbortController().signal)
  expect(waits).toEqual([3000])
})

test('gives the last answer back when its time is over', async () => {
  const { transport, options, waits } = scripted(AWAY)
  const outcome = await withRetries(transport, { ...options, totalMillis: 5000 }).send(
    BODY,
    new AbortController().signal,
  )
  expect(outcome).toEqual(AWAY)
  expect(waits.reduce((sum, millis) => sum + millis, 0)).toBeLessThanOrEqual(5000)
})

test('a refusal is final', async () => {
  const { transport, options, sent } = scripted({ status: 'refused', reason: 'no' })
  await withRetries(transport, options).send(BODY, new AbortController().signal)
  expect(sent()).toBe(1)
})

test('stops at once when told to, also while waiting', async () => {
  const { transport, sent } = scripted(AWAY)
  const stop = new AbortController()
  const outcome = withRetries(transport, { firstWaitMillis: 60_000, maxWaitMillis: 60_000, totalMillis: 600_000 }).send(
    BODY,
    stop.signal,
  )
  stop.abort()
  expect(await outcome).toEqual(AWAY)
  expect(sent()).toBe(1)
})
