import type { Dialect } from '../dialect.ts'

/** Laminar (https://docs.lmnr.ai). */
export const laminar: Dialect = {
  name: 'laminar',
  markers: ['lmnr'],
  type: {
    key: 'lmnr.span.type',
    values: {
      LLM: 'LLM',
      CACHED: 'LLM',
      TOOL: 'TOOL',
      DEFAULT: 'CHAIN',
      PIPELINE: 'CHAIN',
      EXECUTOR: 'AGENT',
      EVALUATOR: 'EVALUATOR',
      HUMAN_EVALUATOR: 'EVALUATOR',
      EVALUATION: 'EVALUATOR',
    },
  },
  inputs: ['lmnr.span.input'],
  outputs: ['lmnr.span.output'],
  messageFormat: (attributes) => (attributes['lmnr.span.type'] === undefined ? undefined : 'openai'),
  session: ['lmnr.association.properties.session_id'],
  user: ['lmnr.association.properties.user_id'],
  metadataPrefix: 'lmnr.association.properties.metadata.',
}
