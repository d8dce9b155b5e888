import { randomBytes } from 'node:crypto'
import { Agent } from 'node:http'
import { gzipSync } from 'node:zlib'
import { complaintOf } from './check-answer.ts'
import { jsonRequests, type KnownIds } from './json-requests.ts'
import { grpcRequest, otlpRequest } from './otlp-requests.ts'
import { seededRandom } from './random.ts'
import { grpcSend } from './send-grpc.ts'
import { send, type Answer } from './send.ts'
import type { SentRequest } from './sent-request.ts'

export interface FuzzOptions {
  readonly seed: number
  /** Ends after so many requests or so long, whichever is first. */
  readonly maxRequests: number
  readonly maxMillis: number
  /** Where OTLP over gRPC is taken, as in `127.0.0.1:4317`; without it, that is left out. */
  readonly grpcAddress?: string | undefined
}

export interface FuzzReport {
  readonly requests: number
  /** How often each status was answered. */
  readonly statuses: Readonly<Record<number, number>>
  readonly failures: readonly FuzzFailure[]
}

export interface FuzzFailure {
  readonly request: SentRequest
  readonly complaint: string
  readonly answer?: Answer
}

const AT_ONCE = 6
/** On a machine that does other things too. */
const HANG_MILLIS = 30_000
const MAX_FAILURES = 20
const OTLP_SHARE = 0.35
const GRPC_SHARE = 0.15
const BIG_BYTES = 100 * 1024 * 1024

/** Sends requests that are wrong in all ways we know, and looks at what is answered and what is stored. */
export async function fuzz(
  url: string,
  { seed, maxRequests, maxMillis, grpcAddress }: FuzzOptions,
): Promise<FuzzReport> {
  using overGrpc = grpcAddress === undefined ? undefined : grpcSend(grpcAddress)
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE })
  const random = seededRandom(seed)
  const nextJson = jsonRequests(await makeKnownThings(url, agent))
  const until = performance.now() + maxMillis
  const statuses: Record<number, number> = {}
  const failures: FuzzFailure[] = []
  let requests = 0

  const once = async (request: SentRequest): Promise<void> => {
    requests++
    try {
      const answer =
        request.method === 'gRPC' ? await overGrpc!(request, HANG_MILLIS) : await send(url, request, agent, HANG_MILLIS)
      statuses[answer.status] = (statuses[answer.status] ?? 0) + 1
      const complaint = complaintOf(request, answer) ?? (await halfWritten(url, request, answer, agent))
      if (complaint !== undefined) failures.push({ request, complaint, answer })
    } catch (error) {
      // A server may hang up on a body that it will not read; one that is gone answers nobody.
      if (isHungUp(error) && (await isAlive(url, agent))) return
      failures.push({ request, complaint: error instanceof Error ? error.message : String(error) })
    }
  }
  const isOver = (): boolean => requests >= maxRequests || performance.now() >= until || failures.length >= MAX_FAILURES
  const work = async (): Promise<void> => {
    while (!isOver()) {
      const isGrpc = overGrpc !== undefined && random.chance(GRPC_SHARE)
      await once(isGrpc ? grpcRequest(random) : random.chance(OTLP_SHARE) ? otlpRequest(random) : nextJson(random))
    }
  }
  for (const request of BIG_REQUESTS) await once(request())
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  if (!(await isAlive(url, agent))) failures.push({ request: HEALTH, complaint: 'the server is gone' })
  agent.destroy()
  return { requests, statuses, failures }
}

const HEALTH: SentRequest = { method: 'GET', path: '/health', headers: {} }
const JSON_TYPE = { 'content-type': 'application/json' }
const PROTOBUF_TYPE = { 'content-type': 'application/x-protobuf' }

/** Once each: they are slow to make. */
const BIG_REQUESTS: readonly (() => SentRequest)[] = [
  () => ({
    method: 'POST',
    path: '/api/3.0/mlflow/traces/search',
    headers: JSON_TYPE,
    body: Buffer.alloc(BIG_BYTES, '['),
  }),
  () => ({
    method: 'POST',
    path: '/api/2.0/mlflow/experiments/create',
    headers: JSON_TYPE,
    body: Buffer.alloc(BIG_BYTES, ' '),
  }),
  () => ({ method: 'POST', path: '/v1/traces', headers: PROTOBUF_TYPE, body: Buffer.alloc(BIG_BYTES, 0x0a) }),
  () => ({ method: 'POST', path: '/v1/logs', headers: PROTOBUF_TYPE, body: Buffer.alloc(BIG_BYTES, 0x0a) }),
  () => ({ method: 'POST', path: '/v1/traces', headers: JSON_TYPE, body: Buffer.alloc(BIG_BYTES, '{"a":') }),
  () => ({
    method: 'POST',
    path: '/v1/traces',
    headers: { ...PROTOBUF_TYPE, 'content-encoding': 'gzip' },
    body: gzipSync(Buffer.alloc(BIG_BYTES)),
  }),
]

const isHungUp = (error: unknown): boolean =>
  ['ECONNRESET', 'EPIPE'].includes((error as NodeJS.ErrnoException).code ?? '')

async function isAlive(url: string, agent: Agent): Promise<boolean> {
  try {
    return (await send(url, HEALTH, agent, HANG_MILLIS)).status === 200
  } catch {
    return false
  }
}

/** A request that was refused left nothing of its trace. */
async function halfWritten(
  url: string,
  request: SentRequest,
  answer: Answer,
  agent: Agent,
): Promise<string | undefined> {
  if (request.traceId === undefined || answer.status < 400) return undefined
  const path = `/api/3.0/mlflow/traces/${request.traceId}`
  const { status } = await send(url, { method: 'GET', path, headers: {} }, agent, HANG_MILLIS)
  return status === 404 ? undefined : `the request was refused with ${answer.status}, and its trace gives ${status}`
}

/** An experiment, a trace with an assessment, and a run, whose ids requests then name. */
async function makeKnownThings(url: string, agent: Agent): Promise<KnownIds> {
  const post = async (path: string, body: unknown): Promise<Record<string, unknown>> => {
    const request = { method: 'POST', path, headers: JSON_TYPE, body: Buffer.from(JSON.stringify(body)) }
    const answer = await send(url, request, agent, HANG_MILLIS)
    if (answer.status !== 200) throw new Error(`${path} gives ${answer.status}: ${answer.body.toString()}`)
    return JSON.parse(answer.body.toString()) as Record<string, unknown>
  }
  // Drawn apart from the seed: a server may be fuzzed twice.
  const unique = randomBytes(16).toString('hex')
  const { experiment_id } = (await post('/api/2.0/mlflow/experiments/create', { name: `fuzz ${unique}` })) as {
    experiment_id: string
  }
  const trace_id = `tr-${unique}`
  const trace_info = {
    trace_id,
    trace_location: { type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id } },
    request_time: '2026-01-01T00:00:00Z',
    state: 'OK',
  }
  await post('/api/3.0/mlflow/traces', { trace: { trace_info } })
  const { assessment } = (await post(`/api/3.0/mlflow/traces/${trace_id}/assessments`, {
    assessment: { assessment_name: 'q', trace_id, source: { source_type: 'CODE' }, feedback: { value: 1 } },
  })) as { assessment: { assessment_id: string } }
  const { run } = (await post('/api/2.0/mlflow/runs/create', { experiment_id })) as {
    run: { info: { run_id: string } }
  }
  return {
    experiment_id,
    trace_id,
    request_id: trace_id,
    assessment_id: assessment.assessment_id,
    run_id: run.info.run_id,
    run_uuid: run.info.run_id,
    artifact_path: `${experiment_id}/a.txt`,
  }
}
