import { LangfuseSpanProcessor } from '@langfuse/otel'
import {
  propagateAttributes,
  setLangfuseTracerProvider,
  startActiveObservation,
  startObservation,
} from '@langfuse/tracing'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node'

const exporter = new OTLPTraceExporter()
const provider = new NodeTracerProvider({ spanProcessors: [new LangfuseSpanProcessor({ exporter })] })
provider.register()
setLangfuseTracerProvider(provider)

await startActiveObservation('answer', async (root) => {
  root.update({ input: { question: 'What is 57 times 44?' } })
  await propagateAttributes(
    { sessionId: 's-1', userId: 'u-1', tags: ['prod'], metadata: { build: '7' }, traceName: 'the answer' },
    async () => {
      const call = startObservation(
        'gemini',
        {
          model: 'gemini-2.5-flash',
          input: [{ role: 'user', content: 'What is 57 times 44?' }],
          modelParameters: { temperature: 0.2 },
        },
        { asType: 'generation' },
      )
      const tool = call.startObservation('multiply', { input: { a: 57, b: 44 } }, { asType: 'tool' })
      tool.update({ output: 2508 }).end()
      call
        .update({
          output: { role: 'assistant', content: '2508' },
          usageDetails: { input: 20, output: 4, total: 24 },
          costDetails: { input: 0.01, output: 0.02, total: 0.03 },
        })
        .end()
      startObservation('search', { input: 'cats', output: ['a cat'] }, { asType: 'retriever' }).end()
      startObservation('odd', { level: 'ERROR', statusMessage: 'no such thing' }, { asType: 'guardrail' }).end()
    },
  )
  root.update({ output: '2508' })
})
await provider.forceFlush()
await provider.shutdown()
