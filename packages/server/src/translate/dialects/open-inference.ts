import type { Dialect } from '../dialect.ts'

/** https://github.com/Arize-ai/openinference/blob/main/spec/semantic_conventions.md */
export const openInference: Dialect = {
  name: 'open-inference',
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
  inputs: ['input.value'],
  outputs: ['output.value'],
  model: ['llm.model_name', 'embedding.model_name'],
  provider: ['llm.provider'],
  usage: {
    fields: {
      inputTokens: 'llm.token_count.prompt',
      outputTokens: 'llm.token_count.completion',
      totalTokens: 'llm.token_count.total',
    },
  },
}
