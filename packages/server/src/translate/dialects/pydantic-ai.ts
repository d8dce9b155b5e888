import type { Dialect } from '../dialect.ts'

/** Pydantic AI and Logfire (https://ai.pydantic.dev/logfire): GenAI conventions, and before them names of their own. */
export const pydanticAi: Dialect = {
  name: 'pydantic-ai',
  inputs: [
    'pydantic_ai.all_messages',
    'all_messages_events',
    ({ attributes }) => (attributes['logfire.msg'] === undefined ? undefined : attributes['request_data']),
    ({ attributes }) => (attributes['gen_ai.tool.name'] === undefined ? undefined : attributes['tool_arguments']),
    // The events of one request, gathered in an attribute.
    ({ attributes }) => (attributes['model_request_parameters'] === undefined ? undefined : attributes['events']),
  ],
  outputs: [
    ({ attributes }) => (attributes['agent_name'] === undefined ? undefined : attributes['final_result']),
    ({ attributes }) => (attributes['logfire.msg'] === undefined ? undefined : attributes['response_data']),
    ({ attributes }) => (attributes['gen_ai.tool.name'] === undefined ? undefined : attributes['tool_response']),
  ],
  model: ['model_name'],
}
