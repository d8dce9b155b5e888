import type { TraceId } from './ids.ts'
import type { JsonText } from './json-text.ts'
import type { UnixMillis } from './time.ts'

export type AssessmentSourceType = 'SOURCE_TYPE_UNSPECIFIED' | 'HUMAN' | 'LLM_JUDGE' | 'CODE'

/** Who judged: a person, a model, a program. */
export interface AssessmentSource {
  readonly sourceType: AssessmentSourceType
  /** E.g. a mail address or the name of a model; `default` unless told. */
  readonly sourceId: string
}

/** Why a judge came to no value. */
export interface AssessmentError {
  readonly errorCode: string
  readonly errorMessage?: string
  readonly stackTrace?: string
}

export type AssessmentValue =
  /** What somebody thinks of what happened; the value may be any JSON, `null` with an error. */
  | { readonly kind: 'feedback'; readonly value: JsonText; readonly error?: AssessmentError }
  /** What should have happened. */
  | { readonly kind: 'expectation'; readonly value: JsonText }
  | { readonly kind: 'issue'; readonly issueName: string }

/** A judgement of a trace or of one of its spans (mlflow-wire.md §3.1). */
export interface Assessment {
  /** `a-` and 32 hex digits; empty until the server has given one. */
  readonly assessmentId: string
  readonly traceId: TraceId
  readonly name: string
  readonly value: AssessmentValue
  readonly source: AssessmentSource
  readonly spanId?: string
  readonly rationale?: string
  readonly metadata: Readonly<Record<string, string>>
  /** The id of the assessment that this one corrects. */
  readonly overrides?: string
  /** False while another one overrides it. */
  readonly isValid: boolean
  readonly createdMillis: UnixMillis
  readonly updatedMillis: UnixMillis
}

/** What can be changed of an assessment; what is absent stays, metadata is merged. */
export type AssessmentChange = Partial<Pick<Assessment, 'name' | 'value' | 'rationale' | 'metadata'>>
