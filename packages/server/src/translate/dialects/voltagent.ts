import type { Dialect } from '../dialect.ts'

const TYPES: ReadonlyMap<string, string> = new Map(
  Object.entries({ agent: 'AGENT', llm: 'LLM', tool: 'TOOL', memory: 'MEMORY' }),
)
/** `input` and `output` mean something only beside one of these. */
const SIGNS = ['span.type', 'entity.type', 'voltagent.operation_id', 'voltagent.conversation_id']

/** VoltAgent (https://voltagent.dev/docs/observability). */
export const voltAgent: Dialect = {
  name: 'voltagent',
  markers: ['span', 'entity', 'voltagent'],
  speaks: (attributes) => SIGNS.some((sign) => attributes[sign] !== undefined),
  type: ({ 'span.type': span, 'entity.type': entity }) =>
    [span, entity]
      .map((said) => (typeof said === 'string' ? TYPES.get(said) : undefined))
      .find((type) => type !== undefined),
  inputs: ['agent.messages', 'llm.messages', 'input'],
  outputs: ['output'],
  usage: {
    fields: {
      inputTokens: ['usage.prompt_tokens', 'llm.usage.prompt_tokens'],
      outputTokens: ['usage.completion_tokens', 'llm.usage.completion_tokens'],
      totalTokens: ['usage.total_tokens', 'llm.usage.total_tokens'],
      cacheReadInputTokens: 'usage.cached_tokens',
      reasoningTokens: 'usage.reasoning_tokens',
    },
  },
  model: ['llm.model', 'ai.model.name'],
  session: ['voltagent.conversation_id', 'conversation.id'],
  messageFormat: (attributes) =>
    attributes['voltagent.operation_id'] !== undefined || attributes['voltagent.conversation_id'] !== undefined
      ? 'voltagent'
      : undefined,
}
