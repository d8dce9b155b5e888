import type { LiveSpan, Tracing } from '../../trace/live-span.ts'
import type { CallMemory } from './call-memory.ts'

/** A call whose answer is there and whose span is still open. */
export interface AnsweredCall {
  readonly span: LiveSpan
  readonly tracing: Tracing
  readonly memory: CallMemory
  /** The object of the SDK that it was called on. */
  readonly owner: unknown
  readonly args: readonly unknown[]
}
