import { context, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'

const loupe = await import(process.env.LOUPE_SDK)
loupe.init({ experimentName: 'lane' })

const exporter = new InMemorySpanExporter()
const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter }), loupe.spanProcessor()] })
const manager = new AsyncLocalStorageContextManager().enable()
context.setGlobalContextManager(manager)
trace.setGlobalTracerProvider(provider)
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
