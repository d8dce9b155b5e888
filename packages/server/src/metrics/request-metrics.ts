import type { MiddlewareHandler } from 'hono'
import { routePath } from 'hono/route'
import type { ServerEnv } from '../http/server-env.ts'
import { counter, histogram } from './counters.ts'
import type { MetricFamily } from './prometheus-text.ts'

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
const SECOND_MILLIS = 1000

export interface RequestMetrics {
  readonly middleware: MiddlewareHandler<ServerEnv>
  families(): readonly MetricFamily[]
}

/** Counts answers, refusals among them, and how long they took until their body began. */
export function requestMetrics(now: () => number = () => performance.now()): RequestMetrics {
  const requests = counter('loupe_http_requests_total', 'Answers, by route and status.')
  const durations = histogram('loupe_http_request_duration_seconds', 'Until an answer began, by kind.', SECONDS)
  return {
    async middleware(c, next) {
      const startMillis = now()
      await next()
      const route = routePath(c)
      requests.add({ method: methodOf(c.req.method), route, status: String(c.res.status) })
      durations.observe({ kind: kindOf(route) }, (now() - startMillis) / SECOND_MILLIS)
    },
    families: () => [requests.family(), durations.family()],
  }
}

const METHODS = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'])

/** A client may make up any word as a method. */
const methodOf = (method: string): string => (METHODS.has(method) ? method : 'other')

function kindOf(route: string): 'intake' | 'api' | 'web' {
  if (route === '/v1/traces') return 'intake'
  return /^\/(ajax-)?api\//.test(route) ? 'api' : 'web'
}
