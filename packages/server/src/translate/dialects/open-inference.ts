import type { Dialect } from '../dialect.ts'
import { numberedMessages } from './numbered-messages.ts'

/** https://github.com/Arize-ai/openinference/blob/main/spec/semantic_conventions.md */
export const openInference: Dialect = {
  name: 'open-inference',
  markers: ['openinference', 'input', 'output', 'llm', 'embedding'],
  type: {
    key: 'openinference.span.kind',
    values: {
      TOOL: 'TOOL',
      CHAIN: 'CHAIN',
      LLM: 'LLM',
      RETRIEVER: 'RETRIEVER',
      EMBEDDING: 'EMBEDDING',
      AGENT: 'AGENT',
      RERANKER: 'RERANKER',
      UNKNOWN: 'UNKNOWN',
      GUARDRAIL: 'GUARDRAIL',
      EVALUATOR: 'EVALUATOR',
    },
  },
  inputs: ['input.value', ({ attributes }) => numberedMessages(attributes, 'llm.input_messages', 'message.')],
  outputs: ['output.value', ({ attributes }) => numberedMessages(attributes, 'llm.output_messages', 'message.')],
  model: ['llm.model_name', 'embedding.model_name'],
  provider: ['llm.provider'],
  usage: {
    fields: {
      inputTokens: 'llm.token_count.prompt',
      outputTokens: 'llm.token_count.completion',
      totalTokens: 'llm.token_count.total',
      cacheReadInputTokens: 'llm.token_count.prompt_details.cache_read',
      cacheCreationInputTokens: 'llm.token_count.prompt_details.cache_write',
      reasoningTokens: 'llm.token_count.completion_details.reasoning',
    },
  },
}
