import { PreparedTooEarly } from '@loupe-ai/store'
import { GroupQueue, type QueuedGroup } from './group-queue.ts'
import { insertApart } from './insert-apart.ts'
import type { IngestOutcome, SpanGroup } from './span-group.ts'
import type { SpanSink } from './span-sink.ts'
import { withinTraceLimit } from './within-trace-limit.ts'

export interface IngestLimits {
  readonly maxCommitSpans: number
  readonly maxCommitBytes: number
  /** A commit of so many starts without waiting: more company would make a span hardly cheaper. */
  readonly enoughSpans: number
  /** Under load, how long the oldest group waits for others to share its commit. */
  readonly maxGatherMillis: number
  /** When no group came for so long, those that send wait for answers, and no more will come. */
  readonly quietMillis: number
  /** From this rate of arrival on a commit gathers; below it, it starts at once. */
  readonly busySpansPerSecond: number
  /** Of all groups that wait or are being committed. */
  readonly maxQueuedBytes: number
}

const MIB = 1024 * 1024

export const DEFAULT_INGEST_LIMITS: IngestLimits = {
  maxCommitSpans: 6_000,
  maxCommitBytes: 16 * MIB,
  enoughSpans: 5_000,
  maxGatherMillis: 400,
  quietMillis: 40,
  busySpansPerSecond: 2_000,
  maxQueuedBytes: 128 * MIB,
}

/** The part of `performance` and the timers that gathering needs; times in milliseconds. */
export interface Clock {
  now(): number
  /** Calls `work` after `millis`; the result calls it off. */
  later(millis: number, work: () => void): () => void
}

interface IngestCounts {
  readonly storedSpans: number
  readonly failedSpans: number
  readonly refusedSpans: number
  readonly commits: number
  readonly queuedBytes: number
  /** Why the last group could not be stored; absent once one was. */
  readonly lastError?: unknown
}

export interface GroupCommit {
  /**
   * Resolves when the group's commit is done, or with `busy` when there is no room, which may also be said of a group that
   * waits when a client that holds less needs its room. Never rejects.
   */
  submit(group: SpanGroup): Promise<IngestOutcome>
  /** Takes no more and resolves when everything taken has been answered. */
  drain(): Promise<void>
  counts(): IngestCounts
}

const RETRY_AFTER_SECONDS = 1
const BUSY: IngestOutcome = { status: 'busy', retryAfterSeconds: RETRY_AFTER_SECONDS }
/** Others begin beside one that runs, once they are large: the store works on different steps of them. */
const MAX_IN_FLIGHT = 3
/** A rate measured over less than this says nothing: three spans in a millisecond are no load. */
const MIN_RATE_MILLIS = 50

/**
 * While one commit runs, the next gathers, and begins when it is large. A commit costs the engine much the same for one span as for hundreds, so
 * under load groups wait for company; an idle server commits at once.
 */
export function startGroupCommit(
  sink: SpanSink,
  limits: IngestLimits = DEFAULT_INGEST_LIMITS,
  clock: Clock = realClock,
): GroupCommit {
  const queue = new GroupQueue(limits.maxQueuedBytes)
  const counts = { storedSpans: 0, failedSpans: 0, refusedSpans: 0, commits: 0 }
  let lastError: unknown
  let commitsInFlight = 0
  let isDraining = false
  let gatherSinceMillis = clock.now()
  let cancelTimer: (() => void) | undefined
  let onEmpty: (() => void)[] = []

  const consider = (): void => {
    if (commitsInFlight > 0 && !(commitsInFlight < MAX_IN_FLIGHT && hasEnough() && leavesRoom())) return
    cancelTimer?.()
    cancelTimer = undefined
    if (queue.isEmpty) {
      if (commitsInFlight > 0) return
      for (const resolve of onEmpty) resolve()
      onEmpty = []
      return
    }
    const waitMillis = isDraining ? 0 : gatherMillis()
    if (waitMillis > 0) cancelTimer = clock.later(waitMillis, () => void commit())
    else void commit()
  }

  const hasEnough = (): boolean =>
    queue.spans >= Math.min(limits.enoughSpans, limits.maxCommitSpans) || queue.bytes >= limits.maxCommitBytes

  /** What is being committed makes no room for others: half of the queue is kept for what waits. */
  const leavesRoom = (): boolean => 2 * (queue.bytesInCommit + limits.maxCommitBytes) <= limits.maxQueuedBytes

  const gatherMillis = (): number => {
    if (hasEnough()) return 0
    const now = clock.now()
    const gatheredSeconds = Math.max(now - gatherSinceMillis, MIN_RATE_MILLIS) / 1000
    if (queue.spans / gatheredSeconds < limits.busySpansPerSecond) return 0
    const latest = queue.oldestArrivedMillis + limits.maxGatherMillis
    return Math.min(latest, queue.newestArrivedMillis + limits.quietMillis) - now
  }

  const commit = async (): Promise<void> => {
    commitsInFlight++
    cancelTimer = undefined
    gatherSinceMillis = clock.now()
    const groups = queue.take(limits.maxCommitSpans, limits.maxCommitBytes)
    await insertApart(sink, groups, (group, outcome) => settle(group, outcome))
    counts.commits++
    commitsInFlight--
    consider()
  }

  const settle = (group: QueuedGroup, outcome: { stored: true } | { stored: false; error: unknown }): void => {
    if (outcome.stored) {
      counts.storedSpans += group.prepared.count
      lastError = undefined
      queue.settle(group, { status: 'stored' })
    } else if (outcome.error instanceof PreparedTooEarly) {
      counts.refusedSpans += group.prepared.count
      queue.settle(group, BUSY)
    } else {
      counts.failedSpans += group.prepared.count
      lastError = outcome.error
      queue.settle(group, { status: 'failed', error: outcome.error, retryAfterSeconds: RETRY_AFTER_SECONDS })
    }
  }

  const queued = ({ spans, spanCount, bytes, client }: SpanGroup): Promise<IngestOutcome> => {
    const putOut = isDraining ? undefined : queue.makeRoom(client, bytes)
    if (putOut === undefined) {
      counts.refusedSpans += spanCount
      return Promise.resolve(BUSY)
    }
    for (const group of putOut) {
      counts.refusedSpans += group.prepared.count
      group.answer(BUSY)
    }
    return new Promise((answer) => {
      const wasIdle = commitsInFlight === 0 && queue.isEmpty
      try {
        const prepared = sink.prepareSpans(spans)
        if (prepared.count === 0) answer({ status: 'stored' })
        else queue.add({ prepared, bytes, client, arrivedMillis: clock.now(), answer })
      } catch (error) {
        counts.failedSpans += spanCount
        answer({ status: 'failed', error, retryAfterSeconds: RETRY_AFTER_SECONDS })
        consider()
        return
      }
      if (wasIdle && !queue.isEmpty) void commit()
      else consider()
    })
  }

  return {
    // Not async: what the spans are made from would stay in memory until the commit.
    submit(group) {
      const { spans, beyond } = withinTraceLimit(group, sink)
      const outcome = queued({ ...group, spans })
      const rejected = beyond()
      if (rejected === undefined) return outcome
      return outcome.then((ended) => (ended.status === 'stored' ? { ...ended, beyond: rejected } : ended))
    },
    drain: () =>
      new Promise((resolve) => {
        isDraining = true
        onEmpty.push(resolve)
        consider()
      }),
    counts: () => ({ ...counts, queuedBytes: queue.bytes + queue.bytesInCommit, lastError }),
  }
}

const realClock: Clock = {
  now: () => performance.now(),
  later: (millis, work) => {
    const timer = setTimeout(work, millis)
    return () => clearTimeout(timer)
  },
}
