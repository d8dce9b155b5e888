import {
  isJsonText,
  LOUPE,
  MLFLOW,
  GEN_AI,
  numberAt,
  SESSION_ID,
  summarizeTrace,
  textAt,
  TRACE_METADATA,
  unixNanos,
  USER_ID,
  type Attributes,
  type ExperimentId,
  type SpanId,
  type StatusCode,
  type SummarySpan,
  type TokenUsage,
  type TraceFacts,
  type TraceId,
  type TraceInfo,
} from '@loupe-ai/model'
import { cutToCodePoints, requestPreview, responsePreview, usageFromAttribute, type OtlpSpan } from '@loupe-ai/wire'

import { traceSizes } from './trace-sizes.ts'
import { spanFileJson } from './spans-json.ts'
import type { DecodedSpan } from './trace-batch.ts'

/** What the info of a trace needs of one of its spans. */
export interface SpanFacts {
  readonly summary: SummarySpan
  /** As `traces.json` holds it. */
  readonly file: string
  /** Of `file`, in UTF-8. */
  readonly fileBytes: number
}

export interface FactsOptions {
  readonly experimentId: string
  /** Of a preview: 1,000 for MLflow, 10,000 for Databricks (mlflow-wire.md §1.7). */
  readonly previewCodePoints: number
  /** As the span names its trace, where that is not `tr-` and the OpenTelemetry id. */
  readonly traceId?: string
}

export function spanFacts(decoded: DecodedSpan, options: FactsOptions): SpanFacts {
  const file = spanFileJson(decoded.span, options.traceId)
  const fileBytes = new TextEncoder().encode(file).byteLength
  return { summary: summarySpanOf(decoded, options), file, fileBytes }
}

/** Metadata that say where traces come from. */
export type TraceOrigin = Readonly<Record<string, string | undefined>>

/** Of spans that came twice the later ones; the root first, then by their starts, as MLflow's readers show them. */
export const mergeFacts = (earlier: readonly SpanFacts[], later: readonly SpanFacts[]): readonly SpanFacts[] =>
  [...new Map([...earlier, ...later].map((facts) => [facts.summary.spanId, facts])).values()].toSorted(byStart)

function byStart({ summary: left }: SpanFacts, { summary: right }: SpanFacts): number {
  if ((left.parentId === undefined) !== (right.parentId === undefined)) return left.parentId === undefined ? -1 : 1
  return left.startNanos < right.startNanos ? -1 : left.startNanos > right.startNanos ? 1 : 0
}

/**
 * What StartTraceV3 says of a trace (mlflow-wire.md §3.1, §3.4, §4.5 to §4.9). `known`: all spans of it so far, at least
 * one. `root`: the one that the previews are of.
 */
export function describeTrace(
  traceId: TraceId,
  known: readonly SpanFacts[],
  root: DecodedSpan,
  origin: TraceOrigin,
): TraceInfo {
  const info = summarizeTrace(
    traceId,
    known.map(({ summary }) => summary),
  )
  const metadata = withoutAbsent({
    [TRACE_METADATA.schemaVersion]: '3',
    ...origin,
    [TRACE_METADATA.traceInputs]: oldPreview(textAt(root.span.attributes, MLFLOW.spanInputs)),
    [TRACE_METADATA.traceOutputs]: oldPreview(textAt(root.span.attributes, MLFLOW.spanOutputs)),
    ...info.metadata,
    ...traceSizes(known.map(({ fileBytes }) => fileBytes)),
  })
  return {
    ...info,
    state: root.isLocalRoot ? info.state : 'IN_PROGRESS',
    tags: cutEntries(info.tags, MAX_TAG_CHARACTERS),
    metadata: cutEntries(metadata, MAX_METADATA_CHARACTERS),
  }
}

/** Where clients cut, too (mlflow-wire.md §3.1). */
const MAX_KEY_CHARACTERS = 250
const MAX_METADATA_CHARACTERS = 250
const MAX_TAG_CHARACTERS = 4096

const cutEntries = (entries: Readonly<Record<string, string>>, max: number): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(entries).map(([key, value]) => [key.slice(0, MAX_KEY_CHARACTERS), value.slice(0, max)]),
  )

const oldPreview = (json: string | undefined): string | undefined =>
  json === undefined ? undefined : cutToCodePoints(json, MAX_METADATA_CHARACTERS)

const withoutAbsent = (entries: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(entries).filter((entry): entry is [string, string] => entry[1] !== undefined))

const STATUS: Readonly<Record<number, StatusCode>> = { 1: 'OK', 2: 'ERROR' }

function summarySpanOf({ span, isLocalRoot }: DecodedSpan, options: FactsOptions): SummarySpan {
  const { attributes } = span
  return {
    spanId: span.spanId as SpanId,
    // What is above our local root goes elsewhere: here it is the root.
    parentId: isLocalRoot || span.parentSpanId === '' ? undefined : (span.parentSpanId as SpanId),
    experimentId: options.experimentId as ExperimentId,
    name: span.name,
    startNanos: unixNanos(span.startTimeUnixNano),
    endNanos: unixNanos(span.endTimeUnixNano),
    status: { code: STATUS[span.status.code] ?? 'UNSET', message: span.status.message },
    usage: usageOf(attributes),
    sessionId: textAt(attributes, SESSION_ID) ?? textAt(attributes, GEN_AI.conversationId),
    userId: textAt(attributes, USER_ID),
    trace: factsOf(span, isLocalRoot, options.previewCodePoints),
  }
}

function factsOf({ attributes }: OtlpSpan, isLocalRoot: boolean, previewCodePoints: number): TraceFacts {
  const inputs = textAt(attributes, MLFLOW.spanInputs)
  const outputs = textAt(attributes, MLFLOW.spanOutputs)
  const previews = isLocalRoot && {
    requestPreview: inputs !== undefined && isJsonText(inputs) ? requestPreview(inputs, previewCodePoints) : undefined,
    responsePreview:
      outputs !== undefined && isJsonText(outputs) ? responsePreview(outputs, previewCodePoints) : undefined,
  }
  return {
    tags: textsBelow(attributes, MLFLOW.traceTagPrefix),
    metadata: textsBelow(attributes, LOUPE.traceMetadataPrefix),
    clientRequestId: textAt(attributes, LOUPE.clientRequestId),
    requestPreview: textAt(attributes, LOUPE.requestPreview) ?? (previews ? previews.requestPreview : undefined),
    responsePreview: textAt(attributes, LOUPE.responsePreview) ?? (previews ? previews.responsePreview : undefined),
  }
}

const textsBelow = (attributes: Attributes, prefix: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(attributes).flatMap(([key, value]) =>
      key.startsWith(prefix) && typeof value === 'string' ? [[key.slice(prefix.length), value]] : [],
    ),
  )

function usageOf(attributes: Attributes): TokenUsage | undefined {
  const text = textAt(attributes, MLFLOW.tokenUsage)
  if (text !== undefined && isJsonText(text)) return usageFromAttribute(JSON.parse(text))
  const inputTokens = numberAt(attributes, GEN_AI.inputTokens)
  const outputTokens = numberAt(attributes, GEN_AI.outputTokens)
  if (inputTokens === undefined && outputTokens === undefined) return undefined
  const cacheReadInputTokens = numberAt(attributes, GEN_AI.cacheReadInputTokens)
  return { inputTokens, outputTokens, totalTokens: (inputTokens ?? 0) + (outputTokens ?? 0), cacheReadInputTokens }
}
