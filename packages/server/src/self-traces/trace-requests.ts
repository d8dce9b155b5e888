import type { MiddlewareHandler } from 'hono'
import { routePath } from 'hono/route'
import type { ServerEnv } from '../http/server-env.ts'
import type { SelfTracer } from './self-tracer.ts'

const MILLI_NANOS = 1e6
/** Asked for all the time, by machines. */
const NOT_TRACED = /^\/(health|metrics|\*)/

/** Tells `tracer` of each request for data. Attributes are OpenTelemetry's; no path, which holds ids, and no content. */
export const traceRequests = (tracer: SelfTracer): MiddlewareHandler<ServerEnv> =>
  async function traceRequests(c, next) {
    const startMillis = performance.now()
    await next()
    const route = routePath(c)
    if (NOT_TRACED.test(route)) return
    const { status } = c.res
    tracer.record({
      name: `${c.req.method} ${route}`,
      startNanos: nanosOf(startMillis),
      endNanos: nanosOf(performance.now()),
      isError: status >= 500,
      attributes: {
        'http.request.method': c.req.method,
        'http.route': route,
        'http.response.status_code': BigInt(status),
        'loupe.request_id': c.get('requestId') ?? '',
      },
    })
  }

const nanosOf = (millis: number): bigint => BigInt(Math.round((performance.timeOrigin + millis) * MILLI_NANOS))
