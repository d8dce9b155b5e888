import { isJsonText, MLFLOW, traceIdOfOtel, type Attributes, type AttributeValue } from '@loupe-ai/model'
import { fromHex, stringifyAttributeJson, stringifyJson, toBase64, type OtlpSpan } from '@loupe-ai/wire'

/** A span as `traces.json` holds it (mlflow-wire.md §4.1 form a), as JSON text. */
export function spanFileJson(span: OtlpSpan, traceId: string = traceIdOfOtel(span.traceId)): string {
  return stringifyJson({
    trace_id: base64Of(span.traceId),
    span_id: base64Of(span.spanId),
    parent_span_id: span.parentSpanId === '' ? null : base64Of(span.parentSpanId),
    name: span.name,
    start_time_unix_nano: span.startTimeUnixNano,
    end_time_unix_nano: span.endTimeUnixNano === 0n ? null : span.endTimeUnixNano,
    events: span.events.map(({ name, timeUnixNano, attributes }) => ({
      name,
      time_unix_nano: timeUnixNano,
      attributes: plainAttributes(attributes),
    })),
    status: { code: STATUS[span.status.code] ?? 'STATUS_CODE_UNSET', message: span.status.message },
    attributes: {
      ...Object.fromEntries(Object.entries(span.attributes).map(([key, value]) => [key, documentOf(key, value)])),
      [MLFLOW.traceRequestId]: JSON.stringify(traceId),
    },
    ...(span.links.length > 0 && {
      links: span.links.map((link) => ({
        trace_id: traceIdOfOtel(link.traceId),
        span_id: link.spanId,
        attributes: plainAttributes(link.attributes),
      })),
    }),
  })
}

const STATUS: Readonly<Record<number, string>> = { 1: 'STATUS_CODE_OK', 2: 'STATUS_CODE_ERROR' }

/** The file that MLflow's clients read the spans of a trace from. */
export const spansFile = (spans: readonly string[]): string => `{"spans": [${spans.join(', ')}]}`

const base64Of = (hex: string): string => toBase64(fromHex(hex) ?? new Uint8Array())

const ALWAYS_DOCUMENTS: ReadonlySet<string> = new Set([MLFLOW.spanInputs, MLFLOW.spanOutputs])

/**
 * An attribute's value as a JSON document in a text. A text that is the JSON of a string, list or object is that
 * document, as MLflow's server reads it (mlflow-wire.md §5.2, step 2).
 */
function documentOf(key: string, value: AttributeValue): string {
  const isDocument =
    typeof value === 'string' && (ALWAYS_DOCUMENTS.has(key) || /^\s*["[{]/.test(value)) && isJsonText(value)
  return isDocument ? value : stringifyAttributeJson(value)
}

/** Of events and links: not encoded, but as JSON has them. */
const plainAttributes = (attributes: Attributes): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(attributes).map(([key, value]) => [key, value instanceof Uint8Array ? toBase64(value) : value]),
  )
