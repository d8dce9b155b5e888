import { context, ROOT_CONTEXT } from '@opentelemetry/api'
import { readTraceResponse } from '@loupe-ai/wire'

import { textOf } from '../diagnostics.ts'
import { suppressTracing } from '../trace/suppression.ts'
import { gzip } from './gzip.ts'
import { judgeStatus } from './judge-status.ts'
import { retryAfterMillis } from './retry-after.ts'
import { retryLater } from './retry-later.ts'
import type { ServerAddress } from './server-address.ts'
import type { SendOutcome, Transport } from './transport.ts'

export interface HttpTransportOptions {
  readonly timeoutMillis?: number
  /** Larger bodies are compressed, but not for a server on the same machine. */
  readonly gzipFromBytes?: number
}

/** Keys expire and are renewed: the spans are as good as before. */
const NOT_LET_IN: ReadonlySet<number> = new Set([401, 403])
const MAX_SHOWN_CHARACTERS = 300

/** OTLP over HTTP in protobuf, to `/v1/traces` of the server (opentelemetry.io/docs/specs/otlp, §OTLP/HTTP). */
export function httpTransport(
  address: ServerAddress,
  { timeoutMillis = 15_000, gzipFromBytes = 8192 }: HttpTransportOptions = {},
): Transport {
  async function post(body: Uint8Array<ArrayBuffer>, signal: AbortSignal): Promise<SendOutcome> {
    const headers: Record<string, string> = { ...address.headers, 'content-type': 'application/x-protobuf' }
    const small = address.isLoopback || body.byteLength < gzipFromBytes ? undefined : await gzip(body)
    if (small !== undefined) headers['content-encoding'] = 'gzip'
    const request = { method: 'POST', headers, body: small ?? body, signal }
    // Our own requests must not become spans, ours or anybody's.
    const suppressed = suppressTracing(ROOT_CONTEXT)
    const response = await context.with(suppressed, () => fetch(`${address.baseUrl}/v1/traces`, request))
    return await outcomeOf(response)
  }

  return {
    async send(body, signal) {
      if (signal.aborted) return { status: 'retryable', reason: 'stopped' }
      const stop = new AbortController()
      const onAbort = (): void => stop.abort(signal.reason)
      signal.addEventListener('abort', onAbort)
      const timer = setTimeout(() => stop.abort(new Error(`no answer in ${timeoutMillis} ms`)), timeoutMillis)
      try {
        return await post(body, stop.signal)
      } catch (error) {
        return { status: 'retryable', reason: textOf(error), isUnreachable: isRefused(error) }
      } finally {
        clearTimeout(timer)
        signal.removeEventListener('abort', onAbort)
      }
    },
  }
}

/** Node's, Deno's and Bun's words for a connection that was not taken. */
const isRefused = (error: unknown): boolean =>
  /ECONNREFUSED|ENOTFOUND|Connection refused|ConnectionRefused/.test(textOf(error))

async function outcomeOf(response: Response): Promise<SendOutcome> {
  // Read to the end whatever it is: an unread answer keeps its connection.
  const bytes = new Uint8Array(await response.arrayBuffer())
  if (response.ok) return acceptedOutcome(bytes, response.headers)
  const text = new TextDecoder().decode(bytes.subarray(0, MAX_SHOWN_CHARACTERS)).trim()
  const reason = `HTTP ${response.status}${text === '' ? '' : `: ${text}`}`
  if (NOT_LET_IN.has(response.status)) return { status: 'retryable', reason, isUnreachable: true }
  const { isRetryable, isServerFault } = judgeStatus(response.status)
  if (!isRetryable) return { status: 'refused', reason }
  const afterMillis = retryAfterMillis(response.headers.get('retry-after'), Date.now())
  return retryLater({ reason, isServerFault, ...(afterMillis !== undefined && { afterMillis }) })
}

function acceptedOutcome(bytes: Uint8Array<ArrayBuffer>, headers: Headers): SendOutcome {
  const isLoupe = headers.has('x-loupe-version')
  const isProtobuf = headers.get('content-type')?.startsWith('application/x-protobuf') ?? false
  const answer = isProtobuf && bytes.byteLength > 0 ? readTraceResponse(bytes) : undefined
  // A 200 is final, also one that we cannot read: the same spans must not be sent again.
  const { rejectedSpans, errorMessage: message } = answer?.ok ? answer.value : { rejectedSpans: 0, errorMessage: '' }
  return { status: 'accepted', rejectedSpans, message, isLoupe }
}
