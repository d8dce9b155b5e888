import { context, ROOT_CONTEXT } from '@opentelemetry/api'
import type { CallFailure } from '@loupe-ai/contract'
import { createClient } from '@loupe-ai/contract/client'

import type { CallEndpoint } from '../experiment/call-endpoint.ts'
import { LoupeError } from '../loupe-error.ts'
import { suppressTracing } from '../trace/suppression.ts'
import type { FindConnection } from './connection.ts'

/** Asks the server that `find` gives. Rejects with a LoupeError that says what failed, why, and how to mend it. */
export const trackingCaller = (find: FindConnection, timeoutMillis: number): CallEndpoint =>
  async function callTracking(name, request) {
    const signal = AbortSignal.timeout(timeoutMillis)
    const { baseUrl, headers } = await find(signal)
    const outcome = await createClient({ baseUrl, headers, fetch: untracedFetch }).call(name, request, { signal })
    if (outcome.ok) return outcome.response
    throw errorOf(name, outcome, { baseUrl, timeoutMillis })
  }

// Our own requests must not become spans.
const untracedFetch: typeof fetch = (...args) => context.with(suppressTracing(ROOT_CONTEXT), () => fetch(...args))

const IS_IT_RUNNING = 'Is the server running? npx @loupe-ai/cli server'

const REMEDIES: Readonly<Record<string, string>> = {
  ENDPOINT_NOT_FOUND: 'The server has no such endpoint: is the tracking URI right, and the server MLflow 3.5 or newer?',
  UNAUTHENTICATED: 'Put credentials in the tracking URI, MLFLOW_TRACKING_TOKEN or loupe.login().',
  CUSTOMER_UNAUTHORIZED: 'Put credentials in the tracking URI, MLFLOW_TRACKING_TOKEN or loupe.login().',
  PERMISSION_DENIED: 'Ask whoever runs the server for access.',
}

interface Attempt {
  readonly baseUrl: string
  readonly timeoutMillis: number
}

function errorOf(name: string, failure: CallFailure, { baseUrl, timeoutMillis }: Attempt): LoupeError {
  switch (failure.kind) {
    case 'refused': {
      const remedy = REMEDIES[failure.errorCode]
      const reason = `${name}: ${failure.message}`
      return new LoupeError(failure.errorCode, remedy === undefined ? reason : `${reason} ${remedy}`)
    }
    case 'unreachable':
      return new LoupeError('SERVER_UNREACHABLE', `${name}: ${failure.message}. ${IS_IT_RUNNING}`, {
        cause: failure.cause,
      })
    case 'aborted':
      return new LoupeError(
        'SERVER_UNREACHABLE',
        `${name}: no answer from ${baseUrl} in ${timeoutMillis} ms. ${IS_IT_RUNNING}`,
      )
  }
}
