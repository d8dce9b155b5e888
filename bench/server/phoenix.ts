import { join } from 'node:path'
import type { HttpClient } from '../load/http-client.ts'
import { loupeResource } from '../load/send-chunks.ts'
import { experimentName } from '../seed/plan.ts'
import { freePort } from './free-port.ts'
import type { Product } from './product.ts'
import { pythonEnvironment } from './python-environment.ts'

const environment = (): ReturnType<typeof pythonEnvironment> => pythonEnvironment('phoenix', 'arize-phoenix==20.26.0')

const PAGE = 50
const TEXT_SEARCH = `query($id: ID!, $condition: String!) {
  node(id: $id) { ... on Project { spans(first: ${PAGE}, filterCondition: $condition) {
    edges { node { name spanId startTime statusCode trace { traceId } } } } } } }`

export const phoenix: Product = {
  name: 'phoenix',
  command: 'phoenix serve',
  prepare: async () => environment().version,
  programFor: async (folder, port) => ({
    file: join(environment().bin, 'phoenix'),
    args: ['serve'],
    env: {
      ...process.env,
      PHOENIX_WORKING_DIR: folder,
      PHOENIX_HOST: '127.0.0.1',
      PHOENIX_PORT: String(port),
      PHOENIX_GRPC_PORT: String(await freePort()),
    },
  }),
  ping: async (client) => void (await client.json('GET', `/v1/projects/default/traces?limit=${PAGE}`)),
  connect: async (client) => {
    const projectIds = new Map<number, string>()
    const projectIdOf = async (experiment: number): Promise<string> => {
      const known = projectIds.get(experiment) ?? (await projectId(client, experimentName(experiment)))
      projectIds.set(experiment, known)
      return known
    }
    const traces = async (experiment: number, query: string): Promise<number> =>
      countOf(await client.json('GET', `/v1/projects/${experimentName(experiment)}/traces?limit=${PAGE}${query}`))
    const spansOf = async (experiment: number, traceId: string): Promise<number> => {
      const path = `/v1/projects/${experimentName(experiment)}/spans?limit=1000&trace_id=${traceId}`
      const answer = await client.send('GET', path)
      if (answer.status === 404) return 0
      if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`)
      return countOf(JSON.parse(answer.body.toString()))
    }
    return {
      resourceOf: (experiment) => ({
        ...loupeResource(experiment),
        'openinference.project.name': experimentName(experiment),
      }),
      headersOf: () => ({}),
      readableSpans: spansOf,
      reads: {
        list: ({ experiment }) => traces(experiment, ''),
        filter: ({ experiment }) => traces(experiment, `&filter=${encodeURIComponent('error_count > 0')}`),
        open: ({ experiment, traceId }) => spansOf(experiment, traceId),
        text: async ({ experiment, word }) => {
          const condition = `'${word}' in mlflow.spanInputs or '${word}' in mlflow.spanOutputs`
          const variables = { id: await projectIdOf(experiment), condition }
          const answer = (await client.json('POST', '/graphql', { query: TEXT_SEARCH, variables })) as SpansAnswer
          if (answer.data === null) throw new Error(JSON.stringify(answer))
          return answer.data.node.spans.edges.length
        },
      },
    }
  },
}

interface SpansAnswer {
  readonly data: { readonly node: { readonly spans: { readonly edges: readonly unknown[] } } } | null
}

const countOf = (answer: unknown): number => (answer as { data: readonly unknown[] }).data.length

async function projectId(client: HttpClient, name: string): Promise<string> {
  return ((await client.json('GET', `/v1/projects/${name}`)) as { data: { id: string } }).data.id
}
