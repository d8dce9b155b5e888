import { Agent, request } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { writeTraceRequest, type OtlpSpan } from '@loupe-ai/wire'
import { expect, test } from 'vitest'
import { DEFAULT_INGEST_LIMITS } from '../../ingest/group-commit.ts'
import { apiGet } from '../../testing/api-calls.ts'
import { otlpRequest, otlpSpan } from '../../testing/otlp-requests.ts'
import { startServer } from '../../testing/start-server.ts'

const CONNECTIONS = 40
const SMALL_REQUESTS = 8

/** Sooner than the answer says. */
const IMPATIENT_MILLIS = 20

const floodSpan = (): OtlpSpan => otlpSpan({ attributes: { text: 'x'.repeat(4_000) } })
const bodyOf = (span: OtlpSpan): Uint8Array => writeTraceRequest(otlpRequest([span]))
const FLOOD_BYTES = bodyOf(floodSpan()).length

/** Of a queue that the requests of a quarter of the connections fill to the last byte. */
const LIMITS = { ...DEFAULT_INGEST_LIMITS, maxQueuedBytes: 10 * FLOOD_BYTES, maxCommitBytes: 6 * FLOOD_BYTES }

test('while one client floods the server, another that sends little is never sent away, and neither loses a span', async () => {
  await using server = await startServer({}, { ingestLimits: LIMITS })
  using flooder = sender(server.url, CONNECTIONS)
  using small = sender(server.url, 1)
  const acknowledged: OtlpSpan[] = []
  const statuses: number[] = []
  const over = new AbortController()
  const flood = async (): Promise<void> => {
    while (!over.signal.aborted) {
      const span = floodSpan()
      for (let status = 0; status !== 200;) {
        if (status === 429) await wait(IMPATIENT_MILLIS)
        status = await flooder.send(span)
        statuses.push(status)
      }
      acknowledged.push(span)
    }
  }
  const flooding = Promise.all(Array.from({ length: CONNECTIONS }, flood))
  await expect.poll(() => statuses).toContain(429)

  const answers: number[] = []
  for (let sent = 0; sent < SMALL_REQUESTS; sent++) {
    const span = otlpSpan()
    answers.push(await small.send(span))
    acknowledged.push(span)
  }
  over.abort()
  await flooding

  expect(answers).toEqual(answers.map(() => 200))
  expect(new Set(statuses)).toEqual(new Set([200, 429]))
  const { json } = await apiGet(server.url, '/api/loupe/v1/status')
  expect(json).toMatchObject({ trace_count: acknowledged.length })
})

/** Sends requests of one span over at most so many connections, which it keeps. */
function sender(url: string, maxSockets: number): { send(span: OtlpSpan): Promise<number> } & Disposable {
  const agent = new Agent({ keepAlive: true, maxSockets })
  return {
    send: (span) =>
      new Promise((resolve, reject) => {
        const headers = { 'content-type': 'application/x-protobuf' }
        request(`${url}/v1/traces`, { method: 'POST', agent, headers }, (response) =>
          response.resume().once('end', () => resolve(response.statusCode ?? 0)),
        )
          .once('error', reject)
          .end(bodyOf(span))
      }),
    [Symbol.dispose]: () => agent.destroy(),
  }
}
