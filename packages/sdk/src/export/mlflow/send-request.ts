import { codeOfStatus } from '@loupe-ai/contract/client'
import { context, ROOT_CONTEXT } from '@opentelemetry/api'

import { textOf } from '../../diagnostics.ts'
import { suppressTracing } from '../../trace/suppression.ts'
import { judgeStatus } from '../judge-status.ts'
import { retryAfterMillis } from '../retry-after.ts'

export interface OutgoingRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'HEAD'
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array<ArrayBuffer>
  /** True: what the answer says is not repeated to anybody, because it may quote a secret of the request. */
  readonly isSecret?: boolean
}

export interface Reply {
  readonly ok: true
  readonly status: number
  readonly headers: Headers
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** An answer other than 2xx, or none. */
export interface RequestFailure {
  readonly ok: false
  /** Absent when no answer came. */
  readonly status?: number
  /** MLflow's and Databricks' `error_code`, or one that stands for the status (mlflow-wire.md §1.6). */
  readonly code: string
  /** For a person; holds no secret. */
  readonly reason: string
  readonly isRetryable: boolean
  readonly afterMillis?: number
  readonly isUnreachable?: boolean
  /** It may be the request that the server fails over (mlflow-wire.md §1.6: 500 also stands for what will never work). */
  readonly isServerFault?: boolean
}

/** Carries one request. Never rejects: every ending is a value. */
export type SendRequest = (request: OutgoingRequest, signal: AbortSignal) => Promise<Reply | RequestFailure>

const MAX_SHOWN_CHARACTERS = 300

/** Requests by the program's own `fetch`, outside of every trace; given up after `timeoutMillis`. */
export const requestSender = ({ timeoutMillis = 15_000 }: { readonly timeoutMillis?: number } = {}): SendRequest =>
  async function sendRequest({ method, url, headers = {}, body, isSecret = false }, signal) {
    if (signal.aborted) return { ok: false, code: 'ABORTED', reason: 'stopped', isRetryable: true }
    const limit = AbortSignal.timeout(timeoutMillis)
    const init = { method, headers, signal: AbortSignal.any([signal, limit]), ...(body !== undefined && { body }) }
    try {
      // Our own requests must not become spans, ours or anybody's.
      const response = await context.with(suppressTracing(ROOT_CONTEXT), () => fetch(url, init))
      const bytes = new Uint8Array(await response.arrayBuffer())
      if (response.ok) return { ok: true, status: response.status, headers: response.headers, bytes }
      return failureOf(response, isSecret ? new Uint8Array() : bytes)
    } catch (error) {
      const reason = limit.aborted ? `no answer in ${timeoutMillis} ms` : textOf(error)
      return { ok: false, code: 'UNREACHABLE', reason, isRetryable: true, isUnreachable: isRefused(error) }
    }
  }

/** Node's, Deno's and Bun's words for a connection that was not taken. */
const isRefused = (error: unknown): boolean =>
  /ECONNREFUSED|ENOTFOUND|Connection refused|ConnectionRefused/.test(textOf(error))

function failureOf({ status, headers }: Response, bytes: Uint8Array): RequestFailure {
  const text = new TextDecoder().decode(bytes.subarray(0, 16 * 1024)).trim()
  const said = objectIn(text)
  const code = typeof said['error_code'] === 'string' ? said['error_code'] : codeOfStatus(status)
  const message = typeof said['message'] === 'string' ? `${code}: ${said['message']}` : text
  const { isRetryable, isServerFault } = judgeStatus(status)
  const afterMillis = retryAfterMillis(headers.get('retry-after'), Date.now())
  return {
    ok: false,
    status,
    code,
    reason: `HTTP ${status}${message === '' ? '' : `: ${message.slice(0, MAX_SHOWN_CHARACTERS)}`}`,
    isRetryable,
    ...(isServerFault && { isServerFault }),
    ...(afterMillis !== undefined && { afterMillis }),
  }
}

function objectIn(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
  } catch {
    return {}
  }
}
