import type { HttpClient } from '../load/http-client.ts'
import { experimentName, EXPERIMENTS } from '../seed/plan.ts'
import type { CorpusContext } from './corpus-context.ts'

const PAGE = 500

/** Counts what searches find, to the last page, and compares it with what the corpus holds; gives a line for each. */
export async function checkCounts(
  client: HttpClient,
  { expected, experimentIds }: CorpusContext,
  print: (line: string) => void,
): Promise<boolean> {
  const everything = experimentIds.filter((id) => id !== undefined)
  const largest =
    experimentIds[
      Array.from({ length: EXPERIMENTS }, (_, index) => experimentName(index)).indexOf(expected.largestExperiment)
    ]!
  const checks: readonly (readonly [string, readonly string[], string, number])[] = [
    ['failed', everything, "status = 'ERROR'", expected.failedTraces],
    ['verdicts', everything, 'feedback.correct IS NOT NULL', expected.verdicts],
    ['frequent user', everything, `user = '${expected.frequentUser.name}'`, expected.frequentUser.traces],
    [
      'frequent customer',
      everything,
      `tag.customer = '${expected.frequentCustomer.name}'`,
      expected.frequentCustomer.traces,
    ],
    ...Object.entries(expected.tracesOfEnvironment).map(
      ([name, count]) => [name, everything, `tag.environment = '${name}'`, count] as const,
    ),
    ...expected.markers.flatMap(({ text, saidIn, containedIn, saidInLargest, containedInLargest }) => [
      [`${text}, said`, everything, `text HAS '${text}'`, saidIn] as const,
      [`${text}, said in one experiment`, [largest], `text HAS '${text}'`, saidInLargest] as const,
      [`${text}, contained`, everything, `text LIKE '%${text}%'`, containedIn] as const,
      [`${text}, contained in one experiment`, [largest], `text LIKE '%${text}%'`, containedInLargest] as const,
    ]),
  ]
  let isRight = true
  for (const [name, ids, filter, count] of checks) {
    const found = await countTraces(client, ids, filter)
    if (found !== count) isRight = false
    print(`${name}: ${found}${found === count ? '' : `, NOT ${count}`}`)
  }
  return isRight
}

async function countTraces(
  client: HttpClient,
  experimentIds: readonly string[],
  filter: string,
): Promise<number | string> {
  const locations = experimentIds.map((id) => ({ type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: id } }))
  const ids = new Set<string>()
  let pageToken: string | undefined
  do {
    const body = { locations, filter, max_results: PAGE, ...(pageToken !== undefined && { page_token: pageToken }) }
    const answer = await client.send('POST', '/api/3.0/mlflow/traces/search', [Buffer.from(JSON.stringify(body))], {
      'content-type': 'application/json',
    })
    if (answer.status !== 200) return `${answer.status} ${answer.body.toString().slice(0, 150)}`
    const { traces = [], next_page_token } = JSON.parse(answer.body.toString()) as {
      traces?: { trace_id: string }[]
      next_page_token?: string
    }
    for (const { trace_id } of traces) {
      if (ids.has(trace_id)) return `${trace_id} twice`
      ids.add(trace_id)
    }
    pageToken = next_page_token
  } while (pageToken !== undefined)
  return ids.size
}
