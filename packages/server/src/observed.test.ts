import { type Experiment, experimentId, unixMillis } from '@loupe-ai/model'
import { Hono } from 'hono'
import { expect, test, vi } from 'vitest'
import { handleError } from './http/handle-error.ts'
import type { ServerEnv } from './http/server-env.ts'
import { mountHealth } from './health/mount-health.ts'
import { lineLog } from './log.ts'
import { startSelfTracer } from './self-traces/self-tracer.ts'
import { aSpan } from './testing/a-span.ts'
import { apiGet, apiPost } from './testing/api-calls.ts'
import { exportSpans } from './testing/export-spans.ts'
import { otlpSpan } from './testing/otlp-requests.ts'
import { startServer } from './testing/start-server.ts'

const quiet = lineLog(() => {})

test('metrics tell of spans, answers and refusals, by route and never by path', async () => {
  await using server = await startServer()
  await exportSpans(server.url, [otlpSpan(), otlpSpan()])
  await apiGet(server.url, '/api/3.0/mlflow/traces/tr-secret-id')
  await fetch(server.url, { headers: { origin: 'http://evil.example' } })

  const answer = await fetch(`${server.url}/metrics`)
  const text = await answer.text()

  expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
  expect(text).toContain('\nloupe_spans_stored_total 2\n')
  expect(text).toContain('loupe_http_requests_total{method="POST",route="/v1/traces",status="200"} 1')
  expect(text).toContain(
    'loupe_http_requests_total{method="GET",route="/api/3.0/mlflow/traces/:trace_id",status="404"} 1',
  )
  expect(text).toMatch(/loupe_http_requests_total\{method="GET",route="\S*",status="403"\} 1/)
  expect(text).toContain('loupe_http_request_duration_seconds_count{kind="intake"} 1')
  expect(text).toMatch(/^process_resident_memory_bytes \d{8,}$/m)
  expect(text).not.toContain('secret-id')
  for (const line of text.trimEnd().split('\n')) expect(line).toMatch(/^(# (HELP|TYPE) |[a-z_]+(\{.*\})? [\d.e+-]+$)/)
})

test('a server that logs for machines says only JSON, and when it is ready', async () => {
  await using server = await startServer({ logFormat: 'json' })

  expect(server.log.map((line) => JSON.parse(line) as object)).toContainEqual(
    expect.objectContaining({ level: 'info', message: 'the server is ready', url: server.url }),
  )
})

test('a server is alive and ready', async () => {
  await using server = await startServer()

  const [alive, ready] = await Promise.all(['/health', '/health/ready'].map((path) => fetch(server.url + path)))

  expect([alive!.status, await alive!.text()]).toEqual([200, 'OK'])
  expect([ready!.status, await ready!.text()]).toEqual([200, 'OK'])
})

test.each([
  ['that fails', () => Promise.reject(new Error('connect ECONNREFUSED 10.1.2.3'))],
  ['that never answers', () => new Promise<void>(() => {})],
])('with a store %s a server is alive, but not ready, and does not tell where the store is', async (_, ping) => {
  const app = new Hono<ServerEnv>()
  app.onError(handleError(quiet))
  mountHealth(app, { stores: { ping }, log: quiet, maxPingMillis: 20 })

  const alive = await app.request('/health')
  const ready = await app.request('/health/ready')

  expect(alive.status).toBe(200)
  expect(ready.status).toBe(503)
  expect(ready.headers.get('retry-after')).toBe('1')
  expect(await ready.text()).not.toContain('10.1.2.3')
})

test('by default a server does not trace itself', async () => {
  await using server = await startServer()
  await exportSpans(server.url, [otlpSpan()])

  const { status } = await apiGet(server.url, '/api/2.0/mlflow/experiments/get-by-name', {
    experiment_name: 'loupe-server',
  })

  expect(status).toBe(404)
})

test('when asked to it traces its requests, when it closes the last ones, and none makes another', async () => {
  await using first = await startServer({ selfTraces: true })
  await exportSpans(first.url, [otlpSpan()])
  await apiPost(first.url, '/api/3.0/mlflow/traces/search', { locations: [] })
  await fetch(`${first.url}/health`)
  await fetch(`${first.url}/metrics`)

  const { dataDir } = first
  await first.close()
  await using again = await startServer({ dataDir })
  const { json } = await apiGet(again.url, '/api/2.0/mlflow/experiments/get-by-name', {
    experiment_name: 'loupe-server',
  })
  const { experiment } = json as { experiment: { experiment_id: string } }
  const found = await apiPost(again.url, '/api/3.0/mlflow/traces/search', {
    locations: [{ type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: experiment.experiment_id } }],
  })

  const { traces } = found.json as { traces: { tags: Record<string, string>; state: string }[] }
  expect(traces.map(({ tags, state }) => `${tags['mlflow.traceName']} ${state}`).toSorted()).toEqual([
    'POST /api/3.0/mlflow/traces/search OK',
    'POST /v1/traces OK',
  ])
})

test('traces of the server itself are bounded, and a store that fails is no failure of the server', async () => {
  const inserted: number[] = []
  const lines: string[] = []
  const tracer = startSelfTracer({
    sink: {
      insertSpans: (spans) => {
        inserted.push(spans.length)
        return inserted.length === 1 ? Promise.reject(new Error('down')) : Promise.resolve()
      },
    },
    experiments: {
      create: ({ name }) => Promise.resolve({ created: false, existing: anExperiment(name) }),
    },
    log: lineLog((line) => void lines.push(line)),
    flushMillis: 5,
  })
  const request = { name: 'GET /', startNanos: 1n, endNanos: 2n, isError: false, attributes: aSpan().attributes }

  for (let count = 0; count < 5_000; count++) tracer.record(request)
  await vi.waitFor(() => expect(inserted).toEqual([2_000]))
  tracer.record(request)
  await tracer.close()

  expect(inserted).toEqual([2_000, 1])
  expect(lines).toEqual([expect.stringContaining('"dropped":5000')])
})

const anExperiment = (name: string): Experiment => ({
  experimentId: experimentId('1'),
  name,
  artifactLocation: '',
  lifecycleStage: 'active',
  createdMillis: unixMillis(0),
  updatedMillis: unixMillis(0),
  tags: {},
})
