import type { AssessmentError, AssessmentSource, JsonText, TraceId } from '@loupe-ai/model'
import type { AssessmentJson, RequestOf } from '@loupe-ai/contract'
import { assessmentFromJson, stringifyJson, timestampText, valueToJson } from '@loupe-ai/wire'
import { unixMillis } from '@loupe-ai/model'

import type { CallEndpoint } from '../experiment/call-endpoint.ts'
import { LoupeError } from '../loupe-error.ts'
import { assessmentOf, type Assessment } from './assessment.ts'

interface Judgement {
  readonly traceId: string
  /** Of the span that is judged; the whole trace when absent. */
  readonly spanId?: string
  readonly metadata?: Readonly<Record<string, string>>
  readonly source?: Partial<AssessmentSource>
}

export interface FeedbackOptions extends Judgement {
  /** Default `feedback`. */
  readonly name?: string
  /** Any JSON. */
  readonly value?: unknown
  /** Why there is no value: an error that was thrown, or a text. */
  readonly error?: unknown
  readonly rationale?: string
  /** The id of an assessment that this one corrects: it is not valid any more. */
  readonly overrides?: string
}

export interface ExpectationOptions extends Judgement {
  readonly name: string
  /** Any JSON but null. */
  readonly value: unknown
}

export interface AssessmentReference {
  readonly traceId: string
  readonly assessmentId: string
}

/** What is absent stays; metadata is merged. The value's kind cannot change. */
export interface AssessmentUpdate extends AssessmentReference {
  readonly name?: string
  readonly value?: unknown
  readonly error?: unknown
  readonly rationale?: string
  readonly metadata?: Readonly<Record<string, string>>
}

const MAX_STACK_CHARACTERS = 10_000
const TRUNCATED = '[Stack trace is truncated]\n...'

/** Rejects with a LoupeError, `RESOURCE_DOES_NOT_EXIST` for an unknown trace. */
export async function logFeedback(call: CallEndpoint, options: FeedbackOptions): Promise<Assessment> {
  const { name = 'feedback', value, error, rationale, overrides } = options
  if (value === undefined && error === undefined)
    throw invalid('logFeedback needs a value, or an error that says why there is none.')
  const feedback = { feedback: feedbackJson(value, error) }
  return await create(call, options, 'CODE', {
    assessment_name: name,
    ...feedback,
    ...(rationale !== undefined && { rationale }),
    ...(overrides !== undefined && { overrides }),
  })
}

/** Rejects with a LoupeError, `RESOURCE_DOES_NOT_EXIST` for an unknown trace. */
export async function logExpectation(call: CallEndpoint, options: ExpectationOptions): Promise<Assessment> {
  const { name, value } = options
  if (value === undefined || value === null) throw invalid('logExpectation needs a value other than null.')
  return await create(call, options, 'HUMAN', {
    assessment_name: name,
    ...valueToJson({ kind: 'expectation', value: jsonOf(value) }),
  })
}

export async function getAssessment(call: CallEndpoint, reference: AssessmentReference): Promise<Assessment> {
  const { assessment } = await call('getAssessment', idsOf(reference))
  return read(assessment, reference.traceId)
}

export async function updateAssessment(call: CallEndpoint, update: AssessmentUpdate): Promise<Assessment> {
  const { name, value, error, rationale, metadata } = update
  const changesValue = value !== undefined || error !== undefined
  const kind = changesValue ? (await getAssessment(call, update)).kind : undefined
  const request: RequestOf<'updateAssessment'> = {
    ...idsOf(update),
    assessment: {
      assessment_id: update.assessmentId,
      trace_id: update.traceId,
      ...(name !== undefined && { assessment_name: name }),
      ...(kind === 'feedback' && { feedback: feedbackJson(value, error) }),
      ...(kind === 'expectation' && valueToJson({ kind, value: jsonOf(value) })),
      ...(rationale !== undefined && { rationale }),
      ...(metadata !== undefined && { metadata: { ...metadata } }),
    },
    update_mask: [
      ...(name === undefined ? [] : ['assessmentName']),
      ...(kind === undefined ? [] : [kind]),
      ...(rationale === undefined ? [] : ['rationale']),
      ...(metadata === undefined ? [] : ['metadata']),
    ].join(','),
  }
  if (request.update_mask === '')
    throw invalid('updateAssessment was told nothing to change: give a value, a name, a rationale or metadata.')
  const { assessment } = await call('updateAssessment', request)
  return read(assessment, update.traceId)
}

/** Deleting one that is not there is no error. */
export async function deleteAssessment(call: CallEndpoint, reference: AssessmentReference): Promise<void> {
  await call('deleteAssessment', idsOf(reference))
}

async function create(
  call: CallEndpoint,
  { traceId, spanId, metadata, source }: Judgement,
  defaultType: AssessmentSource['sourceType'],
  assessment: Pick<AssessmentJson, 'assessment_name'> & Partial<AssessmentJson>,
): Promise<Assessment> {
  const now = timestampText(unixMillis(Date.now()))
  const answer = await call('createAssessment', {
    trace_id: traceId,
    assessment: {
      ...assessment,
      trace_id: traceId,
      source: { source_type: source?.sourceType ?? defaultType, source_id: source?.sourceId ?? 'default' },
      create_time: now,
      last_update_time: now,
      ...(spanId !== undefined && { span_id: spanId }),
      ...(metadata !== undefined && { metadata: { ...metadata } }),
    },
  })
  return read(answer.assessment, traceId)
}

function read(json: AssessmentJson, traceId: string): Assessment {
  const result = assessmentFromJson(json, { traceId: traceId as TraceId, nowMillis: unixMillis(Date.now()) })
  if (result.ok) return assessmentOf(result.assessment)
  throw new LoupeError('MALFORMED_ANSWER', `The server's answer cannot be read: ${result.failure.message}`)
}

const idsOf = ({ traceId, assessmentId }: AssessmentReference): { trace_id: string; assessment_id: string } => ({
  trace_id: traceId,
  assessment_id: assessmentId,
})

function feedbackJson(value: unknown, error: unknown): AssessmentJson['feedback'] {
  const said = error === undefined ? undefined : errorOf(error)
  return valueToJson({ kind: 'feedback', value: jsonOf(value ?? null), ...(said && { error: said }) }).feedback
}

function errorOf(error: unknown): AssessmentError {
  if (!(error instanceof Error)) return { errorCode: 'ASSESSMENT_ERROR', errorMessage: String(error) }
  const stack = error.stack ?? ''
  return {
    errorCode: error.name,
    errorMessage: error.message,
    ...(stack !== '' && {
      stackTrace: stack.length <= MAX_STACK_CHARACTERS ? stack : TRUNCATED + stack.slice(-MAX_STACK_CHARACTERS),
    }),
  }
}

function jsonOf(value: unknown): JsonText {
  try {
    const text: string | undefined = stringifyJson(value)
    if (text !== undefined) return text as JsonText
  } catch (cause) {
    throw new LoupeError('INVALID_PARAMETER_VALUE', 'The value of an assessment must be JSON.', { cause })
  }
  throw invalid('The value of an assessment must be JSON.')
}

const invalid = (message: string): LoupeError => new LoupeError('INVALID_PARAMETER_VALUE', message)
