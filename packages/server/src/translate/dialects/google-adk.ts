import type { Dialect } from '../dialect.ts'

/** Google's Agent Development Kit (https://google.github.io/adk-docs): GenAI conventions, contents under names of its own. */
export const googleAdk: Dialect = {
  name: 'google-adk',
  markers: ['gcp'],
  inputs: ['gcp.vertex.agent.llm_request', 'gcp.vertex.agent.tool_call_args'],
  outputs: ['gcp.vertex.agent.llm_response', 'gcp.vertex.agent.tool_response'],
  session: ['gcp.vertex.agent.session_id'],
}
