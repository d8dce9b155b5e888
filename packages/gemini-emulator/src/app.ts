import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import { answerRequest } from './answer-request.ts'
import { bodyTooLarge, deadlineExceeded, invalidArgument, invalidKey, missingKey, missingToken } from './error-body.ts'
import type { ApiFailure } from './error-body.ts'
import { faultAnswer } from './faults/fault-answer.ts'
import type { Fault } from './faults/fault-kinds.ts'
import { chooseFaults, FAULT_HEADER, parseFaultRule } from './faults/fault-rule.ts'
import type { FaultRule } from './faults/fault-rule.ts'
import type { HttpAnswer } from './http/http-answer.ts'
import { readBody } from './http/read-body.ts'
import { sendAnswer } from './http/send-answer.ts'
import { readRoute } from './routes.ts'
import type { Route } from './routes.ts'

/** How the emulator behaves; see `EmulatorOptions` for what a caller may leave out. */
export interface AppSettings {
  latencyMillis: number
  chunkMillis: number
  faults: readonly FaultRule[]
  seed: string
  bodyLimitBytes: number
}

export const LATENCY_HEADER = 'x-emulator-latency-ms'
export const CHUNK_LATENCY_HEADER = 'x-emulator-chunk-ms'

/** The API as a listener for `node:http`. */
export function createApp(settings: AppSettings): RequestListener {
  let requests = 0
  return (request, response) => {
    const count = requests++
    const gone = new AbortController()
    response.once('close', () => gone.abort())
    handle(request, response, gone.signal, count, settings).catch((error: unknown) => {
      // The client went away while it was answered: nobody is left to tell. Anything else is a bug of ours.
      if (gone.signal.aborted || request.destroyed) return
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' })
      response.end(`the emulator failed: ${String(error)}\n`)
    })
  }
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  gone: AbortSignal,
  count: number,
  settings: AppSettings,
): Promise<void> {
  const started = performance.now()
  const url = new URL(request.url ?? '/', 'http://emulator')
  const route = readRoute(request.method ?? 'GET', url.pathname)
  const backend = 'backend' in route ? route.backend : 'gemini'
  setServiceHeaders(response)
  if (request.method === 'OPTIONS') {
    allowOrigin(request, response)
    response.writeHead(204).end()
    return
  }
  allowOrigin(request, response)

  const faults = faultsOf(request, settings, count)
  const latencyMillis = millisOf(request, LATENCY_HEADER) ?? settings.latencyMillis
  const chunkMillis = millisOf(request, CHUNK_LATENCY_HEADER) ?? settings.chunkMillis
  const answer = await chooseAnswer(request, url, route, faults, settings)

  const deadlineMillis = Number(request.headers['x-server-timeout'] ?? Infinity) * 1000
  await wait(Math.min(latencyMillis, deadlineMillis), gone)
  if (Array.isArray(faults) && faults.some(({ kind }) => kind === 'reset')) {
    request.socket.destroy()
    return
  }
  if (Array.isArray(faults) && faults.some(({ kind }) => kind === 'stall')) {
    await new Promise((resolve) => gone.addEventListener('abort', resolve))
    return
  }
  if (backend === 'gemini')
    response.setHeader('server-timing', `gfet4t7; dur=${Math.round(performance.now() - started)}`)
  const late: HttpAnswer = { kind: 'failure', failure: deadlineExceeded() }
  await sendAnswer(latencyMillis > deadlineMillis ? late : answer, {
    response,
    gone,
    faults: Array.isArray(faults) ? faults : [],
    chunkMillis,
  })
}

async function chooseAnswer(
  request: IncomingMessage,
  url: URL,
  route: Route,
  faults: Fault[] | ApiFailure,
  { seed, bodyLimitBytes }: AppSettings,
): Promise<HttpAnswer> {
  const framing =
    route.kind === 'model-method' && route.method === 'streamGenerateContent'
      ? { framing: url.searchParams.get('alt') === 'sse' ? ('sse' as const) : ('array' as const) }
      : {}
  const body = await readBody(request, bodyLimitBytes)
  if (body === 'too-large') {
    // What is still under way is not read: the connection cannot be used again.
    request.unpipe()
    return { kind: 'failure', failure: bodyTooLarge(bodyLimitBytes), ...framing }
  }
  const refusal = checkKey(request, url, route) ?? (Array.isArray(faults) ? undefined : faults)
  if (refusal) return { kind: 'failure', failure: refusal, ...framing }
  const active = faults as Fault[]
  const model = 'model' in route ? route.model : ''
  for (const fault of active) {
    const answer = faultAnswer(fault, model)
    if (answer) return answer.kind === 'failure' ? { ...answer, ...framing } : answer
  }
  return answerRequest({ route, query: url.searchParams, bodyText: body.text, faults: active, seed, now: new Date() })
}

/** Any key will do, except none at all and those that begin with “invalid”. Keys are neither kept nor logged. */
function checkKey(request: IncomingMessage, url: URL, route: Route): ApiFailure | undefined {
  const header = request.headers['x-goog-api-key']
  const key = (Array.isArray(header) ? header[0] : header) || url.searchParams.get('key') || ''
  const token = /^Bearer\s+(\S+)/i.exec(request.headers.authorization ?? '')?.[1] ?? ''
  if (key === '' && token === '')
    return 'backend' in route && route.backend === 'vertex' ? missingToken() : missingKey()
  return /^invalid/i.test(key) ? invalidKey() : undefined
}

function faultsOf(request: IncomingMessage, { faults, seed }: AppSettings, count: number): Fault[] | ApiFailure {
  const asked = headerOf(request, FAULT_HEADER)
  if (asked === undefined) return chooseFaults(faults, seed, count)
  try {
    const rules = asked.split(',').filter((rule) => rule.trim() !== '' && rule.trim() !== 'none')
    return chooseFaults(rules.map(parseFaultRule), seed, count)
  } catch (error) {
    return invalidArgument(`${FAULT_HEADER}: ${(error as RangeError).message}`)
  }
}

function millisOf(request: IncomingMessage, name: string): number | undefined {
  const millis = Number(headerOf(request, name) ?? NaN)
  return Number.isFinite(millis) && millis >= 0 ? millis : undefined
}

function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name]
  return Array.isArray(value) ? value.join(',') : value
}

async function wait(millis: number, gone: AbortSignal): Promise<void> {
  if (millis > 0) await setTimeout(millis, undefined, { signal: gone })
}

function setServiceHeaders(response: ServerResponse): void {
  response.setHeader('vary', 'Origin, X-Origin, Referer')
  response.setHeader('server', 'scaffolding on HTTPServer2')
  response.setHeader('x-xss-protection', '0')
  response.setHeader('x-frame-options', 'SAMEORIGIN')
  response.setHeader('x-content-type-options', 'nosniff')
}

/** The real service may be called from a page of any origin; there is nothing here to protect from one. */
function allowOrigin(request: IncomingMessage, response: ServerResponse): void {
  const { origin } = request.headers
  if (origin === undefined) return
  response.setHeader('access-control-allow-origin', origin)
  response.setHeader('access-control-expose-headers', 'vary,vary,vary,content-encoding,date,server,content-length')
  if (request.method !== 'OPTIONS') return
  response.setHeader('access-control-allow-methods', 'DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT')
  response.setHeader('access-control-allow-headers', request.headers['access-control-request-headers'] ?? '*')
  response.setHeader('access-control-max-age', '3600')
}
