import { createLoupe } from '@loupe-ai/sdk'
import { startServer } from '@loupe-ai/server/testing'
import { expect, test } from 'vitest'

test('the SDK that takes us for a Databricks workspace delivers spans and pictures whole', async () => {
  await using server = await startServer()
  const env = { DATABRICKS_HOST: server.url, DATABRICKS_TOKEN: 'dapi-any' }
  const lines: string[] = []
  const loupe = createLoupe(
    { trackingUri: 'databricks', experimentName: '/Users/me@example.com/sdk', spool: false },
    { env, write: (line) => lines.push(line) },
  )
  const png = Buffer.from('\x89PNG\r\n\x1a\n and some pixels', 'latin1')
  loupe.withSpan(
    (span) => {
      span.setInputs({ inlineData: { mimeType: 'image/png', data: png.toString('base64') } })
      loupe.withSpan(() => 'cold', { name: 'inner', spanType: 'LLM' })
    },
    { name: 'outer' },
  )

  expect(await loupe.flushTraces({ timeoutMillis: 20_000 })).toMatchObject({ delivered: 2, kept: 0, refused: 0 })
  await loupe.shutdown()

  expect(lines).toEqual([])
  const id = loupe.getLastActiveTraceId()!
  const answer = await fetch(`${server.url}/api/3.0/mlflow/traces/get?trace_id=${id}`)
  const { trace } = (await answer.json()) as { trace: { trace_info: object; spans: { name: string }[] } }
  expect(trace.trace_info).toMatchObject({ state: 'OK', trace_metadata: { 'mlflow.trace_schema.version': '3' } })
  expect(trace.spans.map(({ name }) => name)).toEqual(['outer', 'inner'])
  const [, uuid] = /mlflow-attachment:\/\/([0-9a-f-]+)/.exec(JSON.stringify(trace.spans))!
  const picture = await fetch(`${server.url}/api/loupe/v1/traces/${id}/attachments/${uuid}`)
  expect(picture.headers.get('content-type')).toBe('image/png')
  expect(Buffer.from(await picture.bytes()).equals(png)).toBe(true)
})
