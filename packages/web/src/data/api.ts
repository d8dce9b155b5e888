import type { EndpointName, RequestOf, ResponseOf } from '@loupe-ai/contract'
import { createClient } from '@loupe-ai/contract/client'
import { ApiProblem } from './api-problem.ts'

/** The server's REST API as queries want it: an answer or a rejection. */
export interface Api {
  /** Rejects with ApiProblem, or with the signal's reason when it aborts. */
  call<Name extends EndpointName>(
    name: Name,
    request: RequestOf<Name>,
    options?: { readonly signal?: AbortSignal },
  ): Promise<ResponseOf<Name>>
}

/** `baseUrl` has no slash at its end. */
export function createApi(baseUrl: string): Api {
  const client = createClient({ baseUrl })
  return {
    async call(name, request, options) {
      const outcome = await client.call(name, request, options)
      if (outcome.ok) return outcome.response
      if (outcome.kind === 'aborted') throw options?.signal?.reason ?? new DOMException(outcome.message, 'AbortError')
      if (outcome.kind === 'unreachable') {
        throw new ApiProblem(outcome.message, { code: 'UNREACHABLE', cause: outcome.cause })
      }
      throw new ApiProblem(outcome.message, { status: outcome.status, code: outcome.errorCode })
    },
  }
}
