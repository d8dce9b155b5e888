import type { Channel } from 'node:diagnostics_channel'
import { createContextKey } from '@opentelemetry/api'
import type { Context } from '@opentelemetry/api'
import { ERROR_TYPE } from '@loupe-ai/model'
import type { LiveSpan } from '../../trace/live-span.ts'
import { quietly } from '../quietly.ts'
import { count, GEMINI, HTTP_STATUS_CODE } from './attributes.ts'
import { isObject, numberAt, objectAt, textAt } from './loose.ts'

/** What became of one HTTP request that was not the last of its call. */
interface FailedAttempt {
  readonly statusCode?: number
  /** The error's name, where no answer came. */
  readonly errorType?: string
}

/** The HTTP requests of one span: the SDK tries again inside, where no wrapper of a method sees it (gemini-sdk.md §10). */
export interface HttpAttempts {
  begun(): void
  failed(attempt: FailedAttempt): void
}

const ATTEMPTS = createContextKey('loupe.gemini.http-attempts')

export const withHttpAttempts = (context: Context, attempts: HttpAttempts): Context =>
  context.setValue(ATTEMPTS, attempts)

/** Counts on a span the requests that were made again, and says what became of each that failed. */
export const retriesOn = (span: Pick<LiveSpan, 'setAttribute' | 'addEvent'>): HttpAttempts =>
  httpAttempts((failed, retries) => {
    span.setAttribute(GEMINI.retries, count(retries))
    span.addEvent('gemini.retry', {
      ...(failed.statusCode !== undefined && { [HTTP_STATUS_CODE]: BigInt(failed.statusCode) }),
      ...(failed.errorType !== undefined && { [ERROR_TYPE]: failed.errorType }),
    })
  })

/** Tells `onRetry` of every failed request that another one followed. */
function httpAttempts(onRetry: (failed: FailedAttempt, retries: number) => void): HttpAttempts {
  let lastFailure: FailedAttempt | undefined
  let retries = 0
  return {
    begun() {
      if (lastFailure !== undefined) onRetry(lastFailure, ++retries)
      lastFailure = undefined
    },
    failed: (attempt) => void (lastFailure = attempt),
  }
}

/**
 * Listens to what Node's own `fetch` tells of its requests; nothing is wrapped. A program's own `fetch` tells nothing, and
 * where there is no `diagnostics_channel` nobody does. For as long
 * as the process lives.
 */
export function watchHttpAttempts(activeContext: () => Context): void {
  const channels = diagnosticsChannel()
  if (channels === undefined) return
  const open = new WeakMap<object, HttpAttempts>()
  const seen = (message: unknown): HttpAttempts | undefined => {
    const request = objectAt(message, 'request')
    return request && open.get(request)
  }
  const listeners: Record<string, (message: unknown) => void> = {
    'undici:request:create': (message) => {
      const request = objectAt(message, 'request')
      const attempts = activeContext().getValue(ATTEMPTS) as HttpAttempts | undefined
      if (request === undefined || attempts === undefined) return
      open.set(request, attempts)
      attempts.begun()
    },
    'undici:request:headers': (message) => {
      const statusCode = numberAt(objectAt(message, 'response'), 'statusCode')
      if (statusCode !== undefined && statusCode >= 400) seen(message)?.failed({ statusCode })
    },
    'undici:request:error': (message) => {
      const errorType = isObject(message) ? textAt(message['error'], 'name') : undefined
      seen(message)?.failed(errorType === undefined ? {} : { errorType })
    },
  }
  for (const [name, listen] of Object.entries(listeners))
    channels.subscribe(name, (message) => quietly('seeing an HTTP request', () => listen(message)))
}

interface Channels {
  subscribe(name: string, listener: Parameters<Channel['subscribe']>[0]): void
}

/** `process.getBuiltinModule` and no import: this file must load where there is no such module. */
function diagnosticsChannel(): Channels | undefined {
  if (typeof process === 'undefined' || typeof process.getBuiltinModule !== 'function') return undefined
  return process.getBuiltinModule('node:diagnostics_channel')
}
