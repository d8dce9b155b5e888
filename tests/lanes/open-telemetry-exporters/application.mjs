import { SpanKind, SpanStatusCode, context, trace } from '@opentelemetry/api'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'

const EXPORTERS = {
  proto: '@opentelemetry/exporter-trace-otlp-proto',
  json: '@opentelemetry/exporter-trace-otlp-http',
  grpc: '@opentelemetry/exporter-trace-otlp-grpc',
}

// Configured by the environment alone, as users do.
const { OTLPTraceExporter } = await import(EXPORTERS[process.argv[2]])
const provider = new TracerProvider({
  resource: resourceFromAttributes({ 'service.name': 'shop' }),
  spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter() })],
})
const tracer = provider.getTracer('lane', '1.2')

const root = tracer.startSpan('answer', { attributes: { 'gen_ai.conversation.id': 'c-1', 'user.id': 'u-1' } })
const inRoot = trace.setSpan(context.active(), root)
const chat = tracer.startSpan(
  'chat gemini-2.5-flash',
  {
    kind: SpanKind.CLIENT,
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'gcp.gemini',
      'gen_ai.request.model': 'gemini-2.5-flash',
      'gen_ai.input.messages': JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: 'Grüße 👋?' }] }]),
      'gen_ai.output.messages': JSON.stringify([{ role: 'assistant', parts: [{ type: 'text', content: 'Hallo' }] }]),
      'gen_ai.usage.input_tokens': 7,
      'gen_ai.usage.output_tokens': 3,
      'gen_ai.request.temperature': 0.5,
      'gen_ai.response.finish_reasons': ['stop'],
    },
  },
  inRoot,
)
const inChat = trace.setSpan(inRoot, chat)
chat.addEvent('token', { n: 1.5 })
chat.end()
const tool = tracer.startSpan('execute_tool add', { attributes: { 'gen_ai.operation.name': 'execute_tool' } }, inChat)
tool.setAttributes({ 'gen_ai.tool.call.arguments': '{"a":1}', 'gen_ai.tool.call.result': '2' })
tool.recordException(new TypeError('no such thing'))
tool.setStatus({ code: SpanStatusCode.ERROR, message: 'no such thing' })
tool.end()
root.end()
await provider.shutdown()
