import { anyValueFromJson, attributesFromJson } from './any-value-json.ts'
import { fieldOf, fieldsFrom, type JsonFields, listFrom, type OtlpJsonError, textFrom } from './json-fields.ts'
import type { OtlpLogRecord, OtlpLogsRequest } from './logs-request.ts'
import type { OtlpDecoded } from './otlp-request.ts'
import { decoded, idFrom, reasonOf, timeFrom } from './read-json.ts'

/** Reads an ExportLogsServiceRequest in OTLP's JSON, as `readTraceRequestJson` reads the one of spans. Never throws. */
export function readLogsRequestJson(text: string): OtlpDecoded<OtlpLogsRequest> {
  return decoded(text, (body) => {
    const records: OtlpLogRecord[] = []
    const unreadableRecords: string[] = []
    listFrom(fieldOf(body, 'resourceLogs', 'resource_logs'), 'resourceLogs', (ofResource, resource) =>
      listFrom(fieldOf(ofResource, 'scopeLogs', 'scope_logs'), 'scopeLogs', (ofScope, scope) => {
        const setApart = (error: OtlpJsonError): void => {
          unreadableRecords.push(`resourceLogs[${resource}].scopeLogs[${scope}].${reasonOf(error)}`)
        }
        const list = fieldOf(ofScope, 'logRecords', 'log_records')
        for (const record of listFrom(list, 'logRecords', readRecord, setApart)) records.push(record)
      }),
    )
    return unreadableRecords.length === 0 ? { records } : { records, unreadableRecords }
  })
}

const readRecord = (fields: JsonFields): OtlpLogRecord => ({
  timeUnixNano: timeFrom(fields, 'timeUnixNano', 'time_unix_nano'),
  observedTimeUnixNano: timeFrom(fields, 'observedTimeUnixNano', 'observed_time_unix_nano'),
  body: anyValueFromJson(fieldsFrom(fieldOf(fields, 'body'), 'body')),
  attributes: attributesFromJson(fieldOf(fields, 'attributes'), 'attributes'),
  traceId: idFrom(fieldOf(fields, 'traceId', 'trace_id'), 'traceId'),
  spanId: idFrom(fieldOf(fields, 'spanId', 'span_id'), 'spanId'),
  eventName: textFrom(fieldOf(fields, 'eventName', 'event_name'), 'eventName'),
})
