import { networkInterfaces } from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'
import { status as GRPC_STATUS } from '@grpc/grpc-js'
import { readTraceResponse, writeTraceRequest } from '@loupe-ai/wire'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DEFAULT_INGEST_LIMITS } from '../../ingest/group-commit.ts'
import { apiGet, apiPost } from '../../testing/api-calls.ts'
import { grpcSender } from '../../testing/grpc-export.ts'
import { otlpRequest, otlpSpan } from '../../testing/otlp-requests.ts'
import { startServer, type TestServer } from '../../testing/start-server.ts'

const MAX_BODY_BYTES = 1024 * 1024

let server: TestServer
let address = ''

beforeAll(async () => {
  server = await startServer({ otlpGrpcPort: 0 }, { maxBodyBytes: MAX_BODY_BYTES })
  address = `127.0.0.1:${server.otlpGrpcPort}`
})
afterAll(() => server[Symbol.asyncDispose]())

test.each(['identity', 'gzip', 'deflate'] as const)('spans sent with %s are stored', async (compression) => {
  using sender = grpcSender(address, { compression })
  const span = otlpSpan()

  const answer = await sender.export(writeTraceRequest(otlpRequest([span])))

  expect(answer).toMatchObject({ code: 0, bytes: Buffer.alloc(0) })
  expect(await spanNames(span.traceId)).toEqual(['a span'])
})

test('localhost is both loopback addresses, on one port', async ({ skip }) => {
  const hasIpv6 = Object.values(networkInterfaces()).some((known) => known?.some(({ address: own }) => own === '::1'))
  if (!hasIpv6) skip('this machine has no IPv6 loopback')
  using sender = grpcSender(`[::1]:${server.otlpGrpcPort}`)

  expect(await sender.export(new Uint8Array())).toMatchObject({ code: 0 })
})

test('spans that are not valid are counted and told, their neighbours stored', async () => {
  using sender = grpcSender(address)
  const good = otlpSpan()
  const request = otlpRequest([otlpSpan({ traceId: '00' }), good, otlpSpan({ spanId: '' })])

  const { code, bytes } = await sender.export(writeTraceRequest(request))

  expect(code).toBe(0)
  expect(readTraceResponse(bytes!)).toMatchObject({
    value: { rejectedSpans: 2, errorMessage: expect.stringContaining('trace id') },
  })
  expect(await spanNames(good.traceId)).toEqual(['a span'])
})

test('metadata name the experiment and the run', async () => {
  using sender = grpcSender(address)
  const { json } = await apiPost(server.url, '/api/2.0/mlflow/experiments/create', { name: 'by gRPC' })
  const experiment = (json as { experiment_id: string }).experiment_id
  const span = otlpSpan()
  const bytes = writeTraceRequest(otlpRequest([span]))
  const runId = 'c0ffee00c0ffee00c0ffee00c0ffee00'

  await sender.export(bytes, { 'x-mlflow-experiment-id': experiment, 'x-mlflow-run-id': runId })
  const missing = await sender.export(bytes, { 'x-mlflow-experiment-id': '999' })
  const malformed = await sender.export(bytes, { 'x-mlflow-experiment-id': 'abc' })

  expect((await apiGet(server.url, `/api/3.0/mlflow/traces/tr-${span.traceId}`)).json).toMatchObject({
    trace: {
      trace_info: {
        trace_location: { mlflow_experiment: { experiment_id: experiment } },
        trace_metadata: { 'mlflow.sourceRun': runId },
      },
    },
  })
  expect(missing).toMatchObject({ code: GRPC_STATUS.NOT_FOUND, details: 'No Experiment with id=999 exists' })
  expect(malformed).toMatchObject({ code: GRPC_STATUS.INVALID_ARGUMENT })
})

test('bytes that are not protobuf are refused for good', async () => {
  using sender = grpcSender(address)

  const answer = await sender.export(Buffer.from('no protobuf'))

  expect(answer).toMatchObject({
    code: GRPC_STATUS.INVALID_ARGUMENT,
    details: expect.stringContaining('Not an OTLP trace request'),
  })
  expect(answer.statusDetails).toBeUndefined()
})

test.each(['identity', 'gzip', 'deflate'] as const)('too much after %s is refused for good', async (compression) => {
  using sender = grpcSender(address, { compression })

  const answer = await sender.export(
    Buffer.alloc(compression === 'identity' ? 2 * MAX_BODY_BYTES : 64 * MAX_BODY_BYTES),
  )

  expect(answer.code).toBe(GRPC_STATUS.RESOURCE_EXHAUSTED)
  expect(answer.statusDetails).toBeUndefined()
})

test('a name that is not ours is refused', async () => {
  using sender = grpcSender(address, { authority: 'evil.example' })

  expect(await sender.export(new Uint8Array())).toMatchObject({ code: GRPC_STATUS.PERMISSION_DENIED })
})

test('a full queue says when to come again, and whoever does loses nothing', async () => {
  await server[Symbol.asyncDispose]()
  const ingestLimits = { ...DEFAULT_INGEST_LIMITS, maxQueuedBytes: 2_000 }
  await using small = await startServer({ otlpGrpcPort: 0 }, { ingestLimits })
  using sender = grpcSender(`127.0.0.1:${small.otlpGrpcPort}`)
  const spans = Array.from({ length: 8 }, () => otlpSpan({ name: 'x'.repeat(500) }))
  const refusals: Uint8Array[] = []
  const sendUntilStored = async (span: (typeof spans)[number]): Promise<void> => {
    for (;;) {
      const { code, statusDetails } = await sender.export(writeTraceRequest(otlpRequest([span])))
      if (code === 0) return
      expect(code).toBe(GRPC_STATUS.RESOURCE_EXHAUSTED)
      refusals.push(statusDetails!)
      await wait(20)
    }
  }

  await Promise.all(spans.map(sendUntilStored))

  expect(refusals.length).toBeGreaterThan(0)
  // Status{8, …, [Any{RetryInfo, {retry_delay {1 s}}}]}
  expect(Buffer.from(refusals[0]!).toString('latin1')).toContain('type.googleapis.com/google.rpc.RetryInfo')
  expect([...refusals[0]!.subarray(-6)]).toEqual([0x12, 4, 0x0a, 2, 0x08, 1])
  for (const span of spans) expect(await spanNames(span.traceId, small.url)).toHaveLength(1)
})

async function spanNames(otelTraceId: string, url: string = server.url): Promise<string[]> {
  const { json } = await apiGet(url, '/api/3.0/mlflow/traces/get', { trace_id: otelTraceId, allow_partial: 'true' })
  const { trace } = json as { trace?: { spans?: { name: string }[] } }
  return (trace?.spans ?? []).map(({ name }) => name)
}
