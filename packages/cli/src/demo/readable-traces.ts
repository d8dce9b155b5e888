import { createClient } from '@loupe-ai/contract/client'

/** The ids among `traceIds` that the server at `url` cannot give whole, each with its reason. */
export async function unreadableTraces(url: string, traceIds: readonly string[]): Promise<string[]> {
  const client = createClient({ baseUrl: url })
  const problems: string[] = []
  for (const trace_id of traceIds) {
    const outcome = await client.call('getTrace', { trace_id })
    if (!outcome.ok) problems.push(`${trace_id}: ${outcome.message}`)
    else if ((outcome.response.trace.spans ?? []).length === 0) problems.push(`${trace_id}: it has no spans`)
  }
  return problems
}
