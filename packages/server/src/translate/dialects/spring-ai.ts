import type { Dialect } from '../dialect.ts'

/** Spring AI (https://docs.spring.io/spring-ai/reference/observability): GenAI conventions, contents in events. */
export const springAi: Dialect = {
  name: 'spring-ai',
  markers: [],
  eventInputs: ({ events }) => events.find(({ name }) => name === 'gen_ai.content.prompt')?.attributes['gen_ai.prompt'],
  eventOutputs: ({ events }) =>
    events.find(({ name }) => name === 'gen_ai.content.completion')?.attributes['gen_ai.completion'],
}
