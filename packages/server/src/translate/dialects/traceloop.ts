import type { Dialect } from '../dialect.ts'
import { numberedMessages } from './numbered-messages.ts'

/** OpenLLMetry by Traceloop (https://github.com/traceloop/openllmetry), and GenAI conventions before v1.27. */
export const traceloop: Dialect = {
  name: 'traceloop',
  type: {
    key: 'traceloop.span.kind',
    values: { workflow: 'WORKFLOW', task: 'TASK', agent: 'AGENT', tool: 'TOOL', unknown: 'UNKNOWN' },
  },
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
    },
  },
  session: ['traceloop.association.properties.session_id'],
  user: ['traceloop.association.properties.user_id'],
}
