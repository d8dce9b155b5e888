import { createContextKey } from '@opentelemetry/api'
import type { Context } from '@opentelemetry/api'

/** A turn or call that is open around what the SDK does on its behalf. */
export interface Operation {
  /** `one`: its span is the request's span. `many`: each request inside gets a span of its own. */
  readonly requests: 'one' | 'many'
  isEnded: boolean
  /** Closes what was opened inside and never ended: closing an outer stream does not run the SDK's inner ones. */
  readonly openInside: Set<() => void>
  /** The SDK is about to send this; here callable tools are resolved to their definitions. */
  onRequest(params: unknown): void
}

const OPERATION = createContextKey('loupe.gemini.operation')

export const withOperation = (context: Context, operation: Operation): Context => context.setValue(OPERATION, operation)

/** Where the caller's own code runs, such as a tool: a Gemini call there is a call of its own. */
export const withoutOperation = (context: Context): Context => context.deleteValue(OPERATION)

export function operationIn(context: Context): Operation | undefined {
  const operation = context.getValue(OPERATION) as Operation | undefined
  return operation === undefined || operation.isEnded ? undefined : operation
}
