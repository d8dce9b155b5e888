import {
  type Assessment,
  type AssessmentChange,
  type AssessmentError,
  type AssessmentSource,
  type AssessmentSourceType,
  type AssessmentValue,
  isJsonText,
  type JsonText,
  type TraceId,
  type UnixMillis,
} from '@loupe-ai/model'
import { parseJson } from '../json/parse-json.ts'
import { stringifyJson } from '../json/stringify-json.ts'
import { fieldOf, type JsonFields } from '../otlp/json-fields.ts'
import type { AssessmentErrorJson, AssessmentJson } from './mlflow-json.ts'
import { invalidParameter, missingParameter, type ParameterFailure } from './parameter-failure.ts'
import { asObject, optionalBy, optionalFlag, optionalText, readTexts, Refused, required } from './read-parameters.ts'
import { millisOfTimestamp, timestampText } from './timestamp.ts'

const SOURCE_TYPES: readonly AssessmentSourceType[] = ['SOURCE_TYPE_UNSPECIFIED', 'HUMAN', 'LLM_JUDGE', 'CODE']
const MAX_NAME_CHARACTERS = 250

export type AssessmentResult =
  | { readonly ok: true; readonly assessment: Assessment }
  | { readonly ok: false; readonly failure: ParameterFailure }

export type AssessmentChangeResult =
  | { readonly ok: true; readonly change: AssessmentChange }
  | { readonly ok: false; readonly failure: ParameterFailure }

/** What is taken where the sender does not say. */
export interface AssessmentDefaults {
  readonly traceId: TraceId
  readonly nowMillis: UnixMillis
}

/** An assessment as MLflow's clients read it (mlflow-wire.md §3.1). */
export function assessmentToJson(assessment: Assessment): AssessmentJson {
  const { assessmentId, spanId, rationale, metadata, overrides, source } = assessment
  return {
    ...(assessmentId !== '' && { assessment_id: assessmentId }),
    assessment_name: assessment.name,
    trace_id: assessment.traceId,
    ...(spanId !== undefined && { span_id: spanId }),
    source: { source_type: source.sourceType, source_id: source.sourceId },
    create_time: timestampText(assessment.createdMillis),
    last_update_time: timestampText(assessment.updatedMillis),
    ...valueToJson(assessment.value),
    ...(rationale !== undefined && { rationale }),
    ...(Object.keys(metadata).length > 0 && { metadata: { ...metadata } }),
    ...(overrides !== undefined && { overrides }),
    valid: assessment.isValid,
  }
}

/** The field of an assessment that holds its value. */
export function valueToJson(value: AssessmentValue): Pick<AssessmentJson, 'feedback' | 'expectation' | 'issue'> {
  switch (value.kind) {
    case 'feedback':
      return {
        feedback: {
          value: parseJson(value.value),
          ...(value.error !== undefined && { error: errorToJson(value.error) }),
        },
      }
    case 'expectation': {
      const parsed = parseJson(value.value)
      // Python's client takes lists and objects from the second form only.
      return typeof parsed === 'object' && parsed !== null
        ? { expectation: { serialized_value: { serialization_format: 'JSON_FORMAT', value: value.value } } }
        : { expectation: { value: parsed } }
    }
    case 'issue':
      return { issue: { issue_name: value.issueName } }
  }
}

const errorToJson = ({ errorCode, errorMessage, stackTrace }: AssessmentError): AssessmentErrorJson => ({
  error_code: errorCode,
  ...(errorMessage !== undefined && { error_message: errorMessage }),
  ...(stackTrace !== undefined && { stack_trace: stackTrace }),
})

/**
 * Reads an assessment, in snake_case or camelCase; unknown fields are ignored, null is absent. Its id is empty if it has
 * none, its trace is that of `defaults` whatever text it says. Never throws.
 */
export function assessmentFromJson(json: unknown, defaults: AssessmentDefaults): AssessmentResult {
  try {
    return { ok: true, assessment: readAssessment(asObject(json, 'assessment'), defaults) }
  } catch (error) {
    if (error instanceof Refused) return { ok: false, failure: error.failure }
    throw error
  }
}

/** As `assessmentFromJson`, for readers that catch what is thrown. */
export function readAssessment(fields: JsonFields, { traceId, nowMillis }: AssessmentDefaults): Assessment {
  optionalText(fields, 'traceId', 'trace_id')
  const createdMillis = optionalBy(fields, 'createTime', 'create_time', millisOfTimestamp) ?? nowMillis
  return {
    assessmentId: optionalText(fields, 'assessmentId', 'assessment_id') ?? '',
    traceId,
    name: readName(fields),
    value: readValue(fields),
    source: readSource(fieldOf(fields, 'source')),
    ...given('spanId', textOrAbsent(fields, 'spanId', 'span_id')),
    ...given('rationale', textOrAbsent(fields, 'rationale', 'rationale')),
    metadata: readTexts(fields, 'metadata', 'metadata'),
    ...given('overrides', textOrAbsent(fields, 'overrides', 'overrides')),
    isValid: optionalFlag(fields, 'valid') ?? true,
    createdMillis,
    updatedMillis: optionalBy(fields, 'lastUpdateTime', 'last_update_time', millisOfTimestamp) ?? createdMillis,
  }
}

/**
 * Reads the fields of an assessment that `updateMask` names, camelCase or snake_case and joined by commas
 * (mlflow-wire.md §3.2, T14); those that cannot change are left out. Never throws.
 */
export function assessmentChangeFromJson(json: unknown, updateMask: string): AssessmentChangeResult {
  try {
    const fields = asObject(json, 'assessment')
    const paths = new Set(
      updateMask.split(',').map((path) => path.trim().replace(/_(.)/g, (_all, c: string) => c.toUpperCase())),
    )
    const change: AssessmentChange = {
      ...(paths.has('assessmentName') && { name: readName(fields) }),
      ...((paths.has('feedback') || paths.has('expectation')) && { value: readValue(fields) }),
      ...(paths.has('rationale') && { rationale: optionalText(fields, 'rationale', 'rationale') ?? '' }),
      ...(paths.has('metadata') && { metadata: readTexts(fields, 'metadata', 'metadata') }),
    }
    return { ok: true, change }
  } catch (error) {
    if (error instanceof Refused) return { ok: false, failure: error.failure }
    throw error
  }
}

function readName(fields: JsonFields): string {
  const name = required(optionalText(fields, 'assessmentName', 'assessment_name'), 'assessment_name')
  if (name === '') throw new Refused(missingParameter('assessment_name'))
  if (name.length > MAX_NAME_CHARACTERS || !name.isWellFormed())
    throw new Refused(invalidParameter('assessment_name', name))
  return name
}

function readSource(json: unknown): AssessmentSource {
  if (json === undefined) return { sourceType: 'SOURCE_TYPE_UNSPECIFIED', sourceId: 'default' }
  const fields = asObject(json, 'source')
  const said = fieldOf(fields, 'sourceType', 'source_type') ?? SOURCE_TYPES[0]
  const sourceType = SOURCE_TYPES.find((name, number) => said === name || said === number)
  if (sourceType === undefined) throw new Refused(invalidParameter('source_type', said))
  return { sourceType, sourceId: optionalText(fields, 'sourceId', 'source_id') ?? 'default' }
}

/** Feedback goes before an expectation, that before an issue; what is beside it is left out but must be readable too. */
function readValue(fields: JsonFields): AssessmentValue {
  const values = [
    ['feedback', readFeedback],
    ['expectation', readExpectation],
    ['issue', readIssue],
  ] as const
  const [value] = values.flatMap(([kind, read]) => {
    const json = fieldOf(fields, kind)
    return json === undefined ? [] : [read(asObject(json, kind))]
  })
  if (value === undefined) throw new Refused({ parameter: 'assessment', message: 'Unknown assessment type: None' })
  return value
}

function readFeedback(fields: JsonFields): AssessmentValue {
  const error = fieldOf(fields, 'error')
  const value = jsonTextOf(fieldOf(fields, 'value') ?? null)
  return { kind: 'feedback', value, ...(error !== undefined && { error: readError(asObject(error, 'error')) }) }
}

function readError(fields: JsonFields): AssessmentError {
  return {
    errorCode: optionalText(fields, 'errorCode', 'error_code') ?? '',
    ...given('errorMessage', textOrAbsent(fields, 'errorMessage', 'error_message')),
    ...given('stackTrace', textOrAbsent(fields, 'stackTrace', 'stack_trace')),
  }
}

function readExpectation(fields: JsonFields): AssessmentValue {
  const serialized = fieldOf(fields, 'serializedValue', 'serialized_value')
  if (serialized === undefined) return { kind: 'expectation', value: jsonTextOf(fieldOf(fields, 'value') ?? null) }
  const text = required(optionalText(asObject(serialized, 'serialized_value'), 'value', 'value'), 'serialized_value')
  if (!isJsonText(text)) throw new Refused(invalidParameter('serialized_value', text))
  return { kind: 'expectation', value: text }
}

function readIssue(fields: JsonFields): AssessmentValue {
  return { kind: 'issue', issueName: required(optionalText(fields, 'issueName', 'issue_name'), 'issue_name') }
}

const jsonTextOf = (value: unknown): JsonText => stringifyJson(value) as JsonText

/** Protobuf's JSON has an empty text for what is unset. */
const textOrAbsent = (fields: JsonFields, camel: string, snake: string): string | undefined =>
  optionalText(fields, camel, snake) || undefined

const given = <Name extends string>(name: Name, value: string | undefined): { [key in Name]?: string } =>
  value === undefined ? {} : ({ [name]: value } as { [key in Name]?: string })
