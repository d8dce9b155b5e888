import { anyValueToJson, attributesToJson } from './any-value-json.ts'
import type { OtlpLogRecord, OtlpLogsResponse } from './logs-request.ts'
import { ProtobufWriter } from './protobuf-writer.ts'
import { writeAnyValue, writeAttributes } from './write-any-value.ts'
import { writeTraceResponse } from './write-protobuf.ts'

/** An ExportLogsServiceRequest of one resource and scope, both without a name; the fields as `readLogsRequest` has them. */
export function writeLogsRequest(records: readonly OtlpLogRecord[]): Uint8Array<ArrayBuffer> {
  const writer = new ProtobufWriter()
  const ofResource = writer.begin(0x0a)
  const ofScope = writer.begin(0x12)
  for (const record of records) {
    const mark = writer.begin(0x12)
    writer.fixed64(0x09, record.timeUnixNano)
    if (record.body !== null) writeAnyValue(writer, 0x2a, record.body, 0)
    writeAttributes(writer, 0x32, record.attributes)
    writer.hex(0x4a, record.traceId)
    writer.hex(0x52, record.spanId)
    writer.fixed64(0x59, record.observedTimeUnixNano)
    writer.string(0x62, record.eventName)
    writer.end(mark)
  }
  writer.end(ofScope)
  writer.end(ofResource)
  return writer.finish()
}

/** As `writeLogsRequest`, in OTLP's JSON. */
export function writeLogsRequestJson(records: readonly OtlpLogRecord[]): string {
  const logRecords = records.map((record) => ({
    timeUnixNano: String(record.timeUnixNano),
    observedTimeUnixNano: String(record.observedTimeUnixNano),
    body: record.body === null ? undefined : anyValueToJson(record.body),
    attributes: attributesToJson(record.attributes),
    traceId: record.traceId,
    spanId: record.spanId,
    eventName: record.eventName,
  }))
  return JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] })
}

/** An ExportLogsServiceResponse: its fields have the numbers of the one of spans. */
export const writeLogsResponse = ({ rejectedLogRecords, errorMessage }: OtlpLogsResponse): Uint8Array<ArrayBuffer> =>
  writeTraceResponse({ rejectedSpans: rejectedLogRecords, errorMessage })

/** An ExportLogsServiceResponse in OTLP's JSON; `{}` when everything was taken. */
export function writeLogsResponseJson({ rejectedLogRecords, errorMessage }: OtlpLogsResponse): string {
  if (rejectedLogRecords === 0 && errorMessage === '') return '{}'
  return JSON.stringify({
    partialSuccess: {
      rejectedLogRecords: rejectedLogRecords === 0 ? undefined : String(rejectedLogRecords),
      errorMessage: errorMessage === '' ? undefined : errorMessage,
    },
  })
}
