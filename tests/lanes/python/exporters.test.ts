import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { SENT_TRACE, sentTraceIn } from '../testing/sent-trace.ts'
import { tracedBy } from '../testing/traced-by.ts'

const cwd = fileURLToPath(new URL('.', import.meta.url))
const command = process.env['LOUPE_LANE_PYTHON']!

test.each([
  ['http', 'none'],
  ['http', 'gzip'],
  ['http', 'deflate'],
  ['grpc', 'none'],
  ['grpc', 'gzip'],
])("OpenTelemetry's exporter for %s with compression %s", async (protocol, compression) => {
  // Its gRPC exporter does not know the word `none`.
  const env: Record<string, string> = compression === 'none' ? {} : { OTEL_EXPORTER_OTLP_COMPRESSION: compression }
  const args = ['exporters.py', protocol]
  const traces = await tracedBy({ command, args, cwd, env, sendsGrpc: protocol === 'grpc' })

  expect(sentTraceIn(traces)).toEqual(SENT_TRACE)
})
