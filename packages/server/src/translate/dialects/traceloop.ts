import type { Dialect } from '../dialect.ts'

/** OpenLLMetry by Traceloop (https://github.com/traceloop/openllmetry): its workflows; its calls are GenAI's, early or newer. */
export const traceloop: Dialect = {
  name: 'traceloop',
  markers: ['traceloop'],
  type: {
    key: 'traceloop.span.kind',
    values: { workflow: 'WORKFLOW', task: 'TASK', agent: 'AGENT', tool: 'TOOL', unknown: 'UNKNOWN' },
  },
  inputs: ['traceloop.entity.input'],
  outputs: ['traceloop.entity.output'],
  session: ['traceloop.association.properties.session_id'],
  user: ['traceloop.association.properties.user_id'],
  metadataPrefix: 'traceloop.association.properties.',
}
