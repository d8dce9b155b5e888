import { GEN_AI, type Attributes, type SpanType } from '@loupe-ai/model'
import { plainText } from '../attribute-content.ts'
import type { Dialect } from '../dialect.ts'
import { OPERATIONS } from './gen-ai.ts'

/** LiveKit Agents (https://docs.livekit.io/agents/observability), and every span that names a model and nothing else. */
export const livekit: Dialect = {
  name: 'livekit',
  markers: ['lk', 'gen_ai'],
  type: (attributes) =>
    attributes[GEN_AI.requestModel] === undefined ? (typeByOperation(attributes) ?? typeByKey(attributes)) : 'LLM',
  inputs: ['lk.user_input', 'lk.user_transcript', 'lk.chat_ctx', 'lk.input_text'],
  outputs: ['lk.response.text', 'lk.response.function_calls'],
  messageFormat: (attributes) => (Object.keys(attributes).some((key) => key.startsWith('lk.')) ? 'livekit' : undefined),
}

/** In upper case, too, which the conventions do not know. */
function typeByOperation(attributes: Attributes): SpanType | undefined {
  const operation = plainText(attributes[GEN_AI.operationName])?.toLowerCase() ?? ''
  return Object.hasOwn(OPERATIONS, operation) ? OPERATIONS[operation] : undefined
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
