import {
  type Attributes,
  type AttributeValue,
  type ExperimentId,
  GEN_AI,
  type JsonText,
  MLFLOW,
  SESSION_ID,
  type Span,
  type StatusCode,
  textAt,
  type TraceInfo,
  type UnixNanos,
  unixNanos,
  USER_ID,
} from '@loupe-ai/model'
import { int64From } from '../json/int64.ts'
import { stringifyAttributeJson } from '../json/stringify-attribute-json.ts'
import { attributesFromAnyJson } from './any-value-json.ts'
import type { Int64, SpanJson, TraceJson } from './mlflow-json.ts'
import { otelTraceIdFromJson, spanIdFromJson, traceIdFromJson } from './span-ids-json.ts'
import { usageFromAttribute } from './token-usage-json.ts'
import { traceInfoFromJson } from './trace-info-json.ts'

/** A trace as T3 and T4 answer it. Throws where an attribute is not of the type that it says. */
export function traceFromJson(json: TraceJson): { readonly info: TraceInfo; readonly spans: readonly Span[] } {
  const info = traceInfoFromJson(json.trace_info)
  return { info, spans: (json.spans ?? []).map((span) => spanFromJson(span, info.experimentId)) }
}

/**
 * A span of a server's answer (mlflow-wire.md §4.1 form c), to be read with `parseJson`. The form lacks kind, trace
 * state, resource, scope and what the span says of its trace: these come back empty. Inputs and outputs are JSON of the
 * same meaning as what was sent. Throws where an attribute is not of the type that it says.
 */
export function spanFromJson(json: SpanJson, experimentId: ExperimentId): Span {
  const all = attributesFromAnyJson(json.attributes)
  return {
    traceId: traceIdFromJson(json.trace_id),
    spanId: spanIdFromJson(json.span_id),
    parentId: json.parent_span_id ? spanIdFromJson(json.parent_span_id) : undefined,
    experimentId,
    name: json.name ?? '',
    kind: 'UNSPECIFIED',
    startNanos: nanosFrom(json.start_time_unix_nano) ?? unixNanos(0n),
    endNanos: nanosFrom(json.end_time_unix_nano),
    status: statusFrom(json.status ?? {}),
    type: textAt(all, MLFLOW.spanType) ?? 'UNKNOWN',
    inputs: jsonTextAt(all, MLFLOW.spanInputs),
    outputs: jsonTextAt(all, MLFLOW.spanOutputs),
    model: textAt(all, MLFLOW.model),
    provider: textAt(all, MLFLOW.provider),
    usage: usageFromAttribute(all[MLFLOW.tokenUsage]),
    sessionId: textAt(all, SESSION_ID) ?? textAt(all, GEN_AI.conversationId),
    userId: textAt(all, USER_ID),
    attributes: withoutOwnFields(all),
    events: (json.events ?? []).map((event) => ({
      name: event.name ?? '',
      timeNanos: nanosFrom(event.time_unix_nano) ?? unixNanos(0n),
      attributes: attributesFromAnyJson(event.attributes),
    })),
    links: (json.links ?? []).map((link) => ({
      otelTraceId: otelTraceIdFromJson(link.trace_id),
      spanId: spanIdFromJson(link.span_id),
      attributes: attributesFromAnyJson(link.attributes),
    })),
    resource: {},
    scope: { name: '' },
    trace: { tags: {}, metadata: {} },
  }
}

/** A span keeps these in fields of its own. */
function withoutOwnFields(all: Record<string, AttributeValue>): Attributes {
  for (const key of [MLFLOW.traceRequestId, MLFLOW.spanType, MLFLOW.spanInputs, MLFLOW.spanOutputs]) delete all[key]
  return all
}

function jsonTextAt(attributes: Attributes, key: string): JsonText | undefined {
  const value = Object.hasOwn(attributes, key) ? attributes[key] : undefined
  return value === undefined ? undefined : (stringifyAttributeJson(value) as JsonText)
}

/** Zero and absent both mean that there is no time. */
function nanosFrom(value: Int64 | undefined): UnixNanos | undefined {
  const nanos = int64From(value)
  return nanos === undefined || nanos === 0n ? undefined : unixNanos(nanos)
}

function statusFrom(json: SpanJson['status']): Span['status'] {
  const code: StatusCode = json.code === 'STATUS_CODE_OK' ? 'OK' : json.code === 'STATUS_CODE_ERROR' ? 'ERROR' : 'UNSET'
  return json.message ? { code, message: json.message } : { code }
}
