import type { TraceEdit, TraceId } from '@loupe-ai/model'
import { isOutOfSpace, type TraceStore } from '@loupe-ai/store'
import type { OtlpDecoded, OtlpLogsRequest, OtlpLogsResponse } from '@loupe-ai/wire'
import type { Log } from '../../log.ts'
import { translateLogRecord } from '../../translate/log-event.ts'
import type { TakeOutcome } from './take-traces.ts'

export interface TakeLogsParts {
  readonly traces: Pick<TraceStore, 'editTrace' | 'hasRoomFor' | 'maxTraceSpans'>
  readonly log: Log
}

/** How a request ended, whichever protocol carried it. */
export type TakeLogsOutcome =
  /** All records that were not rejected are stored. */
  { readonly status: 'stored'; readonly response: OtlpLogsResponse } | Exclude<TakeOutcome, { status: 'stored' }>

const MAX_REASONS = 3
const RETRY_AFTER_SECONDS = 1

/**
 * Stores what log records say of spans, with the spans or before them: events of generative AI. All others are rejected,
 * with the reason. Never throws for what a sender can cause; the same request may come again.
 */
export async function takeLogs(
  decode: () => OtlpDecoded<OtlpLogsRequest>,
  { traces, log }: TakeLogsParts,
): Promise<TakeLogsOutcome> {
  const decoded = decode()
  if (!decoded.ok) return { status: 'unreadable', message: `Not an OTLP logs request: ${decoded.failure.reason}.` }
  const { edits, ...rejected } = translateRecords(decoded.value, traces)
  const outcomes = await Promise.allSettled(Array.from(edits, ([id, ofTrace]) => traces.editTrace(id, ofTrace)))
  const failed = outcomes.find((outcome) => outcome.status === 'rejected')
  if (failed !== undefined) {
    log.error('log records could not be stored', { error: String(failed.reason) })
    const message = isOutOfSpace(failed.reason)
      ? 'The disk of the server is full: nothing can be stored until there is room again.'
      : 'The log records could not be stored; try again.'
    return { status: 'failed', message, retryAfterSeconds: RETRY_AFTER_SECONDS }
  }
  const { rejectedLogRecords, errorMessage, wrong } = rejected
  if (wrong > 0) log.warn('log records were rejected', { rejectedLogRecords: wrong, reason: errorMessage })
  return { status: 'stored', response: { rejectedLogRecords, errorMessage } }
}

interface Translated extends OtlpLogsResponse {
  readonly edits: ReadonlyMap<TraceId, readonly TraceEdit[]>
  /** How many were rejected that a program sent in vain; not those that were none of ours. */
  readonly wrong: number
}

function translateRecords(
  { records, unreadableRecords = [] }: OtlpLogsRequest,
  traces: TakeLogsParts['traces'],
): Translated {
  const edits = new Map<TraceId, TraceEdit[]>()
  const reasons = new Map<string, number>()
  let [rejectedLogRecords, wrong] = [0, 0]
  const reject = (reason: string, isForeign = false): void => {
    rejectedLogRecords++
    if (!isForeign) wrong++
    const known = reasons.get(reason)
    if (known !== undefined || reasons.size < MAX_REASONS) reasons.set(reason, (known ?? 0) + 1)
  }
  for (const reason of unreadableRecords) reject(reason)
  for (const record of records) {
    const translated = translateLogRecord(record)
    if (!translated.ok) {
      reject(translated.reason, translated.isForeign)
      continue
    }
    const { traceId, spanId, edit } = translated
    // No root: a root is taken where there is no room, for there is one of it.
    if (!traces.hasRoomFor({ traceId, spanId, parentId: spanId })) {
      const limit = `${traces.maxTraceSpans} spans are the limit of a trace`
      reject(`the trace ${traceId} is full: ${limit}, more of it are not stored`)
      continue
    }
    const ofTrace = edits.get(traceId)
    if (ofTrace === undefined) edits.set(traceId, [edit])
    else ofTrace.push(edit)
  }
  const told = Array.from(reasons, ([reason, count]) => (count === 1 ? reason : `${reason} (${count} log records)`))
  return { edits, rejectedLogRecords, errorMessage: told.join('; '), wrong }
}
