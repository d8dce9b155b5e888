import { DEFAULT_EXPERIMENT_ID, type ExperimentId, type Span, type TraceId } from '@loupe-ai/model'
import type { Stores } from '@loupe-ai/store'
import { readStoredSpans } from '@loupe-ai/wire'
import { parseExperimentId } from '../api/experiment-ids.ts'
import { ApiError } from '../http/api-error.ts'
import type { Client } from '../ingest/client.ts'
import type { GroupCommit } from '../ingest/group-commit.ts'
import type { Log } from '../log.ts'
import type { PriceCall } from '../price/price-call.ts'
import { translateSpan } from '../translate/translate-span.ts'

export interface SpansFileParts {
  readonly stores: Pick<Stores, 'traces' | 'experiments'>
  readonly ingest: Pick<GroupCommit, 'submit'>
  readonly priceCall: PriceCall
  readonly log: Log
}

/** Where a file of spans belongs: its trace and, if the sender's path told, its experiment. */
export interface SpansFileOrigin {
  readonly traceId: TraceId
  readonly experimentText?: string
}

/**
 * Stores the spans of a `traces.json` as if they had come by OTLP, so that it does not matter which of the two comes, or
 * comes first, or comes twice. Resolves when they are stored. Throws an ApiError for what is no such file.
 */
export async function takeSpansFile(
  content: Buffer,
  client: Client,
  { traceId, experimentText }: SpansFileOrigin,
  { stores, ingest, priceCall, log }: SpansFileParts,
): Promise<void> {
  const read = readStoredSpans(content.toString('utf8'), traceId)
  if (!read.ok) throw invalid(`traces.json cannot be read: ${read.reason}.`)
  const experimentId = await experimentOf(stores, traceId, experimentText)
  const spans: Span[] = []
  const reasons = [...read.unreadableSpans]
  for (const otlpSpan of read.spans) {
    const translated = translateSpan(otlpSpan, { experimentId, resource: {}, scope: { name: '' }, priceCall })
    if (translated.ok) spans.push({ ...translated.span, traceId })
    else reasons.push(translated.reason)
  }
  if (reasons.length > 0) {
    if (spans.length === 0) throw invalid(`No span of traces.json can be stored: ${reasons[0]}.`)
    log.warn('spans of a traces.json were rejected', { traceId, rejectedSpans: reasons.length, reason: reasons[0] })
  }
  if (spans.length === 0) return
  const outcome = await ingest.submit({ spans, spanCount: spans.length, bytes: content.length, client })
  if (outcome.status === 'busy') throw new ApiError('REQUEST_LIMIT_EXCEEDED', 'The server is busy; try again.')
  if (outcome.status === 'failed') {
    log.error('spans could not be stored', { spans: spans.length, error: String(outcome.error) })
    throw new ApiError('TEMPORARILY_UNAVAILABLE', 'The spans could not be stored; try again.')
  }
  if (outcome.beyond !== undefined) {
    const { spans: rejectedSpans, reason } = outcome.beyond
    log.warn('spans of a traces.json were rejected', { traceId, rejectedSpans, reason })
  }
}

/** That of the trace's record, which these clients send first; else the one of the path, if it is one. */
async function experimentOf(
  { traces, experiments }: SpansFileParts['stores'],
  traceId: TraceId,
  text: string | undefined,
): Promise<ExperimentId> {
  const [info] = await traces.getTraceInfos([traceId])
  if (info !== undefined) return info.experimentId
  if (text === undefined || !/^\d{1,19}$/.test(text)) return DEFAULT_EXPERIMENT_ID
  const id = parseExperimentId(text)
  return (await experiments.get(id)) === undefined ? DEFAULT_EXPERIMENT_ID : id
}

const invalid = (message: string): ApiError => new ApiError('INVALID_PARAMETER_VALUE', message)
