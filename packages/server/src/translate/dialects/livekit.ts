import { GEN_AI, type Attributes, type SpanType } from '@loupe-ai/model'
import type { Dialect } from '../dialect.ts'

/** LiveKit Agents (https://docs.livekit.io/agents/observability), and every span that names a model and nothing else. */
export const livekit: Dialect = {
  name: 'livekit',
  type: (attributes) => (attributes[GEN_AI.requestModel] === undefined ? typeByKey(attributes) : 'LLM'),
  inputs: ['lk.user_input', 'lk.user_transcript', 'lk.chat_ctx', 'lk.input_text'],
  outputs: ['lk.response.text', 'lk.response.function_calls'],
}

/** The first attribute that tells. */
function typeByKey(attributes: Attributes): SpanType | undefined {
  for (const key of Object.keys(attributes)) {
    if (key === 'lk.retry_count') return 'LLM'
    if (key.startsWith('lk.function_tool')) return 'TOOL'
    if (key === 'lk.agent_name' || key === 'lk.instructions' || key === 'lk.generation_id') return 'AGENT'
    if (/^lk\.(tts|input_text$|user_transcript$|transcript_confidence$|transcription_delay$)/.test(key))
      return 'UNKNOWN'
  }
  return undefined
}
