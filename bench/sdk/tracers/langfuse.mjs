import { LangfuseSpanProcessor } from '@langfuse/otel'
import { startActiveObservation } from '@langfuse/tracing'
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node'

/** Langfuse has nothing for Gemini: what its documentation says to write by hand around a call, and no more. */
export function setUp(url) {
  const processor = new LangfuseSpanProcessor({ publicKey: 'pk', secretKey: 'sk', baseUrl: url })
  new NodeTracerProvider({ spanProcessors: [processor] }).register()
  const byHand = (ai) => ({
    models: {
      generateContent: (params) =>
        startActiveObservation(
          'generateContent',
          async (generation) => {
            generation.update({ input: params.contents, model: params.model })
            const response = await ai.models.generateContent(params)
            generation.update({ output: response.candidates, usageDetails: { ...response.usageMetadata } })
            return response
          },
          { asType: 'generation' },
        ),
      generateContentStream: (params) => ai.models.generateContentStream(params),
    },
  })
  return { traced: byHand, flush: () => processor.forceFlush() }
}
