import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { experimentName } from '../seed/plan.ts'
import type { HttpClient } from '../load/http-client.ts'
import { loupeResource } from '../load/send-chunks.ts'
import { mlflowReads, readableSpansOfMlflow } from './mlflow-reads.ts'
import type { Product } from './product.ts'

const LAUNCHER = fileURLToPath(new URL('../../packages/cli/bin/loupe.mjs', import.meta.url))
const MANIFEST = new URL('../../packages/cli/package.json', import.meta.url)

export const loupe: Product = {
  name: 'loupe',
  command: 'loupe server',
  prepare: async () => (JSON.parse(readFileSync(MANIFEST, 'utf8')) as { version: string }).version,
  programFor: async (_folder, port) => {
    // As from a shell: the launcher sets this itself.
    const { UV_THREADPOOL_SIZE: _, ...env } = process.env
    return { file: process.execPath, args: [LAUNCHER, 'server', '--port', String(port)], env }
  },
  ping: async (client) => void (await client.json('POST', '/api/3.0/mlflow/traces/search', search(['0']))),
  connect: async (client) => {
    const ids = new Map<number, string>()
    const idOf = async (experiment: number): Promise<string> => {
      const known = ids.get(experiment) ?? (await experimentIdOf(client, experimentName(experiment)))
      ids.set(experiment, known)
      return known
    }
    const hasWordSearch = await client
      .json('POST', '/api/3.0/mlflow/traces/search', search(['0'], "trace.text HAS 'word'"))
      .then(
        () => true,
        () => false,
      )
    return {
      resourceOf: loupeResource,
      headersOf: () => ({}),
      readableSpans: (_experiment, traceId) => readableSpansOfMlflow(client, traceId),
      reads: mlflowReads(client, idOf, (word) =>
        hasWordSearch ? `trace.text HAS '${word}'` : `trace.text LIKE '%${word}%'`,
      ),
    }
  },
}

const search = (experimentIds: readonly string[], filter = ''): unknown => ({
  locations: experimentIds.map((id) => ({ type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: id } })),
  max_results: 50,
  filter,
})

async function experimentIdOf(client: HttpClient, name: string): Promise<string> {
  const path = `/api/2.0/mlflow/experiments/get-by-name?experiment_name=${encodeURIComponent(name)}`
  return ((await client.json('GET', path)) as { experiment: { experiment_id: string } }).experiment.experiment_id
}
