import type { Dialect } from '../dialect.ts'

/** Langfuse (https://langfuse.com/integrations/native/opentelemetry). */
export const langfuse: Dialect = {
  name: 'langfuse',
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
    },
  },
  session: ['langfuse.session.id'],
  user: ['langfuse.user.id'],
}
