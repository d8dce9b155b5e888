import { type AttributeValue, MLFLOW, type Span } from '@loupe-ai/model'
import { setOwn } from '../json/set-own.ts'
import { stringifyAttributeJson } from '../json/stringify-attribute-json.ts'
import { stringifyJson } from '../json/stringify-json.ts'
import { attributesOfSpan } from './span-to-json.ts'
import { idToJson, traceIdToJson } from './span-ids-json.ts'

/**
 * Spans as MLflow stores them in `traces.json` (mlflow-wire.md §4.1 form a): every attribute a JSON text of its own, those
 * of events and links as they are.
 */
export const storedSpansText = (spans: readonly Span[]): string => stringifyJson({ spans: spans.map(storedSpan) })

/** The same for MLflow 2.x, which reads nothing else (form b), with what was asked and answered as a whole beside it. */
export function storedSpansTextV2(spans: readonly Span[]): string {
  const root = spans.find(({ parentId }) => parentId === undefined)
  return stringifyJson({
    spans: spans.map(storedSpanV2),
    request: root?.inputs ?? null,
    response: root?.outputs ?? null,
  })
}

const storedSpanV2 = (span: Span): object => ({
  name: span.name,
  context: { trace_id: `0x${span.traceId.replace(/^tr-/, '')}`, span_id: `0x${span.spanId}` },
  parent_id: span.parentId === undefined ? null : `0x${span.parentId}`,
  start_time: span.startNanos,
  end_time: span.endNanos ?? null,
  status_code: span.status.code,
  status_message: span.status.message ?? '',
  attributes: asTexts(span),
  events: span.events.map(({ name, timeNanos, attributes }) => ({ name, timestamp: timeNanos, attributes })),
})

const storedSpan = (span: Span): object => ({
  trace_id: traceIdToJson(span.traceId),
  span_id: idToJson(span.spanId),
  parent_span_id: span.parentId === undefined ? null : idToJson(span.parentId),
  name: span.name,
  start_time_unix_nano: span.startNanos,
  end_time_unix_nano: span.endNanos ?? null,
  events: span.events.map(({ name, timeNanos, attributes }) => ({ name, time_unix_nano: timeNanos, attributes })),
  status: { code: `STATUS_CODE_${span.status.code}`, message: span.status.message ?? '' },
  attributes: asTexts(span),
  links: span.links.map(({ otelTraceId, spanId, attributes }) => ({
    trace_id: `tr-${otelTraceId}`,
    span_id: spanId,
    attributes,
  })),
})

function asTexts(span: Span): Record<string, AttributeValue> {
  const texts: Record<string, AttributeValue> = {}
  for (const [key, value] of Object.entries(attributesOfSpan(span))) setOwn(texts, key, stringifyAttributeJson(value))
  // Inputs and outputs are JSON already, and stay as they were sent.
  if (span.inputs !== undefined) texts[MLFLOW.spanInputs] = span.inputs
  if (span.outputs !== undefined) texts[MLFLOW.spanOutputs] = span.outputs
  return texts
}
