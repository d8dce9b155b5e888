import type { AttributeValue } from '@loupe-ai/model'
import { setOwn } from '../json/set-own.ts'
import type { ProtobufReader } from './protobuf-reader.ts'

/** Deeper values are handed on as the bytes they came in. Protobuf's own libraries refuse at 100 messages. */
export const MAX_VALUE_DEPTH = 64

/**
 * KeyValue, opentelemetry/proto/common/v1/common.proto
 *   1  key    string
 *   2  value  AnyValue
 */
export function readKeyValueInto(reader: ProtobufReader, attributes: Record<string, AttributeValue>, depth = 0): void {
  const outer = reader.enter()
  let key = ''
  let value: AttributeValue = null
  while (reader.pos < reader.limit) {
    const tag = reader.tag()
    if (tag === 0x0a) key = reader.repeatedString()
    else if (tag === 0x12) value = readAnyValue(reader, depth)
    else reader.skip(tag)
  }
  reader.leave(outer)
  setOwn(attributes, key, value)
}

/**
 * AnyValue, opentelemetry/proto/common/v1/common.proto: one of
 *   1  string_value  string
 *   2  bool_value    bool
 *   3  int_value     int64
 *   4  double_value  double
 *   5  array_value   ArrayValue
 *   6  kvlist_value  KeyValueList
 *   7  bytes_value   bytes
 */
function readAnyValue(reader: ProtobufReader, depth: number): AttributeValue {
  if (depth > MAX_VALUE_DEPTH) return reader.bytes()
  const outer = reader.enter()
  let value: AttributeValue = null
  while (reader.pos < reader.limit) {
    const tag = reader.tag()
    switch (tag) {
      case 0x0a:
        value = reader.repeatedString()
        break
      case 0x10:
        value = reader.bool()
        break
      case 0x18:
        value = reader.int64()
        break
      case 0x21:
        value = reader.double()
        break
      case 0x2a:
        value = readArrayValue(reader, depth)
        break
      case 0x32:
        value = readKeyValueList(reader, depth)
        break
      case 0x3a:
        value = reader.bytes()
        break
      default:
        reader.skip(tag)
    }
  }
  reader.leave(outer)
  return value
}

/**
 * ArrayValue, opentelemetry/proto/common/v1/common.proto
 *   1  values  repeated AnyValue
 */
function readArrayValue(reader: ProtobufReader, depth: number): AttributeValue[] {
  reader.countMessage()
  const outer = reader.enter()
  const values: AttributeValue[] = []
  while (reader.pos < reader.limit) {
    const tag = reader.tag()
    if (tag === 0x0a) values.push(readAnyValue(reader, depth + 1))
    else reader.skip(tag)
  }
  reader.leave(outer)
  return values
}

/**
 * KeyValueList, opentelemetry/proto/common/v1/common.proto
 *   1  values  repeated KeyValue
 */
function readKeyValueList(reader: ProtobufReader, depth: number): Record<string, AttributeValue> {
  reader.countMessage()
  const outer = reader.enter()
  const values: Record<string, AttributeValue> = {}
  while (reader.pos < reader.limit) {
    const tag = reader.tag()
    if (tag === 0x0a) readKeyValueInto(reader, values, depth + 1)
    else reader.skip(tag)
  }
  reader.leave(outer)
  return values
}
