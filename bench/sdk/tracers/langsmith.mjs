import { Client } from 'langsmith'
import { wrapGemini } from 'langsmith/wrappers/gemini'

export function setUp(url) {
  process.env.LANGSMITH_TRACING = 'true'
  const client = new Client({ apiUrl: url, apiKey: 'bench' })
  return { traced: (ai) => wrapGemini(ai, { client }), flush: () => client.awaitPendingTraceBatches() }
}
