import { gzipSync } from 'node:zlib'
import { writeTraceRequest } from '@loupe-ai/wire'
import { expect, test } from 'vitest'
import { apiGet } from '../../testing/api-calls.ts'
import { otlpRequest, otlpSpan } from '../../testing/otlp-requests.ts'
import { startServer } from '../../testing/start-server.ts'

const MIB = 1024 * 1024
/** Some six seconds of work, on a machine that may have other work. */
const PATIENCE_MILLIS = 240_000

test(
  'a payload of 50 MB comes back whole, its preview is small, and its neighbours are not held up',
  async () => {
    await using server = await startServer()
    const text = `begin ${'größer, '.repeat((50 * MIB) / 10)}end`
    const large = otlpSpan({ name: 'large', attributes: { 'input.value': text } })
    const small = otlpSpan({ name: 'small' })
    const response = await fetch(`${server.url}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-protobuf', 'content-encoding': 'gzip' },
      body: gzipSync(writeTraceRequest(otlpRequest([large, small])), { level: 1 }),
    })

    expect(response.status).toBe(200)
    const { json } = await apiGet(server.url, '/api/3.0/mlflow/traces/get', { trace_id: `tr-${large.traceId}` })
    const { trace } = json as {
      trace: {
        trace_info: { request_preview: string }
        spans: { attributes: { key: string; value: { string_value?: string } }[] }[]
      }
    }
    const kept = trace.spans[0]!.attributes.find(({ key }) => key === 'mlflow.spanInputs')!.value.string_value
    expect(kept === text).toBe(true)
    expect([...trace.trace_info.request_preview].length).toBeLessThanOrEqual(1_000)
    expect((await apiGet(server.url, `/api/3.0/mlflow/traces/tr-${small.traceId}`)).status).toBe(200)
  },
  PATIENCE_MILLIS,
)
