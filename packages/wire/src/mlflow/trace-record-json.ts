import { type TraceRecord, type TraceState, experimentId, traceId } from '@loupe-ai/model'
import { fieldOf, type JsonFields } from '../otlp/json-fields.ts'
import { millisOfDuration } from './duration.ts'
import { invalidParameter, missingParameter, type ParameterFailure } from './parameter-failure.ts'
import { millisOfTimestamp } from './timestamp.ts'

const STATES: readonly TraceState[] = ['STATE_UNSPECIFIED', 'OK', 'ERROR', 'IN_PROGRESS']
const MAX_TRACE_ID_CHARACTERS = 50

export type TraceRecordResult =
  | { readonly ok: true; readonly record: TraceRecord }
  | { readonly ok: false; readonly failure: ParameterFailure }

/** Thrown inside this file only. */
class Refused extends Error {
  readonly failure: ParameterFailure

  constructor(failure: ParameterFailure) {
    super(failure.message)
    this.failure = failure
  }
}

/**
 * Reads the `trace_info` of StartTraceV3 (T1), in snake_case or camelCase; unknown fields are ignored, null is absent.
 * Required are the id, the location's experiment and the time. Never throws.
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
  return {
    traceId: traceId(id),
    experimentId: readExperimentId(info),
    clientRequestId: optionalText(info, 'clientRequestId', 'client_request_id'),
    requestPreview: optionalText(info, 'requestPreview', 'request_preview'),
    responsePreview: optionalText(info, 'responsePreview', 'response_preview'),
    requestTimeMillis: required(optionalBy(info, 'requestTime', 'request_time', millisOfTimestamp), 'request_time'),
    durationMillis: optionalBy(info, 'executionDuration', 'execution_duration', millisOfDuration),
    state: readState(fieldOf(info, 'state')),
    tags: readTexts(info, 'tags', 'tags'),
    metadata: readTexts(info, 'traceMetadata', 'trace_metadata'),
  }
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
  try {
    return experimentId(id)
  } catch {
    throw new Refused({
      parameter: 'experiment_id',
      message: `Invalid experiment ID '${id}'. Experiment ID must be a valid integer.`,
    })
  }
}

function readState(value: unknown): TraceState {
  const state = value === undefined ? STATES[0] : STATES.find((name, number) => value === name || value === number)
  if (state === undefined) throw new Refused(invalidParameter('state', value))
  return state
}

function readTexts(info: JsonFields, camel: string, snake: string): Readonly<Record<string, string>> {
  const texts = asObject(fieldOf(info, camel, snake) ?? {}, snake)
  for (const value of Object.values(texts))
    if (typeof value !== 'string') throw new Refused(invalidParameter(snake, value))
  return texts as Readonly<Record<string, string>>
}

function optionalText(fields: JsonFields, camel: string, snake: string): string | undefined {
  const value = fieldOf(fields, camel, snake)
  if (value !== undefined && typeof value !== 'string') throw new Refused(invalidParameter(snake, value))
  return value
}

function optionalBy<T>(
  fields: JsonFields,
  camel: string,
  snake: string,
  read: (text: string) => T | undefined,
): T | undefined {
  const text = optionalText(fields, camel, snake)
  if (text === undefined) return undefined
  const value = read(text)
  if (value === undefined) throw new Refused(invalidParameter(snake, text))
  return value
}

function required<T>(value: T | undefined, parameter: string): T {
  if (value === undefined) throw new Refused(missingParameter(parameter))
  return value
}

function asObject(value: unknown, parameter: string): JsonFields {
  if (value === undefined || value === null) throw new Refused(missingParameter(parameter))
  if (typeof value !== 'object' || Array.isArray(value)) throw new Refused(invalidParameter(parameter, value))
  return value as JsonFields
}
