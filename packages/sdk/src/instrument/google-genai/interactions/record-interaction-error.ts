import { ERROR_TYPE, EXCEPTION } from '@loupe-ai/model'
import type { LiveSpan } from '../../../trace/live-span.ts'
import { withoutSecrets } from '../../../capture/secret-text.ts'
import { rpcStatusIn } from '../../../trace/rpc-status.ts'
import { count, HTTP_STATUS_CODE } from '../attributes.ts'
import { numberAt, objectAt, textAt } from '../loose.ts'
import { errorDetails } from '../read-error.ts'
import { recordException } from '../record-exception.ts'

const KINDS: Readonly<Record<string, string>> = {
  APIUserAbortError: 'aborted',
  APIConnectionTimeoutError: 'timeout',
  ContinuationTimeoutError: 'timeout',
}

/**
 * An error of the newer clients of the SDK (gemini-sdk.md §10): by shape, as their classes are not exported. `error` holds
 * the body, whose `code` is a word or, from a gateway, google.rpc's.
 */
export function recordInteractionError(span: LiveSpan, error: unknown, wasAborted: boolean): void {
  const name = textAt(error, 'name') ?? ''
  const body = objectAt(error, 'error')
  const said = objectAt(body, 'error') ?? body
  const kind = KINDS[name]
  if (said === undefined && kind === undefined) return recordException(span, error, wasAborted)
  const status = numberAt(error, 'status')
  const word = textAt(said, 'status') ?? textAt(said, 'code')
  const words = textAt(said, 'message') ?? textAt(error, 'message') ?? name
  const message = withoutSecrets(
    `${[status, word].filter((part) => part !== undefined).join(' ')}: ${words}`.replace(/^: /, ''),
  )
  const raw = textAt(error, 'message') ?? ''
  const stack = textAt(error, 'stack')
  span.recordException(error, {
    [EXCEPTION.message]: message,
    ...(stack !== undefined && { [EXCEPTION.stacktrace]: stack.replace(raw, () => message) }),
  })
  span.setAttributes({
    [ERROR_TYPE]: kind ?? word ?? (status === undefined ? name : String(status)),
    [HTTP_STATUS_CODE]: count(status),
    // Where the SDK made nothing of the body, its text is still there.
    ...errorDetails(Array.isArray(said?.['details']) ? said : rpcStatusIn(textAt(error, 'body') ?? '')),
  })
  span.setStatus('ERROR', message)
}

/** What went wrong in an interaction that was answered all the same: an error event, or the status `failed`. */
export function recordFailedInteraction(span: LiveSpan, error: unknown): void {
  const message = withoutSecrets(textAt(error, 'message') ?? 'the interaction failed')
  const code = textAt(error, 'code') ?? 'failed'
  span.addEvent(EXCEPTION.event, { [EXCEPTION.type]: code, [EXCEPTION.message]: message })
  span.setAttribute(ERROR_TYPE, code)
  span.setStatus('ERROR', `${code}: ${message}`)
}
