import { EXCEPTION } from '@loupe-ai/model'
import type { LiveSpan } from '../../trace/live-span.ts'
import { textAt } from './loose.ts'
import { readError, withoutKeys } from './read-error.ts'

/**
 * The error on the span, in words: the SDK's own messages are JSON, sometimes twice. `wasAborted`: the caller's signal fired.
 */
export function recordException(span: LiveSpan, error: unknown, wasAborted: boolean): void {
  const { message, attributes } = readError(error, wasAborted)
  const raw = textAt(error, 'message')
  const stack = textAt(error, 'stack')
  span.recordException(error, {
    [EXCEPTION.message]: message,
    ...(stack !== undefined && {
      [EXCEPTION.stacktrace]: withoutKeys(raw ? stack.replace(raw, () => message) : stack),
    }),
  })
  span.setAttributes(attributes)
  span.setStatus('ERROR', message)
}
