import { request } from 'node:http'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { readTraceResponse, readTraceResponseJson, writeTraceRequest, writeTraceRequestJson } from '@loupe-ai/wire'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DEFAULT_INGEST_LIMITS } from '../../ingest/group-commit.ts'
import { apiGet } from '../../testing/api-calls.ts'
import { otlpRequest, otlpSpan } from '../../testing/otlp-requests.ts'
import { startServer, type TestServer } from '../../testing/start-server.ts'

const PROTOBUF = 'application/x-protobuf'
const JSON_TYPE = 'application/json'
const MAX_BODY_BYTES = 1024 * 1024

let server: TestServer

beforeAll(async () => {
  server = await startServer({}, { maxBodyBytes: MAX_BODY_BYTES })
})
afterAll(() => server[Symbol.asyncDispose]())

const identity = (bytes: Uint8Array): Uint8Array => bytes

test.each([
  ['no encoding', undefined, identity],
  ['identity', 'identity', identity],
  ['gzip', 'gzip', gzipSync],
  ['deflate with zlib header', 'deflate', deflateSync],
  ['raw deflate', 'deflate', deflateRawSync],
])('protobuf with %s is stored, and answered in protobuf', async (_, encoding, encode) => {
  const span = otlpSpan()

  const response = await send(encode(writeTraceRequest(otlpRequest([span]))), PROTOBUF, encoding)

  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe(PROTOBUF)
  expect(readTraceResponse(await response.bytes())).toEqual({ ok: true, value: { rejectedSpans: 0, errorMessage: '' } })
  expect(await countSpans(span.traceId)).toBe(1)
})

test.each(['application/json', 'Application/JSON; charset=utf-8'])(
  '%s is stored, and answered in JSON',
  async (type) => {
    const span = otlpSpan()

    const response = await send(gzipSync(writeTraceRequestJson(otlpRequest([span]))), type, 'gzip')

    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe(JSON_TYPE)
    expect(await response.text()).toBe('{}')
    expect(await countSpans(span.traceId)).toBe(1)
  },
)

test('a span whose bytes are no protobuf is rejected, and its neighbours are stored', async () => {
  const [first, second] = [otlpSpan(), otlpSpan()]
  // Field 7, the start, in three bytes where it takes eight.
  const malformed = [0x39, 1, 2, 3]
  const spans = [first, second].map((span) => contentOf(writeTraceRequest(otlpRequest([span]))))
  const bytes = message(
    0x0a,
    spans.flatMap((resourceSpans) => resourceSpans).concat(message(0x12, message(0x12, malformed))),
  )

  const response = await send(Uint8Array.from(bytes), PROTOBUF)

  const answer = readTraceResponse(await response.bytes())
  expect(answer).toMatchObject({ value: { rejectedSpans: 1, errorMessage: expect.stringContaining('malformed') } })
  expect(await countSpans(first.traceId)).toBe(1)
  expect(await countSpans(second.traceId)).toBe(1)
})

test.each([PROTOBUF, JSON_TYPE])('an empty request in %s is fine', async (type) => {
  expect((await send(new Uint8Array(), type)).status).toBe(200)
  expect((await send(new Uint8Array(), type, 'gzip')).status).toBe(200)
})

test('x-mlflow-run-id makes the traces whose root comes with it part of the run', async () => {
  const root = otlpSpan()
  const child = otlpSpan({ traceId: root.traceId, parentSpanId: root.spanId })
  const orphan = otlpSpan({ parentSpanId: root.spanId })
  const headers = { 'content-type': PROTOBUF, 'x-mlflow-run-id': 'c0ffee00c0ffee00c0ffee00c0ffee00' }
  const body = writeTraceRequest(otlpRequest([child, root, orphan]))

  expect((await fetch(`${server.url}/v1/traces`, { method: 'POST', headers, body })).status).toBe(200)

  const runOf = async (id: string): Promise<unknown> => {
    const { json } = await apiGet(server.url, `/api/3.0/mlflow/traces/tr-${id}`)
    const { trace } = json as { trace: { trace_info: { trace_metadata?: Record<string, string> } } }
    return trace.trace_info.trace_metadata?.['mlflow.sourceRun']
  }
  expect(await runOf(root.traceId)).toBe('c0ffee00c0ffee00c0ffee00c0ffee00')
  expect(await runOf(orphan.traceId)).toBeUndefined()
})

test('spans that are not valid are counted and told, their neighbours stored', async () => {
  const good = otlpSpan()
  const spans = [
    otlpSpan({ traceId: '00000000000000000000000000000000' }),
    otlpSpan({ traceId: 'abcd' }),
    good,
    otlpSpan({ spanId: '' }),
    otlpSpan({ traceId: good.traceId, parentSpanId: '12' }),
    otlpSpan({ endTimeUnixNano: 2n ** 64n - 1n }),
  ]

  const response = await send(writeTraceRequest(otlpRequest(spans)), PROTOBUF)
  const inJson = await send(Buffer.from(writeTraceRequestJson(otlpRequest(spans))), JSON_TYPE)

  const answer = readTraceResponse(await response.bytes())
  expect(response.status).toBe(200)
  expect(answer).toMatchObject({ value: { rejectedSpans: 5 } })
  expect(answer).toMatchObject({ value: { errorMessage: expect.stringContaining('trace id') } })
  expect(readTraceResponseJson(await inJson.text())).toMatchObject({ value: { rejectedSpans: 5 } })
  expect(await countSpans(good.traceId)).toBe(1)
})

test('spans of wrong types are set apart in JSON, with their place, their neighbours stored', async () => {
  const good = otlpSpan()
  const { resourceSpans } = JSON.parse(writeTraceRequestJson(otlpRequest([otlpSpan(), otlpSpan(), good, otlpSpan()])))
  const [first, second, , fourth] = resourceSpans[0].scopeSpans[0].spans
  first.name = 5
  second.attributes = [{ key: 'a', value: { intValue: 'many' } }]
  fourth.startTimeUnixNano = 'yesterday'

  const response = await send(Buffer.from(JSON.stringify({ resourceSpans })), JSON_TYPE)

  expect(response.status).toBe(200)
  const place = 'resourceSpans[0].scopeSpans[0].spans'
  expect(await response.json()).toEqual({
    partialSuccess: {
      rejectedSpans: '3',
      errorMessage:
        `${place}[0].name: expected a string; ${place}[1].attributes[0].intValue: expected a whole number of 64 bits or ` +
        `its digits; ${place}[3].startTimeUnixNano: expected a whole number of 64 bits or its digits`,
    },
  })
  expect(await countSpans(good.traceId)).toBe(1)
})

test.each([
  ['bytes that are not protobuf', PROTOBUF, undefined, Buffer.from('no protobuf')],
  ['text that is not JSON', JSON_TYPE, undefined, Buffer.from('{"resourceSpans":')],
  ['JSON of another shape', JSON_TYPE, undefined, Buffer.from('{"resourceSpans":[{"scopeSpans":7}]}')],
  ['bytes that are not gzip', PROTOBUF, 'gzip', Buffer.from('no gzip')],
  ['gzip that is cut off', PROTOBUF, 'gzip', gzipSync(writeTraceRequest(otlpRequest([otlpSpan()]))).subarray(0, 60)],
  ['bytes that are not deflate', PROTOBUF, 'deflate', Buffer.from([0xff, 0xff, 0xff])],
])('%s are answered with 400 and a status that says why', async (_, type, encoding, body) => {
  const response = await send(body, type, encoding)

  expect(response.status).toBe(400)
  expect(response.headers.get('content-type')).toBe(type)
  expect(await response.text()).toMatch(/Not an OTLP trace request|cannot be read/)
})

test('a failure is a google.rpc.Status in the encoding of the request', async () => {
  const inJson = await send(Buffer.from('{'), JSON_TYPE)
  const inProtobuf = await send(Buffer.from('x'), PROTOBUF)

  expect(await inJson.json()).toEqual({ code: 3, message: expect.stringContaining('Not an OTLP trace request') })
  const [codeTag, code, messageTag, length, ...message] = await inProtobuf.bytes()
  expect([codeTag, code, messageTag]).toEqual([0x08, 3, 0x12])
  expect(message).toHaveLength(length!)
})

test.each([
  ['text/plain', undefined],
  ['', undefined],
  [PROTOBUF, 'br'],
  [JSON_TYPE, 'zstd'],
])('content type "%s" with encoding %s is answered with 415', async (type, encoding) => {
  const response = await send(brotliCompressSync('x'), type, encoding)

  expect(response.status).toBe(415)
})

test('a bomb is cut off with 413, and so is a large body, and both connections end in order', async () => {
  const bomb = gzipSync(Buffer.alloc(400 * MAX_BODY_BYTES))
  const before = process.memoryUsage().arrayBuffers

  const packed = await send(bomb, PROTOBUF, 'gzip')
  const plain = await send(Buffer.alloc(3 * MAX_BODY_BYTES), JSON_TYPE)

  expect(packed.status).toBe(413)
  expect(plain.status).toBe(413)
  expect(await plain.json()).toEqual({ code: 8, message: expect.stringContaining(String(MAX_BODY_BYTES)) })
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100 * MAX_BODY_BYTES)
})

test('a body that is too large is answered while it is still being sent', async () => {
  const sending = request(`${server.url}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': PROTOBUF, 'transfer-encoding': 'chunked' },
  })
  // The server may close the connection before all of it was written.
  sending.on('error', () => {})
  const responded = once(sending, 'response')
  sending.write(Buffer.alloc(2 * MAX_BODY_BYTES))

  const [response] = await responded

  expect(response.statusCode).toBe(413)
  sending.destroy()
})

test('a full queue answers 429 with Retry-After, and whoever tries again loses nothing', async () => {
  await server[Symbol.asyncDispose]()
  await using small = await startServer({}, { ingestLimits: { ...DEFAULT_INGEST_LIMITS, maxQueuedBytes: 2_000 } })
  const spans = Array.from({ length: 20 }, () => otlpSpan({ name: 'x'.repeat(500) }))
  const statuses: number[] = []
  const sendUntilStored = async (span: (typeof spans)[number]): Promise<void> => {
    for (;;) {
      const response = await post(small.url, writeTraceRequest(otlpRequest([span])), PROTOBUF)
      await response.bytes()
      statuses.push(response.status)
      if (response.status === 200) return
      expect(response.headers.get('retry-after')).toBe('1')
      await wait(20)
    }
  }

  await Promise.all(spans.map(sendUntilStored))

  expect(statuses).toContain(429)
  expect(await Promise.all(spans.map((span) => countSpans(span.traceId, small.url)))).toEqual(spans.map(() => 1))
})

const send = (body: Uint8Array, type: string, encoding?: string): Promise<Response> =>
  post(server.url, body, type, encoding)

function post(url: string, body: Uint8Array, type: string, encoding?: string): Promise<Response> {
  const headers: Record<string, string> = { 'content-type': type }
  if (encoding !== undefined) headers['content-encoding'] = encoding
  return fetch(`${url}/v1/traces`, { method: 'POST', headers, body: body as Uint8Array<ArrayBuffer> })
}

/** As a client sees it, after `POST /v1/traces` was answered: 0 for a trace that nobody knows. */
async function countSpans(otelTraceId: string, url: string = server.url): Promise<number> {
  const response = await fetch(`${url}/api/3.0/mlflow/traces/get?trace_id=${otelTraceId}&allow_partial=true`)
  const { trace } = (await response.json()) as { trace?: { spans?: unknown[] } }
  return trace?.spans?.length ?? 0
}

const message = (tag: number, content: readonly number[]): number[] => {
  const length = content.length < 128 ? [content.length] : [(content.length & 0x7f) | 0x80, content.length >> 7]
  return [tag, ...length, ...content]
}

/** Of the one field that a small request consists of. */
const contentOf = (request: Uint8Array): number[] => [...request.subarray(request[1]! < 0x80 ? 2 : 3)]
