import type { AttributeValue } from '@loupe-ai/model'
import type { OtlpLogRecord, OtlpLogsRequest } from './logs-request.ts'
import type { OtlpDecoded } from './otlp-request.ts'
import { ProtobufError, ProtobufReader } from './protobuf-reader.ts'
import { ProtobufWriter } from './protobuf-writer.ts'
import { readKeyValueInto } from './read-any-value.ts'

/**
 * Reads an ExportLogsServiceRequest (opentelemetry/proto/collector/logs/v1/logs_service.proto). Never throws, and reads
 * as `readTraceRequest` does.
 *   1  resource_logs  repeated ResourceLogs
 *        2  scope_logs  repeated ScopeLogs
 *             2  log_records  repeated LogRecord
 */
export function readLogsRequest(bytes: Uint8Array): OtlpDecoded<OtlpLogsRequest> {
  const records: ReadRecord[] = []
  const reader = new ProtobufReader(bytes)
  const each = (tagOfMessage: number, read: () => void): void => {
    while (reader.pos < reader.limit) {
      const tag = reader.tag()
      if (tag !== tagOfMessage) {
        reader.skip(tag)
        continue
      }
      const outer = reader.enter()
      read()
      reader.leave(outer)
    }
  }
  try {
    each(0x0a, () => each(0x12, () => each(0x12, () => records.push(readRecord(reader)))))
    readBodies(bytes, records)
    return { ok: true, value: { records: records.map(({ record }) => record) } }
  } catch (error) {
    if (error instanceof ProtobufError) return { ok: false, failure: { reason: error.message, offset: error.offset } }
    throw error
  }
}

interface ReadRecord {
  readonly record: { -readonly [Field in keyof OtlpLogRecord]: OtlpLogRecord[Field] }
  /** Where its body begins and ends, which is yet to be read. */
  readonly body?: readonly [number, number]
}

/**
 * LogRecord, opentelemetry/proto/logs/v1/logs.proto
 *   1   time_unix_nano           fixed64
 *   5   body                     AnyValue
 *   6   attributes               repeated KeyValue
 *   9   trace_id                 bytes
 *   10  span_id                  bytes
 *   11  observed_time_unix_nano  fixed64
 *   12  event_name               string
 */
function readRecord(reader: ProtobufReader): ReadRecord {
  reader.countMessage()
  let [timeUnixNano, observedTimeUnixNano] = [0n, 0n]
  let body: readonly [number, number] | undefined
  let [traceId, spanId, eventName] = ['', '', '']
  const attributes: Record<string, AttributeValue> = {}
  while (reader.pos < reader.limit) {
    const tag = reader.tag()
    switch (tag) {
      case 0x09:
        timeUnixNano = reader.fixed64()
        break
      case 0x2a:
        body = stepOver(reader)
        break
      case 0x32:
        readKeyValueInto(reader, attributes)
        break
      case 0x4a:
        traceId = reader.hex()
        break
      case 0x52:
        spanId = reader.hex()
        break
      case 0x59:
        observedTimeUnixNano = reader.fixed64()
        break
      case 0x62:
        eventName = reader.repeatedString()
        break
      default:
        reader.skip(tag)
    }
  }
  const record = { timeUnixNano, observedTimeUnixNano, body: null, attributes, traceId, spanId, eventName }
  return body === undefined ? { record } : { record, body }
}

function stepOver(reader: ProtobufReader): readonly [number, number] {
  const outer = reader.enter()
  const place = [reader.pos, reader.limit] as const
  reader.pos = reader.limit
  reader.leave(outer)
  return place
}

/** A body is an AnyValue; all others stand in a KeyValue, so that is how bodies are read, all of them by one reader. */
function readBodies(bytes: Uint8Array, records: readonly ReadRecord[]): void {
  const withBody = records.filter(({ body }) => body !== undefined)
  const writer = new ProtobufWriter()
  for (const { body } of withBody) {
    const mark = writer.begin(0x0a)
    writer.presentBytes(0x12, bytes.subarray(...body!))
    writer.end(mark)
  }
  const reader = new ProtobufReader(writer.finish())
  for (const { record, body } of withBody) {
    const keyValue: Record<string, AttributeValue> = {}
    try {
      reader.tag()
      readKeyValueInto(reader, keyValue)
    } catch (error) {
      throw error instanceof ProtobufError ? new ProtobufError(error.message, body![0]) : error
    }
    record.body = keyValue['']!
  }
}
