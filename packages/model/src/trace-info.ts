import type { Assessment } from './assessment.ts'
import type { ExperimentId, TraceId } from './ids.ts'
import type { TraceCost } from './span-cost.ts'
import type { UnixMillis } from './time.ts'
import type { TokenUsage } from './token-usage.ts'

export type TraceState = 'STATE_UNSPECIFIED' | 'OK' | 'ERROR' | 'IN_PROGRESS'

/** What StartTraceV3 (T1) says of a trace. It wins over what the spans say, field by field. */
export interface TraceRecord {
  readonly traceId: TraceId
  readonly experimentId: ExperimentId
  readonly clientRequestId?: string
  readonly requestPreview?: string
  readonly responsePreview?: string
  readonly requestTimeMillis: UnixMillis
  /** Absent while the trace runs. */
  readonly durationMillis?: number
  readonly state: TraceState
  readonly tags: Readonly<Record<string, string>>
  readonly metadata: Readonly<Record<string, string>>
  /** Oldest first, those that are overridden too. */
  readonly assessments?: readonly Assessment[]
}

/** What a list shows of a trace (TraceInfoV3, mlflow-wire.md §3.1): its record, completed from its spans. */
export interface TraceInfo extends TraceRecord {
  /** Sum over the spans, parents never counted on top of their children. */
  readonly usage?: TokenUsage
  /** Of the spans whose price is known; counted as usage is. */
  readonly cost?: TraceCost
  readonly spanCount: number
  /** Ids of runs that the trace was linked to after the fact; the one it was made in is in its metadata. */
  readonly linkedRuns?: readonly string[]
  /** `name/version` of the prompts that it used. */
  readonly linkedPrompts?: readonly string[]
}
