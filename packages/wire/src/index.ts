export { fromBase64, toBase64 } from './bytes/base64.ts'
export { fromHex, toHex } from './bytes/hex.ts'
export { parseAttributeJson } from './json/parse-attribute-json.ts'
export { parseJson } from './json/parse-json.ts'
export { stringifyAttributeJson } from './json/stringify-attribute-json.ts'
export { stringifyJson } from './json/stringify-json.ts'
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
export { readTraceRequestJson, readTraceResponseJson } from './otlp/read-json.ts'
export { readTraceRequest, readTraceResponse } from './otlp/read-protobuf.ts'
export { writeTraceRequestJson, writeTraceResponseJson } from './otlp/write-json.ts'
export { writeTraceRequest, writeTraceResponse } from './otlp/write-protobuf.ts'
