import type { EndpointName, Endpoints } from '@loupe-ai/contract'
import { PATHS } from '@loupe-ai/contract/paths'
import { parseJson } from '@loupe-ai/wire'
import { ApiProblem } from './api-problem.ts'

/** The server's REST API as the pages call it. */
export interface Api {
  /** Rejects with ApiProblem, or with the signal's reason when it aborts. */
  call<Name extends EndpointName>(
    name: Name,
    request: Endpoints[Name]['request'],
    options?: { readonly signal?: AbortSignal },
  ): Promise<Endpoints[Name]['response']>
}

export function createApi(baseUrl: string): Api {
  return {
    async call(name, request, { signal } = {}) {
      const { method, path } = PATHS[name]
      const fields: Record<string, unknown> = { ...request }
      const filled = path.replace(/:(\w+)/g, (_, key: string) => {
        const value = String(fields[key])
        delete fields[key]
        return encodeURIComponent(value)
      })
      const query = method === 'GET' ? queryOf(fields) : ''
      const body = method === 'GET' ? undefined : JSON.stringify(fields)
      const response = await fetch(baseUrl + filled + query, {
        method,
        body,
        signal,
        ...(body !== undefined && { headers: { 'content-type': 'application/json' } }),
      }).catch((cause: unknown) => {
        if (signal?.aborted) throw cause
        throw new ApiProblem('no answer', { code: 'UNREACHABLE', cause })
      })
      const json = parseJson(await response.text()) as Record<string, unknown>
      if (response.ok) return json as Endpoints[typeof name]['response']
      throw new ApiProblem(String(json['message']), { status: response.status, code: String(json['error_code']) })
    },
  }
}

function queryOf(fields: Record<string, unknown>): string {
  const params = new URLSearchParams()
  for (const [key, value] of Object.entries(fields)) {
    for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined) params.append(key, String(one))
  }
  return params.size === 0 ? '' : `?${params}`
}
