import type { Dialect } from '../dialect.ts'

const TYPES = { agent: 'AGENT', llm: 'LLM', tool: 'TOOL', memory: 'MEMORY' } as const
/** `input` and `output` mean something only beside one of these. */
const SIGNS = ['span.type', 'entity.type', 'voltagent.operation_id', 'voltagent.conversation_id']

/** VoltAgent (https://voltagent.dev/docs/observability). */
export const voltAgent: Dialect = {
  name: 'voltagent',
  speaks: (attributes) => SIGNS.some((sign) => attributes[sign] !== undefined),
  type: ({ 'span.type': span, 'entity.type': entity }) =>
    [span, entity].map((said) => TYPES[said as keyof typeof TYPES]).find((type) => type !== undefined),
  inputs: ['agent.messages', 'llm.messages', 'input'],
  outputs: ['output'],
  usage: {
    fields: {
      inputTokens: ['usage.prompt_tokens', 'llm.usage.prompt_tokens'],
      outputTokens: ['usage.completion_tokens', 'llm.usage.completion_tokens'],
      totalTokens: ['usage.total_tokens', 'llm.usage.total_tokens'],
    },
  },
  model: ['llm.model', 'ai.model.name'],
  session: ['voltagent.conversation_id', 'conversation.id'],
}
