import type { Tracing } from '../../trace/live-span.ts'
import { createGeminiInstrumentation } from '../google-genai/index.ts'
import type { GeminiInstrumentation } from '../google-genai/index.ts'
import { clientOf, EVERY_COPY } from './genai-copies.ts'
import type { Genai } from './genai-copies.ts'
import { recordingTracing } from './recording-tracing.ts'
import type { RecordingTracing } from './recording-tracing.ts'
import { startScriptedGemini } from './scripted-gemini.ts'
import type { ScriptedGemini } from './scripted-gemini.ts'

export interface TracedWorld extends AsyncDisposable {
  readonly tracing: RecordingTracing
  readonly gemini: GeminiInstrumentation
  readonly server: ScriptedGemini
  readonly ai: InstanceType<Genai['GoogleGenAI']>
}

/**
 * The real SDK, its instrumentation (switched on before the client is made, unless told), spans recorded, a scripted server.
 * When it is disposed, every span must have ended, once, and before its parent.
 */
export async function tracedWorld(genai: Genai, { autolog = true }: { autolog?: boolean } = {}): Promise<TracedWorld> {
  const tracing = recordingTracing()
  const gemini = createGeminiInstrumentation(tracing satisfies Tracing)
  if (autolog) gemini.autolog(EVERY_COPY)
  const server = await startScriptedGemini()
  return {
    tracing,
    gemini,
    server,
    ai: clientOf(genai, server.url),
    async [Symbol.asyncDispose]() {
      gemini.autolog({ disable: true })
      await server[Symbol.asyncDispose]()
      tracing.assertEndedOnce()
    },
  }
}
