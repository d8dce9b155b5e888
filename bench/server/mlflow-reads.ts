import type { HttpClient } from '../load/http-client.ts'
import type { ProductClient } from './product.ts'

const PAGE = 50

/** What a user of MLflow's REST API asks (mlflow-wire.md §3.2), for the servers that speak it. */
export function mlflowReads(
  client: HttpClient,
  idOf: (experiment: number) => Promise<string>,
  textFilter: (word: string) => string,
): ProductClient['reads'] {
  const search = async (experiment: number, filter: string): Promise<number> => {
    const answer = (await client.json('POST', '/api/3.0/mlflow/traces/search', {
      locations: [{ type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: await idOf(experiment) } }],
      max_results: PAGE,
      filter,
      order_by: ['timestamp DESC'],
    })) as { traces?: readonly unknown[] }
    return answer.traces?.length ?? 0
  }
  return {
    list: ({ experiment }) => search(experiment, ''),
    filter: ({ experiment }) => search(experiment, "status = 'ERROR'"),
    open: ({ traceId }) => readableSpansOfMlflow(client, traceId),
    text: ({ experiment, word }) => search(experiment, textFilter(word)),
  }
}

export async function readableSpansOfMlflow(client: HttpClient, traceId: string): Promise<number> {
  const answer = await client.send('GET', `/api/3.0/mlflow/traces/get?trace_id=tr-${traceId}&allow_partial=true`)
  if (answer.status === 404) return 0
  if (answer.status !== 200) throw new Error(`traces/get: ${answer.status} ${answer.body.toString().slice(0, 300)}`)
  const { trace } = JSON.parse(answer.body.toString()) as { trace: { spans?: readonly unknown[] } }
  return trace.spans?.length ?? 0
}
