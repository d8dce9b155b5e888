import { BYTE_PATHS } from '@loupe-ai/contract/paths'
import { readTraceResponse, writeTraceRequest, writeTraceRequestJson, type OtlpSpan } from '@loupe-ai/wire'
import { expect, test } from 'vitest'
import { apiGet } from '../../testing/api-calls.ts'
import { grpcSender } from '../../testing/grpc-export.ts'
import { otlpRequest, otlpSpan } from '../../testing/otlp-requests.ts'
import { startServer } from '../../testing/start-server.ts'

const LIMIT = 5

test('spans beyond the limit of their trace are rejected with the reason, whichever way they come, and it stays readable', async () => {
  await using server = await startServer({ otlpGrpcPort: 0 }, { maxTraceSpans: LIMIT })
  using grpc = grpcSender(`127.0.0.1:${server.otlpGrpcPort}`)
  const root = otlpSpan()
  const aChild = (): OtlpSpan => otlpSpan({ traceId: root.traceId, parentSpanId: root.spanId })
  const children = Array.from({ length: LIMIT }, aChild)
  const neighbour = otlpSpan()
  const send = async (spans: readonly OtlpSpan[]): Promise<unknown> => {
    const response = await fetch(`${server.url}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-protobuf' },
      body: writeTraceRequest(otlpRequest(spans)),
    })
    expect(response.status).toBe(200)
    return readTraceResponse(await response.bytes())
  }
  const all = { ok: true, value: { rejectedSpans: 0, errorMessage: '' } }
  const full = (rejectedSpans: number): unknown => ({
    ok: true,
    value: {
      rejectedSpans,
      errorMessage: `the trace tr-${root.traceId} is full: 5 spans are the limit of a trace, more of it are not stored`,
    },
  })

  expect(await send(children)).toEqual(all)
  expect(await send([aChild(), neighbour, aChild()])).toEqual(full(2))
  expect(await send([children[0]!])).toEqual(full(1))
  expect(await send([root])).toEqual(all)
  const overGrpc = await grpc.export(writeTraceRequest(otlpRequest([aChild()])))

  expect(overGrpc.code).toBe(0)
  expect(readTraceResponse(overGrpc.bytes!)).toEqual(full(1))
  const line = writeTraceRequestJson(otlpRequest([otlpSpan({ traceId: root.traceId, parentSpanId: root.spanId })]))
  const imported = await fetch(`${server.url}${BYTE_PATHS.importTraces.path}`, { method: 'PUT', body: line })
  expect(await imported.json()).toMatchObject({ spans: 0, refused: 1 })

  const spansOf = async ({ traceId }: OtlpSpan): Promise<string[]> => {
    const { json } = await apiGet(server.url, '/api/3.0/mlflow/traces/get', {
      trace_id: traceId,
      allow_partial: 'true',
    })
    return (json as { trace: { spans: { name: string }[] } }).trace.spans.map(({ name }) => name)
  }
  expect(await spansOf(root)).toHaveLength(LIMIT + 1)
  expect(await spansOf(neighbour)).toHaveLength(1)
  expect(server.log.join('\n')).toContain('5 spans are the limit of a trace')
})
