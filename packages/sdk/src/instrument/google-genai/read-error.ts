import { ERROR_TYPE } from '@loupe-ai/model'
import { withoutSecrets } from '../../capture/secret-text.ts'
import { readableStatus, rpcStatusIn } from '../../trace/rpc-status.ts'
import { count, GEMINI, HTTP_STATUS_CODE } from './attributes.ts'
import type { AttributeBag } from './attributes.ts'
import { isObject, listAt, numberAt, textAt } from './loose.ts'
import type { Loose } from './loose.ts'

export interface ReadError {
  /** Readable: `404 NOT_FOUND: models/x is not found…`. */
  readonly message: string
  readonly attributes: AttributeBag
}

/**
 * What an error of `@google/genai` says (gemini-sdk.md §10). Its message may be JSON, JSON inside JSON (a body that was not
 * declared as JSON), a list, or `got status: X. {…}`. Read by shape and name, as several copies of the SDK's classes may be loaded.
 * `wasAborted`: the caller's own signal fired; the SDK throws the same AbortError for its timeout.
 */
export function readError(error: unknown, wasAborted: boolean): ReadError {
  const name = textAt(error, 'name') ?? typeof error
  const raw = textAt(error, 'message') ?? String(error)
  if (name === 'AbortError') return read(wasAborted ? 'aborted' : 'timeout', raw, {})

  const status = rpcStatusIn(raw)
  const code = numberAt(error, 'status') ?? numberAt(status, 'code')
  if (status === undefined) {
    return read(code === undefined ? name : String(code), raw, { [HTTP_STATUS_CODE]: count(code) })
  }
  const canonical = textAt(status, 'status')
  return read(canonical ?? String(code ?? name), readableStatus(raw, code) ?? raw, {
    [HTTP_STATUS_CODE]: count(code),
    ...errorDetails(status),
  })
}

/** Google's reason, when to try again and whose quota it was, from the details of a `google.rpc.Status`. */
export function errorDetails(status: unknown): AttributeBag {
  const details = listAt(status, 'details')
  return {
    [GEMINI.errorReason]: textAt(detail(details, 'ErrorInfo'), 'reason'),
    [GEMINI.errorRetryDelay]: textAt(detail(details, 'RetryInfo'), 'retryDelay'),
    [GEMINI.errorQuotaIds]: quotaIds(detail(details, 'QuotaFailure')),
  }
}

const read = (type: string, message: string, attributes: AttributeBag): ReadError => ({
  message: withoutSecrets(message),
  attributes: { [ERROR_TYPE]: type, ...attributes },
})

const detail = (details: readonly unknown[], type: string): Loose | undefined =>
  details.filter(isObject).find((one) => textAt(one, '@type')?.endsWith(`google.rpc.${type}`) === true)

const quotaIds = (failure: Loose | undefined): string[] | undefined => {
  const ids = listAt(failure, 'violations').flatMap((violation) => textAt(violation, 'quotaId') ?? [])
  return ids.length === 0 ? undefined : ids
}
