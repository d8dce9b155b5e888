import { Hono } from 'hono'
import type { AllowedHosts } from './http/allowed-hosts.ts'
import { answerHeaders } from './http/answer-headers.ts'
import { ApiError } from './http/api-error.ts'
import { errorAnswer, handleError } from './http/handle-error.ts'
import { guardRequests } from './http/guard-requests.ts'
import type { ServerEnv } from './http/server-env.ts'
import { receiveTraces, type TraceIntake } from './intake/otlp/receive-traces.ts'
import type { Log } from './log.ts'
import { MLFLOW_VERSION } from './version.ts'

export interface AppParts {
  readonly hosts: AllowedHosts
  readonly intake: TraceIntake
  readonly log: Log
}

/** Every route of the server. */
export function createApp({ hosts, intake, log }: AppParts): Hono<ServerEnv> {
  const app = new Hono<ServerEnv>()
  app.onError(handleError(log))
  app.use(answerHeaders, guardRequests(hosts))
  app.get('/health', (c) => c.text('OK'))
  app.get('/version', (c) => c.text(MLFLOW_VERSION))
  app.post('/v1/traces', receiveTraces(intake))
  app.notFound(() => errorAnswer(new ApiError('ENDPOINT_NOT_FOUND', 'API not found')))
  return app
}
