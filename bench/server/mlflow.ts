import { join } from 'node:path'
import type { HttpClient } from '../load/http-client.ts'
import { loupeResource } from '../load/send-chunks.ts'
import { experimentName, EXPERIMENTS } from '../seed/plan.ts'
import { mlflowReads, readableSpansOfMlflow } from './mlflow-reads.ts'
import type { Product } from './product.ts'
import { pythonEnvironment } from './python-environment.ts'

const environment = (): ReturnType<typeof pythonEnvironment> => pythonEnvironment('mlflow', 'mlflow==3.17.2')

export const mlflow: Product = {
  name: 'mlflow',
  command: 'mlflow server',
  prepare: async () => environment().version,
  programFor: async (_folder, port) => {
    const { bin } = environment()
    const env = { ...process.env, PATH: `${bin}:${process.env['PATH']}` }
    return { file: join(bin, 'mlflow'), args: ['server', '--host', '127.0.0.1', '--port', String(port)], env }
  },
  ping: async (client) => {
    const locations = [{ type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: '0' } }]
    await client.json('POST', '/api/3.0/mlflow/traces/search', { locations, max_results: 50 })
  },
  connect: async (client) => {
    const ids: string[] = []
    for (let experiment = 0; experiment < EXPERIMENTS; experiment++) {
      ids.push(await createExperiment(client, experimentName(experiment)))
    }
    return {
      resourceOf: loupeResource,
      headersOf: (experiment) => ({ 'x-mlflow-experiment-id': ids[experiment]! }),
      readableSpans: (_experiment, traceId) => readableSpansOfMlflow(client, traceId),
      reads: mlflowReads(
        client,
        async (experiment) => ids[experiment]!,
        (word) => `trace.text LIKE '%${word}%'`,
      ),
    }
  },
}

async function createExperiment(client: HttpClient, name: string): Promise<string> {
  const answer = await client.json('POST', '/api/2.0/mlflow/experiments/create', { name })
  return (answer as { experiment_id: string }).experiment_id
}
