import { createGoogleGenerativeAI } from '@ai-sdk/google'
import { LegacyOpenTelemetry, OpenTelemetry } from '@ai-sdk/otel'
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import { embed, generateText, registerTelemetry, stepCountIs, streamText, tool } from 'ai'
import { z } from 'zod'

const provider = new NodeTracerProvider({ spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())] })
provider.register()
registerTelemetry(process.argv[2] === 'legacy' ? new LegacyOpenTelemetry() : new OpenTelemetry())

const google = createGoogleGenerativeAI({
  apiKey: 'emulator',
  baseURL: `${process.env.GOOGLE_GEMINI_BASE_URL}/v1beta`,
})
const telemetry = { isEnabled: true, functionId: 'shop' }
const tracer = provider.getTracer('application')

await tracer.startActiveSpan('application', async (span) => {
  span.setAttributes({ 'session.id': 's-1', 'user.id': 'u-1' })
  await generateText({
    model: google('gemini-2.5-flash'),
    system: 'Be short.',
    prompt: 'I have 57 cats, each owns 44 mittens, how many mittens is that in total?',
    temperature: 0.2,
    stopWhen: stepCountIs(5),
    tools: {
      multiply: tool({
        description: 'Multiplies two numbers.',
        inputSchema: z.object({ a: z.number(), b: z.number() }),
        execute: async ({ a, b }) => a * b,
      }),
    },
    experimental_telemetry: telemetry,
    telemetry,
  })
  const stream = streamText({
    model: google('gemini-2.5-flash'),
    prompt: 'The opposite of hot is',
    experimental_telemetry: telemetry,
    telemetry,
  })
  for await (const _ of stream.textStream);
  await embed({
    model: google.embedding('gemini-embedding-001'),
    value: 'a text',
    experimental_telemetry: telemetry,
    telemetry,
  })
  span.end()
})
await provider.shutdown()
