/**
 * The body of an application that has an OpenTelemetry SDK of its own: its spans and ours, nested both ways; then it prints
 * what it knows of its own. What it uses is the lane's, so it is given.
 */
export async function nestedApplication({ api, loupe, provider, exporter }) {
  const manager = api.context._getContextManager()
  const tracer = api.trace.getTracer('application')
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
  const managerIsTheirs = api.context._getContextManager() === manager
  console.log(JSON.stringify({ theirs, managerIsTheirs }))
}
