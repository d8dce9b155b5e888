import { TRACE_METADATA, type Attributes, type Span } from '@loupe-ai/model'
import type { OtlpSpanSource } from '@loupe-ai/wire'
import type { PriceCall } from '../../price/price-call.ts'
import { translateSpan } from '../../translate/translate-span.ts'
import { experimentOfResource, type ExperimentDirectory } from './choose-experiment.ts'
import type { RequestOrigin } from './take-traces.ts'

export interface TranslateParts {
  readonly experiments: ExperimentDirectory
  readonly priceCall: PriceCall
}

export interface RejectedSpans {
  readonly count: number
  /** Why, for people; empty when nothing was rejected. */
  readonly reason: string
}

export interface TranslatedRequest {
  /** Every span that can be stored, made when it is asked for, once: a bad span does not fail its neighbours. */
  readonly spans: Iterable<Span>
  /** Of those that were asked for so far. */
  rejected(): RejectedSpans
}

const MAX_REASONS = 3

type ChosenExperiment = Awaited<ReturnType<typeof experimentOfResource>>

export async function translateRequest(
  { resourceSpans, unreadableSpans = [] }: OtlpSpanSource,
  { experiments, priceCall }: TranslateParts,
  { experimentId, runId }: RequestOrigin,
): Promise<TranslatedRequest> {
  const chosen = new Map<Attributes, ChosenExperiment>()
  for (const { resource } of resourceSpans) {
    chosen.set(
      resource,
      experimentId === undefined
        ? await experimentOfResource(experiments, resource)
        : { found: true as const, experimentId },
    )
  }
  const reasons = new Set<string>()
  let rejectedSpans = 0
  const reject = (reason: string): void => {
    rejectedSpans++
    if (reasons.size < MAX_REASONS) reasons.add(reason)
  }
  for (const reason of unreadableSpans) reject(reason)

  function* translated(): Generator<Span> {
    for (const { resource, scopeSpans } of resourceSpans) {
      const experiment = chosen.get(resource)!
      for (const { scope, spans } of scopeSpans) {
        for (const read of spans) {
          if (!experiment.found) reject(experiment.reason)
          else if (!read.ok) reject(`the span is malformed: ${read.failure.reason}`)
          else {
            const { experimentId: id } = experiment
            const result = translateSpan(read.value, { experimentId: id, resource, scope, priceCall })
            if (result.ok) yield ofRun(result.span, runId)
            else reject(result.reason)
          }
        }
      }
    }
  }

  return { spans: translated(), rejected: () => ({ count: rejectedSpans, reason: [...reasons].join('; ') }) }
}

/** A run's traces are found by their root, which says what every trace of MLflow's client says of itself. */
function ofRun(span: Span, runId: string | undefined): Span {
  if (runId === undefined || span.parentId !== undefined) return span
  const metadata = { ...span.trace.metadata, [TRACE_METADATA.sourceRun]: runId }
  return { ...span, trace: { ...span.trace, metadata } }
}
