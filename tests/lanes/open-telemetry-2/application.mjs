import { context, trace } from '@opentelemetry/api'
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node'

const loupe = await import(process.env.LOUPE_SDK)
loupe.init({ experimentName: 'lane' })

const exporter = new InMemorySpanExporter()
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter), loupe.spanProcessor()] })
provider.register()
const manager = context._getContextManager()
const isTheirs = () => context._getContextManager() === manager

const tracer = trace.getTracer('application')
await tracer.startActiveSpan('their request', async (request) => {
  await loupe.withSpan(
    async () => {
      await new Promise((resolve) => setImmediate(resolve))
      await tracer.startActiveSpan('their query', async (query) => {
        await loupe.withSpan(async () => 1, { name: 'our tool' })
        query.end()
      })
    },
    { name: 'our answer' },
  )
  request.end()
})
await provider.forceFlush()
await loupe.flushTraces()

const theirs = exporter.getFinishedSpans().map((span) => ({
  name: span.name,
  ...span.spanContext(),
  parentSpanId: span.parentSpanContext?.spanId ?? '',
}))
// Nobody put another in its place.
const managerIsTheirs = isTheirs()
console.log(JSON.stringify({ theirs, managerIsTheirs }))
