import { plainText } from '../attribute-content.ts'
import type { Dialect } from '../dialect.ts'

/** Langfuse (https://langfuse.com/integrations/native/opentelemetry). */
export const langfuse: Dialect = {
  name: 'langfuse',
  markers: ['langfuse'],
  type: {
    key: 'langfuse.observation.type',
    values: {
      generation: 'LLM',
      embedding: 'EMBEDDING',
      tool: 'TOOL',
      retriever: 'RETRIEVER',
      agent: 'AGENT',
      chain: 'CHAIN',
      evaluator: 'EVALUATOR',
      guardrail: 'GUARDRAIL',
      span: 'UNKNOWN',
    },
  },
  inputs: ['langfuse.observation.input', 'langfuse.trace.input'],
  outputs: ['langfuse.observation.output', 'langfuse.trace.output'],
  model: ['langfuse.observation.model.name'],
  usage: {
    object: 'langfuse.observation.usage_details',
    fields: {
      inputTokens: ['input', 'promptTokens'],
      outputTokens: ['output', 'completionTokens'],
      totalTokens: ['total', 'totalTokens'],
      cacheReadInputTokens: ['cache_read_input_tokens', 'input_cached_tokens', 'input_cache_read'],
      cacheCreationInputTokens: ['cache_creation_input_tokens', 'input_cache_creation'],
      reasoningTokens: ['output_reasoning_tokens', 'output_reasoning'],
    },
  },
  session: ['langfuse.session.id'],
  user: ['langfuse.user.id'],
  metadataPrefix: 'langfuse.trace.metadata.',
  failure: ({ 'langfuse.observation.level': level, 'langfuse.observation.status_message': message }) =>
    level === 'ERROR' ? (plainText(message) ?? '') : undefined,
}
