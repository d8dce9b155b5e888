import { createHash } from 'node:crypto'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import { answerRequest } from './answer-request.ts'
import { bodyTooLarge, deadlineExceeded, isFailure, notJson } from './error-body.ts'
import type { ApiFailure } from './error-body.ts'
import { askedDelays, askedFaults } from './faults/asked-faults.ts'
import type { Attempts } from './faults/asked-faults.ts'
import { faultAnswer } from './faults/fault-answer.ts'
import type { Fault } from './faults/fault-kinds.ts'
import type { FaultRule } from './faults/fault-rule.ts'
import { checkKey } from './http/check-key.ts'
import type { HttpAnswer } from './http/http-answer.ts'
import { readBody } from './http/read-body.ts'
import type { Body } from './http/read-body.ts'
import { sendAnswer } from './http/send-answer.ts'
import { answerPreflight, setServiceHeaders } from './http/service-headers.ts'
import { readRoute } from './routes.ts'
import type { Route } from './routes.ts'
import type { EmulatorState } from './state/emulator-state.ts'
import { framingOf } from './stream/frame-chunks.ts'

/** How the emulator behaves; see `EmulatorOptions` for what a caller may leave out. */
export interface AppSettings {
  latencyMillis: number
  chunkMillis: number
  faults: readonly FaultRule[]
  seed: string
  bodyLimitBytes: number
  /** What is remembered between requests. */
  state: EmulatorState
}

/** The API as a listener for `node:http`. */
export function createApp(settings: AppSettings): RequestListener {
  let requests = 0
  const attempts: Attempts = new Map()
  return (request, response) => {
    const count = requests++
    const gone = new AbortController()
    response.once('close', () => gone.abort())
    handle(request, response, gone.signal, { ...settings, count, attempts }).catch((error: unknown) => {
      // The client went away while it was answered: nobody is left to tell. Anything else is a bug of ours.
      if (gone.signal.aborted || response.destroyed) return
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' })
      response.end(`the emulator failed: ${String(error)}\n`)
    })
  }
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  gone: AbortSignal,
  settings: AppSettings & { count: number; attempts: Attempts },
): Promise<void> {
  const started = performance.now()
  setServiceHeaders(request, response)
  if (request.method === 'OPTIONS') return answerPreflight(request, response)

  const url = new URL(request.url ?? '/', 'http://emulator')
  const route = readRoute(request.method ?? 'GET', url.pathname)
  const body = await readBody(request, settings.bodyLimitBytes)
  const hash = body.kind === 'whole' ? createHash('sha256').update(body.bytes).digest('base64') : body.kind
  const deed = `${request.method} ${url.pathname} ${hash}`
  const asked = askedFaults(request.headers, deed, { ...settings, rules: settings.faults })
  const faults = isFailure(asked) ? [] : asked.faults
  const { latencyMillis, chunkMillis } = { ...settings, ...askedDelays(request.headers) }
  const answer = await chooseAnswer(request, body, url, route, asked, settings)

  const deadlineMillis = Number(request.headers['x-server-timeout'] ?? Infinity) * 1000
  const waitMillis = Math.min(latencyMillis, deadlineMillis)
  if (waitMillis > 0) await setTimeout(waitMillis, undefined, { signal: gone })
  if (has(faults, 'reset')) {
    request.socket.destroy()
    return
  }
  if (has(faults, 'stall')) {
    await new Promise((resolve) => gone.addEventListener('abort', resolve))
    return
  }
  if (!('backend' in route) || route.backend === 'gemini') {
    response.setHeader('server-timing', `gfet4t7; dur=${Math.round(performance.now() - started)}`)
  }
  const isLate = latencyMillis > deadlineMillis
  await sendAnswer(isLate ? refuse(deadlineExceeded(), route, url) : answer, { response, gone, faults, chunkMillis })
}

const has = (faults: readonly Fault[], kind: Fault['kind']): boolean => faults.some((fault) => fault.kind === kind)

/** What to answer: the first of the reasons to refuse, else a fault's answer, else the API's. */
async function chooseAnswer(
  request: IncomingMessage,
  body: Body,
  url: URL,
  route: Route,
  asked: { faults: Fault[] } | ApiFailure,
  { seed, bodyLimitBytes, state }: AppSettings,
): Promise<HttpAnswer> {
  if (body.kind === 'too-large') return refuse(bodyTooLarge(bodyLimitBytes), route, url)
  if (body.kind === 'broken') return refuse(notJson(), route, url)
  const backend = 'backend' in route ? route.backend : 'gemini'
  const badKey = checkKey(request.headers, url.searchParams, backend)
  if (badKey) return refuse(badKey, route, url)
  if (isFailure(asked)) return refuse(asked, route, url)

  for (const fault of asked.faults) {
    const answer = faultAnswer(fault, 'model' in route ? route.model : '')
    if (answer) return answer.kind === 'failure' ? refuse(answer.failure, route, url) : answer
  }
  return answerRequest({
    route,
    query: url.searchParams,
    httpMethod: request.method ?? 'GET',
    headers: request.headers,
    origin: `http://${request.headers.host ?? '127.0.0.1'}`,
    bytes: body.bytes,
    faults: asked.faults,
    seed,
    state,
    now: new Date(),
  })
}

/** A refusal, framed as the stream would have been if one was asked for. */
function refuse(failure: ApiFailure, route: Route, url: URL): HttpAnswer {
  const streams = route.kind === 'model-method' && route.method === 'streamGenerateContent'
  return { kind: 'failure', failure, ...(streams && { framing: framingOf(url.searchParams) }) }
}
