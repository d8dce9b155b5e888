import { createRequire } from 'node:module'
import * as traceloop from '@traceloop/node-server-sdk'

traceloop.initialize({
  appName: 'shop',
  baseUrl: process.env.OTEL_EXPORTER_OTLP_ENDPOINT,
  apiKey: 'none',
  disableBatch: true,
  silenceInitializationMessage: true,
  traceloopSyncEnabled: false,
})

// Its instrumentation patches what is required from now on; an ES module is out of its reach.
const { GoogleGenAI } = createRequire(import.meta.url)('@google/genai')
const ai = new GoogleGenAI({ httpOptions: { baseUrl: process.env.GOOGLE_GEMINI_BASE_URL } })
await traceloop.withAssociationProperties({ session_id: 's-1', user_id: 'u-1' }, () =>
  traceloop.withWorkflow(
    { name: 'answer' },
    async (question) => {
      await traceloop.withTool({ name: 'multiply' }, (a, b) => a * b, 57, 44)
      const answer = await ai.models.generateContent({
        model: 'gemini-2.5-flash',
        contents: question,
        config: { systemInstruction: 'Be short.', temperature: 0.2 },
      })
      return answer.text
    },
    'What is 57 + 44?',
  ),
)
await traceloop.forceFlush()
