import { SpanKind, SpanStatusCode } from '@opentelemetry/api'
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { SimpleSpanProcessor, TracerProvider, type SpanExporter } from '@opentelemetry/sdk-trace'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { apiGet, apiPost } from '../../testing/api-calls.ts'
import { startServer, type TestServer } from '../../testing/start-server.ts'

let server: TestServer

beforeAll(async () => {
  server = await startServer()
})
afterEach(() => vi.unstubAllEnvs())
afterAll(() => server[Symbol.asyncDispose]())

test.each<[string, string, (url: string) => SpanExporter]>([
  ['protobuf', 'none', (url) => new ProtobufExporter({ url })],
  ['protobuf', 'gzip', (url) => new ProtobufExporter({ url })],
  ['JSON', 'gzip', (url) => new JsonExporter({ url })],
])("OpenTelemetry's own exporter logs to us: %s, compression %s", async (_, compression, exporterFor) => {
  vi.stubEnv('OTEL_EXPORTER_OTLP_COMPRESSION', compression)
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'shop', 'loupe.experiment.name': 'otel' }),
    spanProcessors: [new SimpleSpanProcessor({ exporter: exporterFor(`${server.url}/v1/traces`) })],
  })
  const span = provider.getTracer('test', '1.2').startSpan('chat m', {
    kind: SpanKind.CLIENT,
    startTime: [1_795_374_123, 123_456_789],
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.request.model': 'm',
      'gen_ai.usage.input_tokens': 7,
      ok: true,
    },
  })
  span.addEvent('token', { n: 1.5 })
  span.setStatus({ code: SpanStatusCode.ERROR, message: 'boom' })
  span.end([1_795_374_124, 123_456_789])
  await provider.shutdown()

  const { json } = await apiGet(server.url, '/api/3.0/mlflow/traces/get', { trace_id: span.spanContext().traceId })

  expect(json).toMatchObject({
    trace: {
      trace_info: { state: 'ERROR', execution_duration: '1s', tags: { 'service.name': 'shop' } },
      spans: [
        {
          name: 'chat m',
          start_time_unix_nano: 1_795_374_123_123_456_789n,
          end_time_unix_nano: 1_795_374_124_123_456_789n,
          status: { code: 'STATUS_CODE_ERROR', message: 'boom' },
          events: [{ name: 'token', attributes: [{ key: 'n', value: { double_value: 1.5 } }] }],
        },
      ],
    },
  })
  const found = await apiPost(server.url, '/api/3.0/mlflow/traces/search', {
    locations: [{ type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: experimentIdOf(json) } }],
    filter: "name = 'chat m'",
  })
  const ids = (found.json as { traces: { trace_id: string }[] }).traces.map(({ trace_id }) => trace_id)
  expect(ids).toContain(`tr-${span.spanContext().traceId}`)
  const { attributes } = (json as { trace: { spans: [{ attributes: object[] }] } }).trace.spans[0]
  expect(attributes).toEqual(
    expect.arrayContaining([
      { key: 'mlflow.spanType', value: { string_value: 'CHAT_MODEL' } },
      { key: 'mlflow.llm.model', value: { string_value: 'm' } },
      { key: 'gen_ai.usage.input_tokens', value: { int_value: 7 } },
      { key: 'ok', value: { bool_value: true } },
    ]),
  )
})

const experimentIdOf = (json: unknown): string =>
  (json as { trace: { trace_info: { trace_location: { mlflow_experiment: { experiment_id: string } } } } }).trace
    .trace_info.trace_location.mlflow_experiment.experiment_id
