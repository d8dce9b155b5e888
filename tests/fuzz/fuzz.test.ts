import { startServer } from '@loupe-ai/server/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fuzz } from './fuzz.ts'
import { jsonRequests } from './json-requests.ts'
import { grpcRequest, otlpRequest } from './otlp-requests.ts'
import { seededRandom } from './random.ts'
import type { SentRequest } from './sent-request.ts'

let server: Awaited<ReturnType<typeof startServer>>
beforeAll(async () => {
  server = await startServer({ otlpGrpcPort: 0 })
})
afterAll(() => server[Symbol.asyncDispose]())

test('a seed gives the same requests each time, another one others', () => {
  const drawn = (seed: number): readonly SentRequest[] => {
    const random = seededRandom(seed)
    const next = jsonRequests({ trace_id: 'tr-1' })
    return Array.from({ length: 50 }, (_, place) => [next, otlpRequest, grpcRequest][place % 3]!(random))
  }
  expect(drawn(7)).toEqual(drawn(7))
  expect(drawn(7)).not.toEqual(drawn(8))
})

test('hundreds of wrong requests are refused in MLflow’s shape, and leave a server that works', async () => {
  const limits = { maxRequests: 500, maxMillis: 40_000 }
  const grpcAddress = `127.0.0.1:${server.otlpGrpcPort}`
  const { requests, failures, statuses } = await fuzz(server.url, { seed: 20, ...limits, grpcAddress })
  expect(failures).toEqual([])
  expect(requests).toBeGreaterThan(100)
  // Both right and wrong ones were among them.
  expect(statuses[200]).toBeGreaterThan(20)
  expect(statuses[400]).toBeGreaterThan(20)
})

// What a run of `npm run fuzz` found, so that it stays found.
test.each([['/api/2.0/mlflow/traces/link-to-run', '{"trace_ids":["\\ud800"],"run_id":"0"}', 200]])(
  '%s takes %s',
  async (path, body, status) => {
    const headers = { 'content-type': 'application/json' }
    expect((await fetch(server.url + path, { method: 'POST', headers, body })).status).toBe(status)
  },
)
