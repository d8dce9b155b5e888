import type { Attributes, AttributeValue } from '@loupe-ai/model'
import { toBase64 } from '../bytes/base64.ts'
import { isInt64 } from '../json/int64.ts'
import { MAX_ATTRIBUTE_DEPTH } from '../json/parse-attribute-json.ts'
import { stringifyAttributeJson } from '../json/stringify-attribute-json.ts'
import { attributesFromJson } from '../otlp/any-value-json.ts'
import { doubleToJson } from './double-json.ts'
import type { AnyKeyValueJson, AnyValueJson } from './mlflow-json.ts'

/**
 * An attribute value as protobuf JSON in snake_case (mlflow-wire.md §4.1 form c). An integer beyond 64 bits goes as its
 * digits, what is nested too deeply as JSON text: both as string_value.
 */
function anyValueToJson(value: AttributeValue, depthLeft: number = MAX_ATTRIBUTE_DEPTH): AnyValueJson {
  if (typeof value === 'string') return { string_value: value }
  if (typeof value === 'boolean') return { bool_value: value }
  if (typeof value === 'bigint') return isInt64(value) ? { int_value: value } : { string_value: String(value) }
  if (typeof value === 'number') return { double_value: doubleToJson(value) }
  if (value === null) return {}
  if (value instanceof Uint8Array) return { bytes_value: toBase64(value) }
  if (depthLeft === 0) return { string_value: stringifyAttributeJson(value) }
  if (!isList(value)) return { kvlist_value: nonEmpty(attributesToAnyJson(value, depthLeft - 1)) }
  return { array_value: nonEmpty(value.map((element) => anyValueToJson(element, depthLeft - 1))) }
}

export const attributesToAnyJson = (
  attributes: Attributes,
  depthLeft: number = MAX_ATTRIBUTE_DEPTH,
): AnyKeyValueJson[] =>
  Object.keys(attributes).map((key) => ({ key, value: anyValueToJson(attributes[key]!, depthLeft) }))

/** Throws when a value is not of the type that its name says. */
export const attributesFromAnyJson = (list: readonly AnyKeyValueJson[] | undefined): Record<string, AttributeValue> =>
  attributesFromJson(list, 'attributes', MAX_ATTRIBUTE_DEPTH)

const nonEmpty = <T>(values: T[]): { values?: T[] } => (values.length > 0 ? { values } : {})

const isList = (value: readonly AttributeValue[] | Attributes): value is readonly AttributeValue[] =>
  Array.isArray(value)
