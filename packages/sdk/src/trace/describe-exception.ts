import { readableStatus } from './rpc-status.ts'

export interface ExceptionFacts {
  readonly type: string
  readonly message: string
  readonly stacktrace?: string
}

const MAX_CAUSES = 5

/** What anything thrown says of itself. The stack holds the causes too, which the engine's own text leaves out. */
export function describeException(thrown: unknown): ExceptionFacts {
  try {
    if (!(thrown instanceof Error)) return describeOther(thrown)
    return inWords({ type: typeOf(thrown), message: String(thrown.message), stacktrace: stackWithCauses(thrown) })
  } catch {
    return { type: 'Error', message: '[unreadable exception]' }
  }
}

/** Some SDKs make a service's whole JSON answer their message: what it says is kept, in place of how it is written. */
function inWords(facts: ExceptionFacts): ExceptionFacts {
  const words = readableStatus(facts.message)
  if (words === undefined) return facts
  const stacktrace = facts.stacktrace?.replace(facts.message, () => words)
  return { type: facts.type, message: words, ...(stacktrace !== undefined && { stacktrace }) }
}

function describeOther(thrown: unknown): ExceptionFacts {
  if (typeof thrown !== 'object' || thrown === null) return { type: typeof thrown, message: String(thrown) }
  const { name, message, stack } = thrown as { name?: unknown; message?: unknown; stack?: unknown }
  return {
    type: typeof name === 'string' && name !== '' ? name : 'Error',
    message: typeof message === 'string' ? message : '',
    ...(typeof stack === 'string' && { stacktrace: stack }),
  }
}

const typeOf = (error: Error): string => {
  const { name } = error
  // Many classes extend Error without a name of their own.
  return name !== 'Error' && name !== '' ? name : error.constructor?.name || 'Error'
}

function stackWithCauses(error: Error): string | undefined {
  if (typeof error.stack !== 'string') return undefined
  let text = error.stack
  let cause = error.cause
  for (let depth = 0; cause instanceof Error && depth < MAX_CAUSES; depth++) {
    text += `\nCaused by: ${cause.stack ?? String(cause)}`
    cause = cause.cause
  }
  return text
}
