import type { ExperimentId } from '@loupe-ai/model'
import { isOutOfSpace } from '@loupe-ai/store'
import type { OtlpDecoded, OtlpSpanSource, OtlpTraceResponse } from '@loupe-ai/wire'
import type { Client } from '../../ingest/client.ts'
import type { GroupCommit } from '../../ingest/group-commit.ts'
import type { IngestOutcome } from '../../ingest/span-group.ts'
import type { Log } from '../../log.ts'
import type { Turns } from '../turns.ts'
import { type RejectedSpans, translateRequest, type TranslateParts } from './translate-request.ts'

export interface TakeParts extends TranslateParts {
  readonly ingest: Pick<GroupCommit, 'submit'>
  readonly turns: Turns
  readonly log: Log
}

/** What the sender said about all spans of a request, beside the request. */
export interface RequestOrigin {
  readonly experimentId?: ExperimentId
  /** The run that the request's traces belong to. */
  readonly runId?: string
}

/** How a request ended, whichever protocol carried it. */
export type TakeOutcome =
  /** All spans that were not rejected are stored. */
  | { readonly status: 'stored'; readonly response: OtlpTraceResponse }
  | { readonly status: 'unreadable'; readonly message: string }
  /** Nothing was stored; the same request may come again. */
  | { readonly status: 'busy' | 'failed'; readonly message: string; readonly retryAfterSeconds: number }

/** Stores the spans of a client's request of `bytes` bytes, which `open` reads. Never throws for what a sender can cause. */
export async function takeTraces(
  open: () => OtlpDecoded<OtlpSpanSource>,
  bytes: number,
  client: Client,
  origin: RequestOrigin,
  { log, ...parts }: TakeParts,
): Promise<TakeOutcome> {
  return outcomeOf(await submitTraces(open, bytes, client, origin, parts), log)
}

/** How a request that was submitted ended. */
export async function outcomeOf(submitted: SubmittedTraces, log: Log): Promise<TakeOutcome> {
  if ('unreadable' in submitted) return { status: 'unreadable', message: submitted.unreadable }
  const { spanCount, rejected } = submitted
  const outcome = await submitted.outcome
  if (outcome.status === 'busy') return busy(outcome.retryAfterSeconds)
  if (outcome.status === 'failed') {
    log.error('spans could not be stored', { spans: spanCount, error: String(outcome.error) })
    const { retryAfterSeconds } = outcome
    const message = isOutOfSpace(outcome.error)
      ? 'The disk of the server is full: nothing can be stored until there is room again.'
      : 'The spans could not be stored; try again.'
    return { status: 'failed', message, retryAfterSeconds }
  }
  const rejectedSpans = rejected.count + (outcome.beyond?.spans ?? 0)
  const errorMessage = [rejected.reason, outcome.beyond?.reason ?? ''].filter(Boolean).join('; ')
  if (rejectedSpans > 0) log.warn('spans were rejected', { rejectedSpans, reason: errorMessage })
  return { status: 'stored', response: { rejectedSpans, errorMessage } }
}

/** A request whose spans wait for their commit; nothing else of it is needed any more. */
export type SubmittedTraces =
  | { readonly unreadable: string }
  | { readonly outcome: Promise<IngestOutcome>; readonly spanCount: number; readonly rejected: RejectedSpans }

/** As `takeTraces`, up to where the spans wait for their commit: from here on the request need not stay in memory. */
export async function submitTraces(
  open: () => OtlpDecoded<OtlpSpanSource>,
  bytes: number,
  client: Client,
  origin: RequestOrigin,
  { ingest, turns, ...parts }: Omit<TakeParts, 'log'>,
): Promise<SubmittedTraces> {
  await turns.next()
  const opened = open()
  if (!opened.ok) return { unreadable: `Not an OTLP trace request: ${opened.failure.reason}.` }
  const { spanCount } = opened.value
  const { spans, rejected } = await translateRequest(opened.value, parts, origin)
  // Reads the spans, one after the other, before it gives its promise.
  const outcome = ingest.submit({ spans, spanCount, bytes, client })
  return { outcome, spanCount, rejected: rejected() }
}

export const busy = (retryAfterSeconds: number): TakeOutcome & { status: 'busy' | 'failed' } => ({
  status: 'busy',
  message: 'The server is busy; try again.',
  retryAfterSeconds,
})
