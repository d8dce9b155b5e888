import { type Attributes, type AttributeValue, GEN_AI, MLFLOW, type Span, type TraceInfo } from '@loupe-ai/model'
import { setOwn } from '../json/set-own.ts'
import { parseAttributeJson } from '../json/parse-attribute-json.ts'
import { attributesToAnyJson } from './any-value-json.ts'
import type { SpanEventJson, SpanJson, SpanLinkJson, TraceJson } from './mlflow-json.ts'
import { idToJson, traceIdToJson } from './span-ids-json.ts'
import { costToAttribute } from './cost-json.ts'
import { usageToAttribute } from './token-usage-json.ts'
import { traceInfoToJson } from './trace-info-json.ts'

/** A trace as T3 and T4 answer it; the spans in the order given. */
export function traceToJson(info: TraceInfo, spans: readonly Span[]): TraceJson {
  const trace_info = traceInfoToJson(info)
  return spans.length > 0 ? { trace_info, spans: spans.map(spanToJson) } : { trace_info }
}

/**
 * A span as T3 and T4 answer it (mlflow-wire.md §4.1 form c). Type, inputs, outputs and what is known of tokens, model,
 * provider and tools are put back among the attributes under MLflow's names. Kind, trace state, resource and scope have no
 * place in this form. To be written with `stringifyJson`: times and integers are bigints.
 */
export function spanToJson(span: Span): SpanJson {
  const attributes = attributesToAnyJson(attributesOfSpan(span))
  return {
    trace_id: traceIdToJson(span.traceId),
    span_id: idToJson(span.spanId),
    ...(span.parentId !== undefined && { parent_span_id: idToJson(span.parentId) }),
    name: span.name,
    start_time_unix_nano: span.startNanos,
    ...(span.endNanos !== undefined && { end_time_unix_nano: span.endNanos }),
    attributes,
    ...(span.events.length > 0 && { events: span.events.map(eventToJson) }),
    ...(span.links.length > 0 && { links: span.links.map(linkToJson) }),
    status: statusToJson(span.status),
  }
}

/** With what a span keeps in fields of its own put back under MLflow's names, one layer of JSON text taken off. */
export function attributesOfSpan(span: Span): Attributes {
  const attributes: Record<string, AttributeValue> = {}
  for (const key of Object.keys(span.attributes)) setOwn(attributes, key, withoutJsonLayer(span.attributes[key]!))
  attributes[MLFLOW.traceRequestId] = span.traceId
  attributes[MLFLOW.spanType] = span.type
  if (span.inputs !== undefined) attributes[MLFLOW.spanInputs] = jsonOrText(span.inputs)
  if (span.outputs !== undefined) attributes[MLFLOW.spanOutputs] = jsonOrText(span.outputs)
  if (span.usage !== undefined) attributes[MLFLOW.tokenUsage] ??= usageToAttribute(span.usage)
  if (span.cost !== undefined) attributes[MLFLOW.cost] = costToAttribute(span.cost)
  if (span.model !== undefined) attributes[MLFLOW.model] ??= span.model
  if (span.provider !== undefined) attributes[MLFLOW.provider] ??= span.provider
  const tools = attributes[GEN_AI.toolDefinitions]
  if (tools !== undefined) attributes[MLFLOW.chatTools] ??= tools
  return attributes
}

/**
 * MLflow's clients send attributes as JSON texts, and its server takes one layer off: of strings, lists and objects, not
 * of numbers and booleans (mlflow-wire.md §5.2, step 2).
 */
function withoutJsonLayer(value: AttributeValue): AttributeValue {
  return typeof value === 'string' && /^\s*["[{]/.test(value) ? jsonOrText(value) : value
}

function jsonOrText(text: string): AttributeValue {
  try {
    return parseAttributeJson(text)
  } catch {
    return text
  }
}

function eventToJson({ name, timeNanos, attributes }: Span['events'][number]): SpanEventJson {
  const list = attributesToAnyJson(attributes)
  return { time_unix_nano: timeNanos, name, ...(list.length > 0 && { attributes: list }) }
}

function linkToJson({ otelTraceId, spanId, attributes }: Span['links'][number]): SpanLinkJson {
  const list = attributesToAnyJson(attributes)
  return { trace_id: idToJson(otelTraceId), span_id: idToJson(spanId), ...(list.length > 0 && { attributes: list }) }
}

function statusToJson({ code, message }: Span['status']): SpanJson['status'] {
  return {
    ...(message !== undefined && message !== '' && { message }),
    ...(code !== 'UNSET' && { code: code === 'OK' ? 'STATUS_CODE_OK' : 'STATUS_CODE_ERROR' }),
  }
}
