import { fieldOf, type JsonFields } from '../otlp/json-fields.ts'
import { invalidParameter, missingParameter, type ParameterFailure } from './parameter-failure.ts'

/** Thrown inside the readers of MLflow's JSON only; their entry points turn it into a value. */
export class Refused extends Error {
  readonly failure: ParameterFailure

  constructor(failure: ParameterFailure) {
    super(failure.message)
    this.failure = failure
  }
}

export function readTexts(info: JsonFields, camel: string, snake: string): Readonly<Record<string, string>> {
  const texts = asObject(fieldOf(info, camel, snake) ?? {}, snake)
  for (const value of Object.values(texts))
    if (typeof value !== 'string') throw new Refused(invalidParameter(snake, value))
  return texts as Readonly<Record<string, string>>
}

export function optionalText(fields: JsonFields, camel: string, snake: string): string | undefined {
  const value = fieldOf(fields, camel, snake)
  if (value !== undefined && typeof value !== 'string') throw new Refused(invalidParameter(snake, value))
  return value
}

export function optionalFlag(fields: JsonFields, name: string): boolean | undefined {
  const value = fieldOf(fields, name)
  if (value !== undefined && typeof value !== 'boolean') throw new Refused(invalidParameter(name, value))
  return value
}

export function optionalBy<T>(
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

export function required<T>(value: T | undefined, parameter: string): T {
  if (value === undefined) throw new Refused(missingParameter(parameter))
  return value
}

export function asObject(value: unknown, parameter: string): JsonFields {
  if (value === undefined || value === null) throw new Refused(missingParameter(parameter))
  if (typeof value !== 'object' || Array.isArray(value)) throw new Refused(invalidParameter(parameter, value))
  return value as JsonFields
}
