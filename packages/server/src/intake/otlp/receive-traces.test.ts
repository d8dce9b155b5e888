import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { writeTraceRequest, writeTraceRequestJson, type OtlpSpan, type OtlpTraceRequest } from '@loupe-ai/wire'
import { expect, test } from 'vitest'
import { startServer } from '../../testing/start-server.ts'

const PROTOBUF = { 'content-type': 'application/x-protobuf' }

test('a span is stored', async () => {
  await using server = await startServer()
  const response = await fetch(`${server.url}/v1/traces`, {
    method: 'POST',
    headers: PROTOBUF,
    body: gzipSync(writeTraceRequest(requestOf([otlpSpan()]))),
  })
  console.log(response.status, await response.text())
  const r2 = await fetch(`${server.url}/v1/traces`, {
    method: 'POST',
    headers: { ...PROTOBUF, 'content-encoding': 'gzip' },
    body: gzipSync(writeTraceRequest(requestOf([otlpSpan()]))),
  })
  console.log(r2.status, await r2.text(), [...r2.headers])
  expect(r2.status).toBe(200)
})
export const requestOf = (spans: readonly OtlpSpan[]): OtlpTraceRequest => ({
  resourceSpans: [{ resource: { 'service.name': 'test' }, scopeSpans: [{ scope: { name: 'test' }, spans }] }],
})

export const otlpSpan = (fields: Partial<OtlpSpan> = {}): OtlpSpan => ({
  traceId: '0123456789abcdef0123456789abcdef',
  spanId: '0123456789abcdef',
  parentSpanId: '',
  traceState: '',
  name: 'a span',
  kind: 1,
  startTimeUnixNano: 1_795_374_123_123_456_789n,
  endTimeUnixNano: 1_795_374_124_123_456_789n,
  attributes: {},
  events: [],
  links: [],
  status: { code: 1, message: '' },
  ...fields,
})
