import { GEN_AI } from '@loupe-ai/model'
import type { Dialect } from '../dialect.ts'

/** OpenTelemetry's semantic conventions for generative AI, https://opentelemetry.io/docs/specs/semconv/gen-ai/ */
export const genAi: Dialect = {
  name: 'gen-ai',
  type: {
    key: GEN_AI.operationName,
    values: {
      chat: 'CHAT_MODEL',
      create_agent: 'AGENT',
      embeddings: 'EMBEDDING',
      execute_tool: 'TOOL',
      generate_content: 'LLM',
      invoke_agent: 'AGENT',
      text_completion: 'LLM',
      response: 'LLM',
    },
    whenPresent: { key: GEN_AI.requestModel, type: 'LLM' },
  },
  inputs: [GEN_AI.inputMessages, GEN_AI.toolCallArguments],
  outputs: [GEN_AI.outputMessages, GEN_AI.toolCallResult],
  model: [GEN_AI.responseModel, GEN_AI.requestModel],
  provider: [GEN_AI.providerName],
  usage: {
    fields: {
      inputTokens: GEN_AI.inputTokens,
      outputTokens: GEN_AI.outputTokens,
      cacheReadInputTokens: GEN_AI.cacheReadInputTokens,
      reasoningTokens: GEN_AI.reasoningOutputTokens,
    },
  },
  session: [GEN_AI.conversationId],
}
