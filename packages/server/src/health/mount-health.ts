import { isOutOfSpace, type Stores } from '@loupe-ai/store'
import type { Hono } from 'hono'
import { ApiError } from '../http/api-error.ts'
import type { ServerEnv } from '../http/server-env.ts'
import type { GroupCommit } from '../ingest/group-commit.ts'
import type { Log } from '../log.ts'

const MAX_PING_MILLIS = 5_000

interface HealthParts {
  readonly stores: Pick<Stores, 'ping'>
  readonly ingest?: Pick<GroupCommit, 'counts'>
  readonly log: Log
  readonly maxPingMillis?: number
}

/**
 * `GET /health`: the process answers (liveness; MLflow's path). `GET /health/ready`: so do its stores, and there is room (readiness), else
 * 503. While the server starts, both are 503.
 */
export function mountHealth(
  app: Hono<ServerEnv>,
  { stores, ingest, log, maxPingMillis = MAX_PING_MILLIS }: HealthParts,
): void {
  app.get('/health', (c) => c.text('OK'))
  app.get('/health/ready', async (c) => {
    if (isOutOfSpace(ingest?.counts().lastError)) {
      throw new ApiError(
        'TEMPORARILY_UNAVAILABLE',
        'The disk is full: spans cannot be stored until there is room again.',
      )
    }
    const failure = await failureOf(stores.ping(), maxPingMillis)
    if (failure === undefined) return c.text('OK')
    log.warn('not ready: a store does not answer', { reason: failure })
    throw new ApiError('TEMPORARILY_UNAVAILABLE', 'A store does not answer.')
  })
}

async function failureOf(ping: Promise<void>, maxMillis: number): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`no answer in ${maxMillis} ms`), maxMillis)
  })
  const answer = ping.then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  )
  try {
    return await Promise.race([answer, late])
  } finally {
    clearTimeout(timer)
  }
}
