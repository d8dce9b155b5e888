import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { SENT_TRACE, sentTraceIn } from '../testing/sent-trace.ts'
import { tracedBy } from '../testing/traced-by.ts'

const cwd = fileURLToPath(new URL('.', import.meta.url))

test.each([
  ['proto', 'none'],
  ['proto', 'gzip'],
  ['json', 'none'],
  ['json', 'gzip'],
  ['grpc', 'none'],
  ['grpc', 'gzip'],
])("OpenTelemetry's exporter for %s with compression %s", async (protocol, compression) => {
  const program = { command: process.execPath, args: ['application.mjs', protocol], cwd }
  const env = { OTEL_EXPORTER_OTLP_COMPRESSION: compression }
  const traces = await tracedBy({ ...program, env, sendsGrpc: protocol === 'grpc' })

  expect(sentTraceIn(traces)).toEqual(SENT_TRACE)
})
