import { context, ROOT_CONTEXT } from '@opentelemetry/api'
import type { Endpoints } from '@loupe-ai/contract'
import { PATHS } from '@loupe-ai/contract/paths'

import { textOf } from '../diagnostics.ts'
import { readServerAddress } from '../export/server-address.ts'
import { LoupeError } from '../loupe-error.ts'
import { suppressTracing } from '../trace/suppression.ts'

type ExperimentEndpoint = 'createExperiment' | 'getExperimentByName'

/** Asks a server. Rejects with a LoupeError: the server's own code, or `SERVER_UNREACHABLE`. */
export type CallEndpoint = <Name extends ExperimentEndpoint>(
  name: Name,
  request: Endpoints[Name]['request'],
) => Promise<Endpoints[Name]['response']>

export const callEndpointOf = (trackingUri: string, timeoutMillis: number): CallEndpoint =>
  async function callEndpoint(name, request) {
    const address = readServerAddress(trackingUri)
    if (address === undefined) throw new LoupeError('INVALID_PARAMETER_VALUE', 'the tracking URI is not an http(s) URL')
    const { method, path } = PATHS[name]
    const query = method === 'GET' ? `?${new URLSearchParams(Object.entries(request))}` : ''
    const url = address.baseUrl + path + query
    const body = method === 'GET' ? null : JSON.stringify(request)
    const headers = { ...address.headers, 'content-type': 'application/json' }
    const init = { method, body, headers, signal: AbortSignal.timeout(timeoutMillis) }
    // Our own requests must not become spans.
    const response = await context
      .with(suppressTracing(ROOT_CONTEXT), () => fetch(url, init))
      .catch(unreachable(address.baseUrl))
    return await answerOf(response)
  }

const unreachable =
  (baseUrl: string) =>
  (error: unknown): never => {
    const remedy = 'Is the server running? npx @loupe-ai/cli server'
    throw new LoupeError('SERVER_UNREACHABLE', `no answer from ${baseUrl}: ${textOf(error)}. ${remedy}`, {
      cause: error,
    })
  }

async function answerOf<Answer>(response: Response): Promise<Answer> {
  const text = await response.text()
  const answer = objectIn(text)
  if (response.ok && answer !== undefined) return answer as Answer
  const { error_code: code, message } = answer ?? {}
  throw new LoupeError(
    typeof code === 'string' ? code : 'INTERNAL_ERROR',
    typeof message === 'string' ? message : `HTTP ${response.status}: ${text.slice(0, 300)}`,
  )
}

function objectIn(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}
