import { trace } from '@opentelemetry/api'

const loupe = await import(process.env.LOUPE_SDK)
loupe.init({ experimentName: 'lane' })

// A library's instrumentation, which nobody listens to.
const tracer = trace.getTracer('library')
await loupe.withSpan(
  async () => {
    await new Promise((resolve) => setImmediate(resolve))
    await tracer.startActiveSpan('unheard', async (span) => {
      await loupe.withSpan(async () => 1, { name: 'our tool' })
      span.end()
    })
  },
  { name: 'our answer' },
)
await loupe.flushTraces()
console.log(JSON.stringify({ theirs: [], managerIsTheirs: false }))
