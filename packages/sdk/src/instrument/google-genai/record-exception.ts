import { EXCEPTION } from '@loupe-ai/model'
import type { LiveSpan } from '../../trace/live-span.ts'
import { textAt } from './loose.ts'
import { readError } from './read-error.ts'

/**
 * The error on the span, in words: the SDK's own messages are JSON, sometimes twice. `wasAborted`: the caller's signal fired.
 */
export function recordException(span: LiveSpan, error: unknown, wasAborted: boolean): void {
  const { message, attributes } = readError(error, wasAborted)
  span.recordException(error, rewordedException(error, message))
  span.setAttributes(attributes)
  span.setStatus('ERROR', message)
}

/** Where our words differ from the error's own, its stack begins with ours too: the raw text may hold the caller's key. */
function rewordedException(error: unknown, message: string): Record<string, string> {
  const raw = textAt(error, 'message')
  const stack = textAt(error, 'stack')
  if (raw === undefined || raw === message) return {}
  const reworded = stack === undefined ? undefined : stack.replace(raw, () => message)
  return { [EXCEPTION.message]: message, ...(reworded !== undefined && { [EXCEPTION.stacktrace]: reworded }) }
}
