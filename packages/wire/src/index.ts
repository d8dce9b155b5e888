export { fromBase64, toBase64 } from './bytes/base64.ts'
export { fromHex, toHex } from './bytes/hex.ts'
export { parseAttributeJson } from './json/parse-attribute-json.ts'
export { parseJson } from './json/parse-json.ts'
export { stringifyAttributeJson } from './json/stringify-attribute-json.ts'
export { setOwn } from './json/set-own.ts'
export { stringifyJson } from './json/stringify-json.ts'
export { exportedEdit, readExportedEvent } from './loupe/exported-edits.ts'
export type { ExportedEventResult } from './loupe/exported-edits.ts'
export { isExportedSpans, readExportedSpans, writeExportedSpans } from './loupe/exported-spans.ts'
export type { ExportedSpansResult } from './loupe/exported-spans.ts'
export {
  assessmentChangeFromJson,
  assessmentFromJson,
  assessmentToJson,
  valueToJson,
} from './mlflow/assessment-json.ts'
export type { AssessmentChangeResult, AssessmentDefaults, AssessmentResult } from './mlflow/assessment-json.ts'
export { doubleToJson } from './mlflow/double-json.ts'
export type { DoubleJson } from './mlflow/double-json.ts'
export { durationText, millisOfDuration } from './mlflow/duration.ts'
export { experimentFromJson, experimentToJson, keyValuesOf, recordOfKeyValues } from './mlflow/experiment-json.ts'
export type {
  AnyKeyValueJson,
  AnyValueJson,
  AssessmentErrorJson,
  AssessmentJson,
  ExperimentJson,
  Int64,
  KeyValueJson,
  SpanEventJson,
  SpanJson,
  SpanLinkJson,
  TraceInfoJson,
  TraceJson,
  TraceLocationJson,
} from './mlflow/mlflow-json.ts'
export { parseExperimentFilter, parseExperimentOrder } from './mlflow/filter/entity/parse-experiment-filter.ts'
export { parseLoggedModelFilter, parseLoggedModelOrderField } from './mlflow/filter/entity/parse-logged-model-filter.ts'
export {
  parsePromptFilter,
  parsePromptOrder,
  parsePromptVersionFilter,
  parsePromptVersionOrder,
} from './mlflow/filter/entity/parse-prompt-filter.ts'
export { parseRunFilter, parseRunOrder } from './mlflow/filter/entity/parse-run-filter.ts'
export type { EntityFilterResult } from './mlflow/filter/entity/read-entity-filter.ts'
export type { FilterFailure } from './mlflow/filter/filter-failure.ts'
export { parseMetricFilter } from './mlflow/filter/metric/parse-metric-filter.ts'
export type { MetricFilter, MetricFilterResult } from './mlflow/filter/metric/parse-metric-filter.ts'
export type { OrderResult } from './mlflow/filter/read-orders.ts'
export { parseTraceOrderBy } from './mlflow/filter/trace/parse-trace-order.ts'
export type { OrderByResult } from './mlflow/filter/trace/parse-trace-order.ts'
export { parseTraceFilter } from './mlflow/filter/trace/parse-trace-filter.ts'
export type { FilterResult } from './mlflow/filter/trace/parse-trace-filter.ts'
export { invalidParameter, missingParameter, shortText } from './mlflow/parameter-failure.ts'
export type { ParameterFailure } from './mlflow/parameter-failure.ts'
export { cutToCodePoints, requestPreview, responsePreview } from './mlflow/preview/preview.ts'
export { metricToJson, runInfoToJson, runToJson } from './mlflow/run-json.ts'
export type {
  DatasetInputJson,
  DatasetJson,
  MetricJson,
  ModelOutputJson,
  RunInfoJson,
  RunJson,
} from './mlflow/run-json.ts'
export { LOGGED_MODEL_STATUS_JSON, loggedModelToJson } from './mlflow/logged-model-json.ts'
export type { LoggedModelJson, ModelMetricJson } from './mlflow/logged-model-json.ts'
export { promptToJson, promptVersionToJson } from './mlflow/prompt-json.ts'
export type { ModelVersionJson, RegisteredModelJson } from './mlflow/prompt-json.ts'
export { spanFromJson, traceFromJson } from './mlflow/span-from-json.ts'
export { spanToJson, traceToJson } from './mlflow/span-to-json.ts'
export { readStoredSpans } from './mlflow/read-stored-spans.ts'
export type { StoredSpansResult } from './mlflow/read-stored-spans.ts'
export { storedSpansText, storedSpansTextV2 } from './mlflow/stored-spans-json.ts'
export { millisOfTimestamp, timestampText } from './mlflow/timestamp.ts'
export { traceInfoFromJson, traceInfoToJson } from './mlflow/trace-info-json.ts'
export { traceInfoToV2Json, traceStateFromV2 } from './mlflow/trace-info-v2-json.ts'
export type { TraceInfoV2Json } from './mlflow/trace-info-v2-json.ts'
export { usageFromAttribute } from './mlflow/token-usage-json.ts'
export { traceRecordFromJson } from './mlflow/trace-record-json.ts'
export type { TraceRecordResult } from './mlflow/trace-record-json.ts'
export type {
  OtlpDecoded,
  OtlpDecodeFailure,
  OtlpEvent,
  OtlpLink,
  OtlpResourceSpans,
  OtlpScopeSpans,
  OtlpSpan,
  OtlpTraceRequest,
  OtlpTraceResponse,
} from './otlp/otlp-request.ts'
export type { OtlpLogRecord, OtlpLogsRequest, OtlpLogsResponse } from './otlp/logs-request.ts'
export { readLogsRequest } from './otlp/read-logs.ts'
export { readLogsRequestJson } from './otlp/read-logs-json.ts'
export { writeLogsRequest, writeLogsRequestJson, writeLogsResponse, writeLogsResponseJson } from './otlp/write-logs.ts'
export { AttributeList } from './otlp/attribute-list.ts'
export { SpanEncoder } from './otlp/span-encoder.ts'
export type { EncodableSpan } from './otlp/span-encoder.ts'
export { readTraceRequestJson, readTraceResponseJson } from './otlp/read-json.ts'
export { openTraceRequest, readTraceRequest, readTraceResponse } from './otlp/read-protobuf.ts'
export { spanSourceOf } from './otlp/span-source.ts'
export type { OtlpSpanSource } from './otlp/span-source.ts'
export { writeTraceRequestJson, writeTraceResponseJson } from './otlp/write-json.ts'
export { encodeSpan, writeEncodedSpans, writeTraceRequest, writeTraceResponse } from './otlp/write-protobuf.ts'
export type { EncodedSpans } from './otlp/write-protobuf.ts'
