import { TRACE_METADATA, type Span } from '@loupe-ai/model'
import type { OtlpTraceRequest } from '@loupe-ai/wire'
import type { PriceCall } from '../../price/price-call.ts'
import { translateSpan } from '../../translate/translate-span.ts'
import { experimentOfResource, type ExperimentDirectory } from './choose-experiment.ts'
import type { RequestOrigin } from './take-traces.ts'

export interface TranslateParts {
  readonly experiments: ExperimentDirectory
  readonly priceCall: PriceCall
}

export interface TranslatedRequest {
  readonly spans: readonly Span[]
  readonly rejectedSpans: number
  /** Why, for people; empty when nothing was rejected. */
  readonly errorMessage: string
}

const MAX_REASONS = 3

/** Every span that can be stored, and how many cannot: a bad span does not fail its neighbours. */
export async function translateRequest(
  request: OtlpTraceRequest,
  { experiments, priceCall }: TranslateParts,
  { experimentId, runId }: RequestOrigin,
): Promise<TranslatedRequest> {
  const spans: Span[] = []
  const reasons = new Set<string>()
  let rejectedSpans = 0
  const reject = (count: number, reason: string): void => {
    rejectedSpans += count
    if (count > 0 && reasons.size < MAX_REASONS) reasons.add(reason)
  }
  for (const reason of request.unreadableSpans ?? []) reject(1, reason)
  for (const { resource, scopeSpans } of request.resourceSpans) {
    const chosen =
      experimentId === undefined
        ? await experimentOfResource(experiments, resource)
        : { found: true as const, experimentId }
    for (const { scope, spans: otlpSpans } of scopeSpans) {
      if (!chosen.found) {
        reject(otlpSpans.length, chosen.reason)
        continue
      }
      const surroundings = { experimentId: chosen.experimentId, resource, scope }
      for (const otlpSpan of otlpSpans) {
        const translated = translateSpan(otlpSpan, surroundings)
        if (translated.ok) spans.push({ ...ofRun(translated.span, runId), cost: priceCall(translated.span) })
        else reject(1, translated.reason)
      }
    }
  }
  return { spans, rejectedSpans, errorMessage: [...reasons].join('; ') }
}

/** A run's traces are found by their root, which says what every trace of MLflow's client says of itself. */
function ofRun(span: Span, runId: string | undefined): Span {
  if (runId === undefined || span.parentId !== undefined) return span
  const metadata = { ...span.trace.metadata, [TRACE_METADATA.sourceRun]: runId }
  return { ...span, trace: { ...span.trace, metadata } }
}
