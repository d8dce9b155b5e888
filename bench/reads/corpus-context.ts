import type { HttpClient } from '../load/http-client.ts'
import { expectedCounts, type ExpectedCounts } from '../seed/expected-counts.ts'
import { blocks, experimentName, EXPERIMENTS, otelTraceId, type CorpusOptions } from '../seed/plan.ts'

/** What one must know of a corpus and of the server that holds it to ask for what is there. */
export interface CorpusContext {
  readonly corpus: CorpusOptions
  readonly expected: ExpectedCounts
  /** By experiment of the corpus; undefined where the server has none. */
  readonly experimentIds: readonly (string | undefined)[]
  /** Blocks are picked from here, so that larger experiments are asked more often. */
  readonly experimentOfBlock: readonly number[]
  /** Of 100 spans each, by OpenTelemetry's id. */
  readonly workflowTraces: readonly string[]
  readonly sessions: readonly { readonly experiment: number; readonly name: string }[]
  readonly users: readonly { readonly experiment: number; readonly name: string }[]
}

const MAX_SAMPLES = 5000

export async function corpusContext(client: HttpClient, corpus: CorpusOptions): Promise<CorpusContext> {
  const experimentIds: (string | undefined)[] = []
  for (let experiment = 0; experiment < EXPERIMENTS; experiment++) {
    experimentIds.push(await experimentIdOf(client, experimentName(experiment)))
  }
  const workflowTraces: string[] = []
  const experimentOfBlock: number[] = []
  const sessions: { experiment: number; name: string }[] = []
  const users: { experiment: number; name: string }[] = []
  for (const { index, experiment, conversations } of blocks(corpus)) {
    experimentOfBlock.push(experiment)
    conversations.forEach(({ shape, user }, number) => {
      if (shape === 'workflow') workflowTraces.push(otelTraceId(corpus.seed, index, number, 0))
      if (shape === 'chat' && number % 3 === 0) sessions.push({ experiment, name: `session-${index}-${number}` })
      if (user !== undefined && number === 0)
        users.push({ experiment, name: `user-${String(user + 1).padStart(5, '0')}` })
    })
  }
  return {
    corpus,
    expected: expectedCounts(corpus),
    experimentIds,
    experimentOfBlock,
    workflowTraces: spread(workflowTraces),
    sessions: spread(sessions),
    users: spread(users),
  }
}

/** Some of them, from all over. */
function spread<Item>(items: readonly Item[]): Item[] {
  const step = Math.max(1, Math.floor(items.length / MAX_SAMPLES))
  return items.filter((_, index) => index % step === 0)
}

async function experimentIdOf(client: HttpClient, name: string): Promise<string | undefined> {
  const path = `/api/2.0/mlflow/experiments/get-by-name?experiment_name=${encodeURIComponent(name)}`
  const answer = await client.send('GET', path)
  if (answer.status === 404) return undefined
  return (JSON.parse(answer.body.toString()) as { experiment: { experiment_id: string } }).experiment.experiment_id
}
