import type { Attributes, AttributeValue } from '@loupe-ai/model'
import { isInt64 } from '../json/int64.ts'
import { stringifyAttributeJson } from '../json/stringify-attribute-json.ts'
import type { ProtobufWriter } from './protobuf-writer.ts'
import { MAX_VALUE_DEPTH } from './read-any-value.ts'

/**
 * KeyValue, opentelemetry/proto/common/v1/common.proto, once for each attribute, under `tag`
 *   1  key    string
 *   2  value  AnyValue
 */
export function writeAttributes(writer: ProtobufWriter, tag: number, attributes: Attributes, depth = 0): void {
  for (const key of Object.keys(attributes)) writeAttribute(writer, tag, key, attributes[key]!, depth)
}

/** One KeyValue. */
export function writeAttribute(
  writer: ProtobufWriter,
  tag: number,
  key: string,
  value: AttributeValue,
  depth: number,
): void {
  const mark = writer.begin(tag)
  writer.string(0x0a, key)
  writeAnyValue(writer, 0x12, value, depth)
  writer.end(mark)
}

/**
 * AnyValue, opentelemetry/proto/common/v1/common.proto: one of
 *   1  string_value  string
 *   2  bool_value    bool
 *   3  int_value     int64
 *   4  double_value  double
 *   5  array_value   ArrayValue, with 1 values repeated AnyValue
 *   6  kvlist_value  KeyValueList, with 1 values repeated KeyValue
 *   7  bytes_value   bytes
 * An integer beyond 64 bits goes as its digits, what is nested too deeply as JSON text: both as string_value.
 */
export function writeAnyValue(writer: ProtobufWriter, tag: number, value: AttributeValue, depth: number): void {
  const mark = writer.begin(tag)
  if (typeof value === 'string') writer.presentString(0x0a, value)
  else if (typeof value === 'boolean') writer.presentBool(0x10, value)
  else if (typeof value === 'bigint') writeInteger(writer, value)
  else if (typeof value === 'number') writer.presentDouble(0x21, value)
  else if (value instanceof Uint8Array) writer.presentBytes(0x3a, value)
  else if (value !== null) writeNested(writer, value, depth)
  writer.end(mark)
}

function writeInteger(writer: ProtobufWriter, value: bigint): void {
  if (isInt64(value)) writer.presentInt64(0x18, value)
  else writer.presentString(0x0a, String(value))
}

function writeNested(writer: ProtobufWriter, value: readonly AttributeValue[] | Attributes, depth: number): void {
  if (depth === MAX_VALUE_DEPTH) {
    writer.presentString(0x0a, stringifyAttributeJson(value))
    return
  }
  const isArray = isList(value)
  const mark = writer.begin(isArray ? 0x2a : 0x32)
  if (isArray) for (const element of value) writeAnyValue(writer, 0x0a, element, depth + 1)
  else writeAttributes(writer, 0x0a, value, depth + 1)
  writer.end(mark)
}

const isList = (value: readonly AttributeValue[] | Attributes): value is readonly AttributeValue[] =>
  Array.isArray(value)
