import { LOUPE, MLFLOW, textAt, traceIdOfOtel, type Attributes, type TraceId } from '@loupe-ai/model'
import { readTraceRequest, writeEncodedSpans, type OtlpSpan } from '@loupe-ai/wire'

import type { OutgoingSpan } from '../exporter.ts'

export interface DecodedSpan {
  readonly span: OtlpSpan
  readonly resource: Attributes
  readonly isLocalRoot: boolean
}

/** The spans of one trace that came together. */
export interface TraceBatch {
  readonly traceId: TraceId
  readonly spans: readonly DecodedSpan[]
  /** The one that says that the trace is complete; the last of several. */
  readonly localRoot: DecodedSpan | undefined
}

/** Undefined for bytes that are no span, as a damaged disk may give them. */
export function decodeSpan({ bytes, resource, isLocalRoot }: OutgoingSpan): DecodedSpan | undefined {
  const decoded = readTraceRequest(writeEncodedSpans([{ resource: {}, scope: { name: '' }, spans: [bytes] }]))
  const span = decoded.ok ? decoded.value.resourceSpans[0]?.scopeSpans[0]?.spans[0] : undefined
  return span && { span, resource, isLocalRoot }
}

/** In order of their first spans. */
export function groupTraces(spans: readonly DecodedSpan[]): readonly TraceBatch[] {
  const groups = new Map<string, DecodedSpan[]>()
  for (const decoded of spans) {
    const members = groups.get(decoded.span.traceId)
    if (members === undefined) groups.set(decoded.span.traceId, [decoded])
    else members.push(decoded)
  }
  return Array.from(groups, ([otelTraceId, members]) => ({
    traceId: traceIdOfOtel(otelTraceId),
    spans: members,
    localRoot: members.findLast(({ isLocalRoot }) => isLocalRoot),
  }))
}

/** The experiment that a span's origin names (design: SDK, to Loupe everything rides on OTLP). */
export type ExperimentChoice = { readonly id: string } | { readonly name: string }

export function experimentOf(resource: Attributes): ExperimentChoice {
  const id = textAt(resource, MLFLOW.experimentId)
  if (id !== undefined) return { id }
  const name = textAt(resource, LOUPE.experimentName)
  return name === undefined ? { id: '0' } : { name }
}
