import type { JsonText } from '@loupe-ai/model'
import { traceFromJson, type TraceJson, writeLogsRequest } from '@loupe-ai/wire'
import { expect, test } from 'vitest'
import { apiGet } from '../../testing/api-calls.ts'
import { exportSpans } from '../../testing/export-spans.ts'
import { logRecord } from '../../testing/log-records.ts'
import { otlpSpan } from '../../testing/otlp-requests.ts'
import { startServer } from '../../testing/start-server.ts'

/** Some seconds of work, on a machine that may have other work. */
const PATIENCE_MILLIS = 240_000

test(
  'two log records of 8 million characters, all of which are escaped, come back whole',
  async () => {
    await using server = await startServer()
    const texts = ['"', '\\'].map((character) => `begin ${character.repeat(8_000_000)}end`)
    const spans = texts.map(() => otlpSpan())
    await exportSpans(server.url, spans)
    const records = texts.map((text, at) => {
      const { traceId, spanId } = spans[at]!
      return logRecord({ traceId, spanId, eventName: 'gen_ai.user.message', body: { content: text } })
    })

    const response = await fetch(`${server.url}/v1/logs`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-protobuf' },
      body: writeLogsRequest(records),
    })

    expect([response.status, await response.text()]).toEqual([200, ''])
    for (const [at, { traceId }] of spans.entries()) {
      const { json } = await apiGet(server.url, '/api/3.0/mlflow/traces/get', { trace_id: `tr-${traceId}` })
      const [span] = traceFromJson((json as { trace: TraceJson }).trace).spans
      const inputs = JSON.stringify([{ role: 'user', content: texts[at] }]) as JsonText
      expect(span!.inputs === inputs).toBe(true)
      expect(span!.events).toHaveLength(1)
    }
  },
  PATIENCE_MILLIS,
)
