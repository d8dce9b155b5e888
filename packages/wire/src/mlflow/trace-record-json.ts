import { type Assessment, type TraceRecord, type TraceState, experimentId, traceId } from '@loupe-ai/model'
import { fieldOf, type JsonFields } from '../otlp/json-fields.ts'
import { type AssessmentDefaults, readAssessment } from './assessment-json.ts'
import { millisOfDuration } from './duration.ts'
import { invalidParameter, type ParameterFailure, shortText } from './parameter-failure.ts'
import { asObject, optionalBy, optionalText, readTexts, Refused, required } from './read-parameters.ts'
import { millisOfTimestamp } from './timestamp.ts'

const STATES: readonly TraceState[] = ['STATE_UNSPECIFIED', 'OK', 'ERROR', 'IN_PROGRESS']
const LOCATION_TYPES = ['TRACE_LOCATION_TYPE_UNSPECIFIED', 'MLFLOW_EXPERIMENT', 'INFERENCE_TABLE'] as const
/** What previews were once called: checked, and left out as MLflow's server leaves it out. */
const OLD_TEXTS = ['request', 'response']
const MAX_TRACE_ID_CHARACTERS = 50

export type TraceRecordResult =
  | { readonly ok: true; readonly record: TraceRecord }
  | { readonly ok: false; readonly failure: ParameterFailure }

/**
 * Reads the `trace_info` of StartTraceV3 (T1), in snake_case or camelCase; unknown fields are ignored, null is absent.
 * Required are the id, the location's type and experiment, and the time. Never throws.
 */
export function traceRecordFromJson(json: unknown): TraceRecordResult {
  try {
    return { ok: true, record: readRecord(asObject(json, 'trace_info')) }
  } catch (error) {
    if (error instanceof Refused) return { ok: false, failure: error.failure }
    throw error
  }
}

function readRecord(info: JsonFields): TraceRecord {
  const id = required(optionalText(info, 'traceId', 'trace_id'), 'trace_id')
  const isStorable = id !== '' && id.length <= MAX_TRACE_ID_CHARACTERS && id.isWellFormed()
  if (!isStorable) throw new Refused(invalidParameter('trace_id', id))
  const requestTimeMillis = required(optionalBy(info, 'requestTime', 'request_time', millisOfTimestamp), 'request_time')
  for (const name of OLD_TEXTS) optionalText(info, name, name)
  const assessments = readAssessments(info, { traceId: traceId(id), nowMillis: requestTimeMillis })
  return {
    traceId: traceId(id),
    experimentId: readExperimentId(info),
    clientRequestId: optionalText(info, 'clientRequestId', 'client_request_id'),
    requestPreview: optionalText(info, 'requestPreview', 'request_preview'),
    responsePreview: optionalText(info, 'responsePreview', 'response_preview'),
    requestTimeMillis,
    durationMillis: optionalBy(info, 'executionDuration', 'execution_duration', millisOfDuration),
    state: readState(fieldOf(info, 'state')),
    tags: readTexts(info, 'tags', 'tags'),
    metadata: readTexts(info, 'traceMetadata', 'trace_metadata'),
    ...(assessments.length > 0 && { assessments }),
  }
}

/** A time that one lacks is that of the trace, so that a repeat says the same. */
function readAssessments(info: JsonFields, defaults: AssessmentDefaults): readonly Assessment[] {
  const list = fieldOf(info, 'assessments') ?? []
  if (!Array.isArray(list)) throw new Refused(invalidParameter('assessments', list))
  return list.map((json: unknown) => readAssessment(asObject(json, 'assessments'), defaults))
}

function readExperimentId(info: JsonFields): TraceRecord['experimentId'] {
  const location = asObject(
    required(fieldOf(info, 'traceLocation', 'trace_location'), 'trace_location'),
    'trace_location',
  )
  const experiment = required(fieldOf(location, 'mlflowExperiment', 'mlflow_experiment'), 'mlflow_experiment')
  const id = required(
    optionalText(asObject(experiment, 'mlflow_experiment'), 'experimentId', 'experiment_id'),
    'experiment_id',
  )
  const found = experimentIdOf(id)
  checkLocationType(fieldOf(location, 'type') ?? LOCATION_TYPES[0], found)
  return found
}

function experimentIdOf(text: string): TraceRecord['experimentId'] {
  try {
    return experimentId(text)
  } catch {
    const message = `Invalid experiment ID '${shortText(text)}'. Experiment ID must be a valid integer.`
    throw new Refused({ parameter: 'experiment_id', message })
  }
}

/** An experiment is a place of its own type only; protobuf's JSON has the type by its number too. */
function checkLocationType(said: unknown, id: TraceRecord['experimentId']): void {
  const type = LOCATION_TYPES.find((name, number) => said === name || said === number || said === String(number))
  if (type === undefined) throw new Refused(invalidParameter('type', said))
  if (type === 'MLFLOW_EXPERIMENT') return
  const message = `Trace location type TraceLocationType.${type} does not match the provided location MlflowExperimentLocation(experiment_id='${id}').`
  throw new Refused({ parameter: 'type', message })
}

function readState(value: unknown): TraceState {
  const state = value === undefined ? STATES[0] : STATES.find((name, number) => value === name || value === number)
  if (state === undefined) throw new Refused(invalidParameter('state', value))
  return state
}
