import type { Assessment as StoredAssessment, AssessmentError, AssessmentSource } from '@loupe-ai/model'
import { parseJson } from '@loupe-ai/wire'

/** A judgement of a trace or a span. */
export interface Assessment {
  readonly assessmentId: string
  readonly traceId: string
  readonly name: string
  readonly kind: 'feedback' | 'expectation' | 'issue'
  /** Any JSON; an integer that a number cannot hold is a bigint. Of an issue its name. */
  readonly value: unknown
  /** Why a judge came to no value. */
  readonly error?: AssessmentError
  readonly source: AssessmentSource
  readonly spanId?: string
  readonly rationale?: string
  readonly metadata: Readonly<Record<string, string>>
  readonly overrides?: string
  /** False while another one overrides it. */
  readonly valid: boolean
  /** Milliseconds since 1970. */
  readonly createTimeMs: number
  readonly lastUpdateTimeMs: number
}

export function assessmentOf(stored: StoredAssessment): Assessment {
  const { value, isValid, createdMillis, updatedMillis, ...same } = stored
  return {
    ...same,
    kind: value.kind,
    value: value.kind === 'issue' ? value.issueName : parseJson(value.value),
    ...(value.kind === 'feedback' && value.error !== undefined && { error: value.error }),
    valid: isValid,
    createTimeMs: createdMillis,
    lastUpdateTimeMs: updatedMillis,
  }
}
