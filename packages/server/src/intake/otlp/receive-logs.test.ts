import { brotliCompressSync, gzipSync } from 'node:zlib'
import { GEN_AI, type Span } from '@loupe-ai/model'
import {
  type OtlpLogRecord,
  type OtlpSpan,
  readTraceResponse,
  traceFromJson,
  type TraceJson,
  writeLogsRequest,
  writeLogsRequestJson,
} from '@loupe-ai/wire'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { apiGet, apiPost } from '../../testing/api-calls.ts'
import { exportSpans } from '../../testing/export-spans.ts'
import { grpcSender } from '../../testing/grpc-export.ts'
import { logRecord } from '../../testing/log-records.ts'
import { otlpSpan } from '../../testing/otlp-requests.ts'
import { startServer, type TestServer } from '../../testing/start-server.ts'

const PROTOBUF = 'application/x-protobuf'
const JSON_TYPE = 'application/json'
const MAX_BODY_BYTES = 1024 * 1024
const LIMIT = 20

let server: TestServer

beforeAll(async () => {
  server = await startServer({ otlpGrpcPort: 0 }, { maxBodyBytes: MAX_BODY_BYTES, maxTraceSpans: LIMIT })
})
afterAll(() => server[Symbol.asyncDispose]())

const aCall = (fields: Partial<OtlpSpan> = {}): OtlpSpan =>
  otlpSpan({ name: 'chat m', attributes: { 'gen_ai.operation.name': 'chat' }, ...fields })

/** What the newest instrumentations send of a call beside its span. */
const detailsOf = ({ traceId, spanId }: OtlpSpan): OtlpLogRecord =>
  logRecord({
    traceId,
    spanId,
    attributes: {
      [GEN_AI.inputMessages]: [{ role: 'user', parts: [{ type: 'text', content: 'why?' }] }],
      [GEN_AI.outputMessages]: [{ role: 'assistant', parts: [{ type: 'text', content: 'because' }], n: 5n }],
    },
  })

const SENDERS: Readonly<Record<string, (records: readonly OtlpLogRecord[]) => Promise<unknown>>> = {
  protobuf: async (records) => {
    const response = await send(writeLogsRequest(records), PROTOBUF)
    expect([response.status, response.headers.get('content-type')]).toEqual([200, PROTOBUF])
    return readTraceResponse(await response.bytes())
  },
  'gzipped JSON': async (records) => {
    const response = await send(gzipSync(writeLogsRequestJson(records)), JSON_TYPE, 'gzip')
    expect([response.status, response.headers.get('content-type')]).toEqual([200, JSON_TYPE])
    const { partialSuccess = {} } = (await response.json()) as { partialSuccess?: Record<string, string> }
    const { rejectedLogRecords = '0', errorMessage = '' } = partialSuccess
    return { ok: true, value: { rejectedSpans: Number(rejectedLogRecords), errorMessage } }
  },
  gRPC: async (records) => {
    using sender = grpcSender(`127.0.0.1:${server.otlpGrpcPort}`)
    const { code, bytes } = await sender.exportLogs(writeLogsRequest(records))
    expect(code).toBe(0)
    return readTraceResponse(bytes!)
  },
}

const TAKEN = { ok: true, value: { rejectedSpans: 0, errorMessage: '' } }

test.each(Object.entries(SENDERS))(
  'events of a call by %s become its inputs and outputs, before the span or after it, as often as they come',
  async (_, sendRecords) => {
    const [early, late] = [aCall(), aCall()]
    expect(await sendRecords([detailsOf(early)])).toEqual(TAKEN)
    await exportSpans(server.url, [early, late])
    expect(await sendRecords([detailsOf(late), detailsOf(early)])).toEqual(TAKEN)
    expect(await sendRecords([detailsOf(late)])).toEqual(TAKEN)

    for (const span of [early, late]) {
      expect(await spanOf(span)).toMatchObject({
        inputs: '[{"role":"user","parts":[{"type":"text","content":"why?"}]}]',
        outputs: '[{"role":"assistant","parts":[{"type":"text","content":"because"}],"n":5}]',
        events: [{ name: 'gen_ai.client.inference.operation.details', timeNanos: 1_795_374_123_500_000_000n }],
      })
      expect(await previewsOf(span)).toEqual({ request: 'why?', response: 'because' })
    }
  },
)

test('messages that come one by one, in several requests, follow each other by time', async () => {
  const span = aCall()
  const at = (millis: number, eventName: string, body: OtlpLogRecord['body']): OtlpLogRecord => {
    const { traceId, spanId } = span
    return logRecord({ traceId, spanId, eventName, body, timeUnixNano: 1_795_374_123_000_000_000n + BigInt(millis) })
  }
  const send = SENDERS['protobuf']!
  await send([
    at(4, 'gen_ai.choice', { index: 0n, finish_reason: 'stop', message: { content: 'because' } }),
    at(2, 'gen_ai.user.message', { content: 'why?' }),
  ])
  await exportSpans(server.url, [span])
  await send([at(1, 'gen_ai.system.message', { content: 'be brief' })])

  expect(await spanOf(span)).toMatchObject({
    inputs: '[{"role":"system","content":"be brief"},{"role":"user","content":"why?"}]',
    outputs: '[{"role":"assistant","content":"because"}]',
    events: [{ name: 'gen_ai.system.message' }, { name: 'gen_ai.user.message' }, { name: 'gen_ai.choice' }],
  })
  expect(await previewsOf(span)).toEqual({ request: 'why?', response: 'because' })
})

test('a span that says itself what was said keeps it, and shows the event beside', async () => {
  const span = aCall({ attributes: { [GEN_AI.inputMessages]: '[{"role":"user","content":"mine"}]' } })
  await exportSpans(server.url, [span])
  await SENDERS['protobuf']!([detailsOf(span)])

  expect(await spanOf(span)).toMatchObject({
    inputs: '[{"role":"user","content":"mine"}]',
    outputs: expect.stringContaining('because'),
    events: [{ name: 'gen_ai.client.inference.operation.details' }],
  })
  expect(await previewsOf(span)).toEqual({ request: 'mine', response: 'because' })
})

test.each(Object.entries(SENDERS))(
  'records by %s that are none of ours are told, their neighbours stored',
  async (_, sendRecords) => {
    const span = aCall()
    await exportSpans(server.url, [span])
    const before = server.log.length

    const plain = logRecord({ eventName: '', body: 'GET /' })
    const answer = await sendRecords([plain, detailsOf(span), plain, logRecord({ traceId: '', spanId: '' })])

    expect(answer).toEqual({
      ok: true,
      value: {
        rejectedSpans: 3,
        errorMessage:
          'only events named gen_ai.… are kept of logs (2 log records); an event that names no span cannot be shown',
      },
    })
    expect(await spanOf(span)).toMatchObject({ inputs: expect.stringContaining('why?') })
    expect(server.log.slice(before)).toEqual([])
    expect(await sendRecords([logRecord({ spanId: 'abcd' })])).toMatchObject({ value: { rejectedSpans: 1 } })
    expect(server.log.slice(before).join('\n')).toContain('span id')
  },
)

test('a trace takes as many as its limit', async () => {
  const span = aCall()
  const some = (count: number): OtlpLogRecord[] =>
    Array.from({ length: count }, (_, at) => ({ ...detailsOf(span), timeUnixNano: BigInt(at + 1) }))
  await exportSpans(server.url, [span])
  expect(await SENDERS['protobuf']!(some(LIMIT - 1))).toEqual(TAKEN)

  expect(await SENDERS['protobuf']!(some(LIMIT + 1))).toMatchObject({
    value: { rejectedSpans: LIMIT + 1, errorMessage: expect.stringContaining('is full') },
  })
  expect(await spanOf(span)).toMatchObject({ inputs: expect.stringContaining('why?') })
})

test.each([
  [400, PROTOBUF, undefined, Buffer.from('no protobuf'), 'Not an OTLP logs request'],
  [400, JSON_TYPE, undefined, Buffer.from('{"resourceLogs":[{"scopeLogs":7}]}'), 'scopeLogs: expected an array'],
  [400, PROTOBUF, 'gzip', Buffer.from('no gzip'), 'The gzip body cannot be read'],
  [413, JSON_TYPE, undefined, Buffer.alloc(3 * MAX_BODY_BYTES), 'larger than 1048576 bytes'],
  [413, PROTOBUF, 'gzip', gzipSync(Buffer.alloc(3 * MAX_BODY_BYTES)), 'larger than 1048576 bytes'],
  [415, PROTOBUF, 'br', brotliCompressSync('x'), 'Content-Encoding must be'],
  [200, PROTOBUF, undefined, Buffer.alloc(0), ''],
  [200, JSON_TYPE, undefined, Buffer.alloc(0), '{}'],
])('%i for %s with encoding %s, in its encoding', async (status, type, encoding, body, said) => {
  const response = await send(body, type, encoding)

  expect([response.status, response.headers.get('content-type')]).toEqual([status, type])
  expect(await response.text()).toContain(said)
})

test('a failure is a google.rpc.Status, in JSON where the encoding is not known', async () => {
  const response = await send(Buffer.from('x'), 'text/plain')

  expect(response.status).toBe(415)
  expect(await response.json()).toEqual({ code: 12, message: expect.stringContaining('Content-Type must be') })
})

test('gRPC refuses what is no request for good', async () => {
  using sender = grpcSender(`127.0.0.1:${server.otlpGrpcPort}`)

  expect(await sender.exportLogs(Buffer.from('no protobuf'))).toMatchObject({
    code: 3,
    details: expect.stringContaining('Not an OTLP logs request'),
  })
})

const send = (body: Uint8Array, type: string, encoding?: string): Promise<Response> =>
  fetch(`${server.url}/v1/logs`, {
    method: 'POST',
    headers: { 'content-type': type, ...(encoding !== undefined && { 'content-encoding': encoding }) },
    body: body as Uint8Array<ArrayBuffer>,
  })

/** The only span of its trace. */
async function spanOf({ traceId }: OtlpSpan): Promise<Span> {
  const { json } = await apiGet(server.url, '/api/3.0/mlflow/traces/get', { trace_id: traceId, allow_partial: 'true' })
  const { spans } = traceFromJson((json as { trace: TraceJson }).trace)
  expect(spans).toHaveLength(1)
  return spans[0]!
}

/** As the list shows them. */
async function previewsOf({ traceId }: OtlpSpan): Promise<unknown> {
  const { json } = await apiPost(server.url, '/api/3.0/mlflow/traces/search', {
    locations: [{ type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: '0' } }],
    max_results: 100,
  })
  const { traces } = json as { traces: Record<string, string>[] }
  const found = traces.find((trace) => trace['trace_id'] === `tr-${traceId}`)
  return { request: found?.['request_preview'], response: found?.['response_preview'] }
}
