import { readTraceRequest, type OtlpTraceRequest } from '@loupe-ai/wire'
import { startReceiver, type Answer, type ReceivedRequest } from '../../../testing/start-receiver.ts'

export const TOKEN = 'dapi-a-personal-token'
export const CLIENT_ID = 'the-client'
export const CLIENT_SECRET = 'the-client-secret'

type StorageKind = 'AWS_PRESIGNED_URL' | 'GCP_SIGNED_URL' | 'AZURE_SAS_URI' | 'AZURE_ADLS_GEN2_SAS_URI'

export interface WorkspaceOptions {
  readonly storage?: StorageKind
  /** Of every experiment. */
  readonly experimentTags?: Readonly<Record<string, string>>
  /** Of tokens of the service principal. */
  readonly tokenSeconds?: number
  /** Wins over the emulation's own answer. */
  readonly answer?: (request: ReceivedRequest) => Answer | undefined
}

export interface EmulatedWorkspace extends AsyncDisposable {
  readonly host: string
  /** `METHOD path` of every request, in order. */
  readonly told: readonly string[]
  /** What was wrong with requests: shape, authorization, headers. Empty when all was right. */
  readonly faults: readonly string[]
  /** Files in the cloud storage, by their path. */
  readonly files: ReadonlyMap<string, string>
  readonly infos: readonly Readonly<Record<string, unknown>>[]
  readonly spans: readonly OtlpTraceRequest[]
  /** Tokens that were given to the service principal. */
  readonly tokens: readonly string[]
  /** No token given so far is good any more. */
  revokeTokens(): void
}

const SIGNATURE = 'sig=very-secret'
const json = (status: number, body: object): Answer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

/** The endpoints of a Databricks workspace that tracing needs, and its cloud storage; checks what it is asked (mlflow-wire.md §1.7). */
export async function startWorkspace({
  storage = 'AWS_PRESIGNED_URL',
  experimentTags = {},
  tokenSeconds = 3600,
  answer = () => undefined,
}: WorkspaceOptions = {}): Promise<EmulatedWorkspace> {
  const told: string[] = []
  const faults: string[] = []
  const files = new Map<string, string>()
  const infos: Record<string, unknown>[] = []
  const spans: OtlpTraceRequest[] = []
  const tokens: string[] = []
  const good = new Set([`Bearer ${TOKEN}`])
  const experiments = new Map<string, string>()
  const check = (isRight: boolean, fault: string): void => void (isRight || faults.push(fault))

  const experimentJson = (name: string): Answer =>
    json(200, {
      experiment: {
        experiment_id: experiments.get(name),
        name,
        lifecycle_stage: 'active',
        tags: Object.entries(experimentTags).map(([key, value]) => ({ key, value })),
      },
    })

  function giveToken({ headers, body }: ReceivedRequest): Answer {
    check(headers.authorization === `Basic ${btoa(`${CLIENT_ID}:${CLIENT_SECRET}`)}`, 'the client is not authorized')
    check(body.toString() === 'grant_type=client_credentials&scope=all-apis', 'the grant is another')
    const token = `oauth-${tokens.length + 1}`
    tokens.push(token)
    good.add(`Bearer ${token}`)
    return json(200, { access_token: token, token_type: 'Bearer', expires_in: tokenSeconds })
  }

  function store({ method, headers, body }: ReceivedRequest, url: URL): Answer {
    check(headers.authorization === undefined, 'the workspace token went to the storage')
    check(url.search.includes(SIGNATURE), 'the signature was changed')
    check(headers['x-signed'] === 'as-told', 'a header of the signed address is missing')
    if (storage === 'AZURE_SAS_URI') check(headers['x-ms-blob-type'] === 'BlockBlob', 'no blob type')
    const isAdls = storage === 'AZURE_ADLS_GEN2_SAS_URI'
    check(method === 'PUT' || (isAdls && method === 'PATCH'), `${method} to the storage`)
    if (isAdls && method === 'PUT')
      check(url.searchParams.get('resource') === 'file' && body.length === 0, 'not made first')
    if (isAdls && method === 'PATCH')
      check(url.searchParams.get('action') === 'append' && url.searchParams.get('flush') === 'true', 'not flushed')
    files.set(url.pathname.slice('/storage/'.length), body.toString())
    return { status: 201 }
  }

  function credentials(traceId: string, url: URL): Answer {
    const path = url.searchParams.get('path') ?? 'traces.json'
    const signed_uri = `${receiver.url}/storage/${traceId}/${path}?${SIGNATURE}`
    return json(200, {
      credential_info: { type: storage, signed_uri, headers: [{ name: 'x-signed', value: 'as-told' }] },
    })
  }

  function answerApi(request: ReceivedRequest, url: URL): Answer {
    const { method, headers, body } = request
    if (!good.has(headers.authorization ?? ''))
      return json(401, { error_code: 'UNAUTHENTICATED', message: 'bad token' })
    const sent = (): Record<string, unknown> => {
      check(headers['content-type'] === 'application/json', `${url.pathname} without a JSON content type`)
      return JSON.parse(body.toString()) as Record<string, unknown>
    }
    const name = url.searchParams.get('experiment_name') ?? ''
    const [, traceId] = /^\/api\/2\.0\/mlflow\/traces\/([^/]+)\/credentials-for-data-upload$/.exec(url.pathname) ?? []
    if (traceId !== undefined && method === 'GET') return credentials(traceId, url)
    switch (`${method} ${url.pathname}`) {
      case 'GET /api/2.0/preview/scim/v2/Me':
        return json(200, { userName: 'ann@example.com' })
      case 'GET /api/2.0/mlflow/experiments/get-by-name':
        check(name.startsWith('/'), 'a relative experiment name')
        return experiments.has(name)
          ? experimentJson(name)
          : json(404, { error_code: 'RESOURCE_DOES_NOT_EXIST', message: `Node ID ${name} does not exist.` })
      case 'POST /api/2.0/mlflow/experiments/create': {
        const id = String(1_234_567_890_123_456n + BigInt(experiments.size))
        experiments.set(String(sent()['name']), id)
        return json(200, { experiment_id: id })
      }
      case 'POST /api/3.0/mlflow/traces': {
        const info = (sent()['trace'] as { trace_info: Record<string, unknown> }).trace_info
        infos.push(info)
        return json(200, { trace: { trace_info: { ...info, tags: { 'mlflow.artifactLocation': 'dbfs:/x' } } } })
      }
      case 'POST /api/2.0/otel/v1/traces': {
        check(headers['content-type'] === 'application/x-protobuf', 'spans that are no protobuf')
        check(/^\w+\.\w+\.\w+$/.test(String(headers['x-databricks-uc-table-name'])), 'no table name')
        const decoded = readTraceRequest(new Uint8Array(body))
        check(decoded.ok, 'spans that cannot be read')
        if (decoded.ok) spans.push(decoded.value)
        return { status: 200 }
      }
    }
    if (method === 'POST' && /^\/api\/4\.0\/mlflow\/traces\/[\w.]+\/[0-9a-f]{32}\/info$/.test(url.pathname)) {
      infos.push(sent())
      return json(200, infos.at(-1)!)
    }
    faults.push(`${method} ${url.pathname} does not exist`)
    return json(404, { error_code: 'ENDPOINT_NOT_FOUND', message: 'no such endpoint' })
  }

  const receiver = await startReceiver({
    answer(request) {
      const url = new URL(request.url, 'http://workspace')
      told.push(`${request.method} ${url.pathname}`)
      const given = answer(request)
      if (given !== undefined) return given
      if (url.pathname === '/oidc/v1/token') return giveToken(request)
      return url.pathname.startsWith('/storage/') ? store(request, url) : answerApi(request, url)
    },
  })
  return {
    host: receiver.url,
    told,
    faults,
    files,
    infos,
    spans,
    tokens,
    revokeTokens: () => good.clear(),
    [Symbol.asyncDispose]: () => receiver[Symbol.asyncDispose](),
  }
}
