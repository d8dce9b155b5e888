import type { Attributes, AttributeValue } from '@loupe-ai/model'
import { parseAttributeJson } from '@loupe-ai/wire'
import { plainText } from '../attribute-content.ts'
import type { Dialect, DialectSource, PayloadRule } from '../dialect.ts'

const OPERATION = 'ai.operationId'
const CHATS: readonly unknown[] = ['ai.generateText.doGenerate', 'ai.streamText.doStream']

/** The AI SDK by Vercel (https://ai-sdk.dev/docs/ai-sdk-core/telemetry). */
export const vercelAi: Dialect = {
  name: 'vercel-ai',
  markers: ['ai'],
  type: {
    key: OPERATION,
    values: {
      'ai.generateText': 'LLM',
      'ai.generateText.doGenerate': 'LLM',
      'ai.streamText': 'LLM',
      'ai.streamText.doStream': 'LLM',
      'ai.generateObject': 'LLM',
      'ai.generateObject.doGenerate': 'LLM',
      'ai.streamObject': 'LLM',
      'ai.streamObject.doStream': 'LLM',
      'ai.toolCall': 'TOOL',
      'ai.embed': 'EMBEDDING',
      'ai.embed.doEmbed': 'EMBEDDING',
      'ai.embedMany': 'EMBEDDING',
      'ai.embedMany.doEmbed': 'EMBEDDING',
      'ai.rerank': 'RERANKER',
      'ai.rerank.doRerank': 'RERANKER',
      'ai.generateImage': 'LLM',
      'ai.generateSpeech': 'LLM',
      'ai.transcribe': 'LLM',
      'ai.streamTranscribe': 'LLM',
    },
  },
  inputs: [gather('ai.prompt.'), 'ai.prompt', 'ai.toolCall.args', 'ai.value', 'ai.values'],
  outputs: [
    gather('ai.response.'),
    'ai.response.text',
    'ai.toolCall.result',
    'ai.response.object',
    'ai.embedding',
    'ai.embeddings',
  ],
  model: ['ai.response.model', 'ai.model.id'],
  provider: ['ai.model.provider'],
  usage: {
    fields: {
      inputTokens: ['ai.usage.inputTokens', 'ai.usage.promptTokens'],
      outputTokens: ['ai.usage.outputTokens', 'ai.usage.completionTokens'],
      totalTokens: 'ai.usage.totalTokens',
      cacheReadInputTokens: ['ai.usage.inputTokenDetails.cacheReadTokens', 'ai.usage.cachedInputTokens'],
      cacheCreationInputTokens: 'ai.usage.inputTokenDetails.cacheWriteTokens',
      reasoningTokens: ['ai.usage.outputTokenDetails.reasoningTokens', 'ai.usage.reasoningTokens'],
    },
  },
  session: ['ai.telemetry.metadata.sessionId'],
  user: ['ai.telemetry.metadata.userId'],
  metadataPrefix: 'ai.telemetry.metadata.',
  messageFormat: (attributes) => (isChat(attributes) ? 'vercel_ai' : undefined),
}

const isChat = (attributes: Attributes): boolean => CHATS.includes(plainText(attributes[OPERATION]))

/** Of a call of the model: all that stands below `prefix`, as one object. */
function gather(prefix: string): PayloadRule {
  return ({ attributes }: DialectSource) => {
    if (!isChat(attributes)) return undefined
    const found = Object.keys(attributes).filter((key) => key.startsWith(prefix))
    if (found.length === 0) return undefined
    return Object.fromEntries(found.map((key) => [key.slice(prefix.length), decoded(attributes[key]!)]))
  }
}

function decoded(value: AttributeValue): AttributeValue {
  if (Array.isArray(value)) return (value as readonly AttributeValue[]).map(decoded)
  if (typeof value !== 'string') return value
  try {
    return parseAttributeJson(value)
  } catch {
    return value
  }
}
