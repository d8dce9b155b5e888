import { parseJson, stringifyJson } from '@loupe-ai/wire'
import { type EndpointName, PATHS } from './paths.ts'
import type { RequestOf, ResponseOf } from './types.ts'

export type CallFailure =
  /** The server answered, but not with what was asked for. `errorCode` as in mlflow-wire.md §1.6. */
  | {
      readonly ok: false
      readonly kind: 'refused'
      readonly status: number
      readonly errorCode: string
      readonly message: string
    }
  /** No answer: no server there, a connection that broke. */
  | { readonly ok: false; readonly kind: 'unreachable'; readonly message: string; readonly cause: unknown }
  /** The caller's signal ended the call. */
  | { readonly ok: false; readonly kind: 'aborted'; readonly message: string }

export type CallOutcome<Response> = { readonly ok: true; readonly response: Response } | CallFailure

export interface CallOptions {
  readonly signal?: AbortSignal
}

export interface Client {
  /** Never rejects: every ending is a value. Nothing is retried. */
  call<Name extends EndpointName>(
    name: Name,
    request: RequestOf<Name>,
    options?: CallOptions,
  ): Promise<CallOutcome<ResponseOf<Name>>>
}

export interface ClientOptions {
  /** Where the server is, e.g. `http://localhost:5000`; a path in it is kept. */
  readonly baseUrl: string
  readonly fetch?: typeof globalThis.fetch
  /** Sent with every request, e.g. `authorization`. */
  readonly headers?: Readonly<Record<string, string>>
}

/**
 * A client of the REST API: parameters of the path are filled in, other fields go as query (GET, lists as repeated keys)
 * or as JSON body. Integers beyond 2^53 are bigints in both directions.
 */
export function createClient({ baseUrl, fetch = globalThis.fetch, headers = {} }: ClientOptions): Client {
  return {
    async call(name, request, { signal } = {}) {
      try {
        const { url, init } = prepare(baseUrl, name, request)
        const answer = await fetch(url, {
          ...init,
          headers: { ...headers, ...init.headers },
          ...(signal && { signal }),
        })
        return outcomeOf(answer, await answer.text())
      } catch (cause) {
        if (signal?.aborted) return { ok: false, kind: 'aborted', message: 'the call was aborted' }
        return { ok: false, kind: 'unreachable', message: `no answer from ${baseUrl}: ${reasonOf(cause)}`, cause }
      }
    },
  }
}

interface Prepared {
  readonly url: string
  readonly init: { readonly method: string; readonly body?: string; readonly headers: Readonly<Record<string, string>> }
}

function prepare(baseUrl: string, name: EndpointName, request: object): Prepared {
  const { method, path } = PATHS[name]
  const fields = new Map<string, unknown>(Object.entries(request))
  const filled = path.replace(/:(\w+)/g, (_match, key: string) => {
    const value = String(fields.get(key) ?? '')
    fields.delete(key)
    return encodeURIComponent(value)
  })
  const url = baseUrl.replace(/\/+$/, '') + filled
  if (method === 'GET') return { url: url + queryOf(fields), init: { method, headers: {} } }
  const body = stringifyJson(Object.fromEntries(fields))
  return { url, init: { method, body, headers: { 'content-type': 'application/json' } } }
}

function queryOf(fields: ReadonlyMap<string, unknown>): string {
  const query = new URLSearchParams()
  for (const [key, value] of fields) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null) query.append(key, String(one))
    }
  }
  return query.size === 0 ? '' : `?${query}`
}

function outcomeOf<T>({ ok, status }: { readonly ok: boolean; readonly status: number }, text: string): CallOutcome<T> {
  const answer = objectIn(text)
  if (ok && answer !== undefined) return { ok, response: answer as T }
  const { error_code: code, message } = answer ?? {}
  return {
    ok: false,
    kind: 'refused',
    status,
    errorCode: typeof code === 'string' ? code : codeOfStatus(status),
    message: typeof message === 'string' ? message : `HTTP ${status}: ${text.slice(0, MAX_SHOWN_CHARACTERS)}`,
  }
}

const MAX_SHOWN_CHARACTERS = 300

const CODES: Readonly<Record<number, string>> = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'ENDPOINT_NOT_FOUND',
  409: 'RESOURCE_CONFLICT',
  429: 'RESOURCE_EXHAUSTED',
  501: 'NOT_IMPLEMENTED',
  503: 'TEMPORARILY_UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
}

/** The code that an answer without one stands for (mlflow-wire.md §1.6). */
export const codeOfStatus = (status: number): string => CODES[status] ?? 'INTERNAL_ERROR'

/** An empty body is an empty object, as MLflow's clients have it. */
function objectIn(text: string): Record<string, unknown> | undefined {
  if (text === '') return {}
  try {
    const value = parseJson(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}

/** fetch hides why it failed in a cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { cause } = error
  return cause instanceof Error && cause.message !== '' ? cause.message : error.message
}
