import type { Dialect } from '../dialect.ts'
import { numberedMessages } from './numbered-messages.ts'

const KINDS: ReadonlyMap<string, string> = new Map(
  Object.entries({ workflow: 'WORKFLOW', task: 'TASK', agent: 'AGENT', tool: 'TOOL' }),
)
/** Of calls, before they had an operation's name. */
const REQUESTS: ReadonlyMap<string, string> = new Map(
  Object.entries({ chat: 'CHAT_MODEL', completion: 'LLM', embedding: 'EMBEDDING', rerank: 'RERANKER' }),
)

/** OpenLLMetry by Traceloop (https://github.com/traceloop/openllmetry), and GenAI conventions before v1.27. */
export const traceloop: Dialect = {
  name: 'traceloop',
  markers: ['traceloop', 'gen_ai', 'llm'],
  type: ({ 'traceloop.span.kind': kind, 'llm.request.type': request }) =>
    (typeof kind === 'string' ? KINDS.get(kind) : undefined) ??
    (typeof request === 'string' ? REQUESTS.get(request) : undefined),
  inputs: [
    'traceloop.entity.input',
    ({ attributes }) => numberedMessages(attributes, 'gen_ai.prompt'),
    'gen_ai.prompt',
  ],
  outputs: [
    'traceloop.entity.output',
    ({ attributes }) => numberedMessages(attributes, 'gen_ai.completion'),
    'gen_ai.completion',
  ],
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
  session: ['traceloop.association.properties.session_id'],
  user: ['traceloop.association.properties.user_id'],
  metadataPrefix: 'traceloop.association.properties.',
}
