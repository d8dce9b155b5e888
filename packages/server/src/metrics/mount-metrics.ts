import type { Hono } from 'hono'
import type { ServerEnv } from '../http/server-env.ts'
import { type MetricFamily, PROMETHEUS_CONTENT_TYPE, prometheusText } from './prometheus-text.ts'

/** `GET /metrics`, of everything that `sources` gather when asked. */
export function mountMetrics(app: Hono<ServerEnv>, sources: readonly (() => readonly MetricFamily[])[]): void {
  app.get('/metrics', (c) =>
    c.body(prometheusText(sources.flatMap((gather) => gather())), 200, { 'content-type': PROMETHEUS_CONTENT_TYPE }),
  )
}
