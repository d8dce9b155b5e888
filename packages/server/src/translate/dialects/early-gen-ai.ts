import type { Dialect } from '../dialect.ts'
import { numberedMessages } from './numbered-messages.ts'

/** GenAI conventions before v1.27, which OpenLLMetry began and many still send. */
export const earlyGenAi: Dialect = {
  name: 'early-gen-ai',
  markers: ['gen_ai', 'llm'],
  type: {
    key: 'llm.request.type',
    values: { chat: 'CHAT_MODEL', completion: 'LLM', embedding: 'EMBEDDING', rerank: 'RERANKER' },
  },
  inputs: [({ attributes }) => numberedMessages(attributes, 'gen_ai.prompt'), 'gen_ai.prompt'],
  outputs: [({ attributes }) => numberedMessages(attributes, 'gen_ai.completion'), 'gen_ai.completion'],
  provider: ['gen_ai.system'],
  usage: {
    fields: {
      inputTokens: 'gen_ai.usage.prompt_tokens',
      outputTokens: 'gen_ai.usage.completion_tokens',
      totalTokens: ['llm.usage.total_tokens', 'gen_ai.usage.total_tokens'],
      cacheReadInputTokens: 'gen_ai.usage.cache_read_input_tokens',
      cacheCreationInputTokens: 'gen_ai.usage.cache_creation_input_tokens',
      reasoningTokens: ['gen_ai.usage.reasoning_tokens', 'llm.usage.reasoning_tokens'],
    },
  },
}
