import { otelIdOfTrace, type SpanId, type TraceId, traceIdOfOtel } from '@loupe-ai/model'
import { fromBase64, toBase64 } from '../bytes/base64.ts'
import { fromHex, toHex } from '../bytes/hex.ts'

const TRACE_ID_BYTES = 16
const SPAN_ID_BYTES = 8

/** Base64 of the bytes that `hex` means; other texts stay as they are, as MLflow 3.5.0 wrote them (mlflow-wire.md §4.1). */
export function idToJson(hex: string): string {
  const bytes = fromHex(hex)
  return bytes === undefined ? hex : toBase64(bytes)
}

export const traceIdToJson = (traceId: TraceId): string => idToJson(otelIdOfTrace(traceId) ?? traceId)

export function traceIdFromJson(text: string): TraceId {
  const hex = otelTraceIdFromJson(text)
  return hex === text ? (text as TraceId) : traceIdOfOtel(hex)
}

/** Hex of 16 bytes given as base64; other texts stay as they are. */
export const otelTraceIdFromJson = (text: string): string => hexOfBase64(text, TRACE_ID_BYTES)

/** Hex of 8 bytes given as base64; other texts stay as they are. */
export const spanIdFromJson = (text: string): SpanId => hexOfBase64(text, SPAN_ID_BYTES) as SpanId

function hexOfBase64(text: string, size: number): string {
  const bytes = fromBase64(text)
  return bytes?.length === size ? toHex(bytes) : text
}
