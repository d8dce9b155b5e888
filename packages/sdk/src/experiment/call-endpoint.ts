import { context, ROOT_CONTEXT } from '@opentelemetry/api'
import type { CallFailure, EndpointName, RequestOf, ResponseOf } from '@loupe-ai/contract'
import { createClient } from '@loupe-ai/contract/client'

import { readServerAddress } from '../export/server-address.ts'
import { LoupeError } from '../loupe-error.ts'
import { suppressTracing } from '../trace/suppression.ts'

const REMEDY = 'Is the server running? npx @loupe-ai/cli server'

/** Asks a server. Rejects with a LoupeError: the server's own code, or `SERVER_UNREACHABLE`. */
export type CallEndpoint = <Name extends EndpointName>(
  name: Name,
  request: RequestOf<Name>,
) => Promise<ResponseOf<Name>>

export const callEndpointOf = (trackingUri: string, timeoutMillis: number): CallEndpoint =>
  async function callEndpoint(name, request) {
    const address = readServerAddress(trackingUri)
    if (address === undefined) throw new LoupeError('INVALID_PARAMETER_VALUE', 'the tracking URI is not an http(s) URL')
    const client = createClient({ ...address, fetch: untracedFetch })
    const outcome = await client.call(name, request, { signal: AbortSignal.timeout(timeoutMillis) })
    if (outcome.ok) return outcome.response
    throw errorOf(outcome, `no answer from ${address.baseUrl} in ${timeoutMillis} ms. ${REMEDY}`)
  }

// Our own requests must not become spans.
const untracedFetch: typeof fetch = (...args) => context.with(suppressTracing(ROOT_CONTEXT), () => fetch(...args))

function errorOf(failure: CallFailure, tooLate: string): LoupeError {
  switch (failure.kind) {
    case 'refused':
      return new LoupeError(failure.errorCode, failure.message)
    case 'unreachable':
      return new LoupeError('SERVER_UNREACHABLE', `${failure.message}. ${REMEDY}`, { cause: failure.cause })
    case 'aborted':
      return new LoupeError('SERVER_UNREACHABLE', tooLate)
  }
}
