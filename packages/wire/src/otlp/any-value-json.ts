import type { Attributes, AttributeValue } from '@loupe-ai/model'
import { fromBase64, toBase64 } from '../bytes/base64.ts'
import { isInt64 } from '../json/int64.ts'
import { setOwn } from '../json/set-own.ts'
import { stringifyAttributeJson } from '../json/stringify-attribute-json.ts'
import { stringifyJson } from '../json/stringify-json.ts'
import { fieldOf, fieldsFrom, int64FieldFrom, type JsonFields, listFrom, textFrom, wrong } from './json-fields.ts'
import { MAX_VALUE_DEPTH } from './read-any-value.ts'

/** A list of KeyValue messages as an object; of repeated keys the last one counts. */
export function attributesFromJson(
  list: unknown,
  name: string,
  depthLeft: number = MAX_VALUE_DEPTH,
): Record<string, AttributeValue> {
  const attributes: Record<string, AttributeValue> = {}
  for (const [key, value] of listFrom(list, name, (fields) => readKeyValue(fields, depthLeft)))
    setOwn(attributes, key, value)
  return attributes
}

function readKeyValue(fields: JsonFields, depthLeft: number): readonly [string, AttributeValue] {
  const value = fieldsFrom(fieldOf(fields, 'value'), 'value')
  return [textFrom(fieldOf(fields, 'key'), 'key'), anyValueFromJson(value, depthLeft)]
}

/**
 * An AnyValue in camelCase or snake_case; without a value it is null. What is nested more than `depthLeft` levels deep is
 * handed on as its JSON text. Throws OtlpJsonError where a type is wrong.
 */
export function anyValueFromJson(fields: JsonFields, depthLeft: number = MAX_VALUE_DEPTH): AttributeValue {
  if (depthLeft < 0) return stringifyJson(fields)
  for (const [camel, snake, read] of KINDS) {
    const value = fieldOf(fields, camel, snake)
    if (value !== undefined) return read(value, depthLeft)
  }
  return null
}

type ReadKind = (value: unknown, depthLeft: number) => AttributeValue

const KINDS: readonly (readonly [camel: string, snake: string, read: ReadKind])[] = [
  ['stringValue', 'string_value', (value) => textFrom(value, 'stringValue')],
  ['intValue', 'int_value', (value) => int64FieldFrom(value, 'intValue')],
  ['boolValue', 'bool_value', readBool],
  ['doubleValue', 'double_value', readDouble],
  ['arrayValue', 'array_value', readArray],
  ['kvlistValue', 'kvlist_value', readKeyValueList],
  ['bytesValue', 'bytes_value', readBytes],
]

function readBool(value: unknown): boolean {
  if (typeof value === 'boolean') return value
  if (value === 'true' || value === 'false') return value === 'true'
  throw wrong('boolValue', 'true or false')
}

function readDouble(value: unknown): number {
  if (typeof value === 'number' || typeof value === 'bigint') return Number(value)
  if (typeof value === 'string' && value.trim() !== '') {
    const number = Number(value)
    if (value === 'NaN' || !Number.isNaN(number)) return number
  }
  throw wrong('doubleValue', 'a number')
}

function readArray(value: unknown, depthLeft: number): AttributeValue[] {
  const values = fieldOf(fieldsFrom(value, 'arrayValue'), 'values')
  return listFrom(values, 'arrayValue.values', (fields) => anyValueFromJson(fields, depthLeft - 1))
}

function readKeyValueList(value: unknown, depthLeft: number): Attributes {
  return attributesFromJson(fieldOf(fieldsFrom(value, 'kvlistValue'), 'values'), 'kvlistValue.values', depthLeft - 1)
}

function readBytes(value: unknown): Uint8Array {
  const bytes = fromBase64(textFrom(value, 'bytesValue'))
  if (bytes === undefined) throw wrong('bytesValue', 'base64')
  return bytes
}

/** An AnyValue in OTLP's JSON: integers as texts of digits. */
export type OtlpAnyValueJson =
  | { readonly stringValue: string }
  | { readonly boolValue: boolean }
  | { readonly intValue: string }
  | { readonly doubleValue: number | string }
  | { readonly bytesValue: string }
  | { readonly arrayValue: { readonly values: readonly OtlpAnyValueJson[] } }
  | { readonly kvlistValue: { readonly values: readonly OtlpKeyValueJson[] } }
  | Readonly<Record<never, never>>

export interface OtlpKeyValueJson {
  readonly key: string
  readonly value: OtlpAnyValueJson
}

export const attributesToJson = (attributes: Attributes, depth = 0): OtlpKeyValueJson[] =>
  Object.keys(attributes).map((key) => ({ key, value: anyValueToJson(attributes[key]!, depth) }))

/** An integer beyond 64 bits goes as its digits, what is nested too deeply as JSON text: both as stringValue. */
export function anyValueToJson(value: AttributeValue, depth = 0): OtlpAnyValueJson {
  if (typeof value === 'string') return { stringValue: value }
  if (typeof value === 'boolean') return { boolValue: value }
  if (typeof value === 'bigint') return isInt64(value) ? { intValue: String(value) } : { stringValue: String(value) }
  if (typeof value === 'number') return { doubleValue: doubleJson(value) }
  if (value === null) return {}
  if (value instanceof Uint8Array) return { bytesValue: toBase64(value) }
  if (depth === MAX_VALUE_DEPTH) return { stringValue: stringifyAttributeJson(value) }
  if (isList(value)) return { arrayValue: { values: value.map((element) => anyValueToJson(element, depth + 1)) } }
  return { kvlistValue: { values: attributesToJson(value, depth + 1) } }
}

const doubleJson = (value: number): number | string => {
  if (Object.is(value, -0)) return '-0'
  return Number.isFinite(value) ? value : String(value)
}

const isList = (value: readonly AttributeValue[] | Attributes): value is readonly AttributeValue[] =>
  Array.isArray(value)
