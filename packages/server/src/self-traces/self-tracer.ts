import { randomBytes } from 'node:crypto'
import { type Attributes, type ExperimentId, type Span, spanId, traceIdOfOtel, unixNanos } from '@loupe-ai/model'
import type { ExperimentStore, TraceStore } from '@loupe-ai/store'
import type { Log } from '../log.ts'
import { LOUPE_VERSION } from '../version.ts'

const SELF_TRACES_EXPERIMENT = 'loupe-server'

interface RequestFacts {
  readonly name: string
  readonly startNanos: bigint
  readonly endNanos: bigint
  readonly isError: boolean
  readonly attributes: Attributes
}

export interface SelfTracer {
  record(request: RequestFacts): void
  /** Stores what was recorded so far, and no more after that. */
  close(): Promise<void>
}

export interface SelfTracerParts {
  readonly sink: Pick<TraceStore, 'insertSpans'>
  readonly experiments: Pick<ExperimentStore, 'create'>
  readonly log: Log
  readonly flushMillis?: number
}

/** Beyond so many that wait, the newest are left out: the server's own traces must never be its load. */
const MAX_WAITING = 2_000
const FLUSH_MILLIS = 5_000

/** Gathers spans of requests and stores them now and then. What cannot be stored is dropped and logged. */
export function startSelfTracer({ sink, experiments, log, flushMillis = FLUSH_MILLIS }: SelfTracerParts): SelfTracer {
  let waiting: RequestFacts[] = []
  let dropped = 0
  let experimentId: ExperimentId | undefined

  const flush = async (): Promise<void> => {
    const requests = waiting
    waiting = []
    if (requests.length === 0) return
    try {
      experimentId ??= await experimentOf(experiments)
      await sink.insertSpans(requests.map((request) => spanOf(request, experimentId!)))
    } catch (error) {
      dropped += requests.length
      log.warn('traces of the server itself were dropped', { dropped, reason: String(error) })
    }
  }
  let flushing = Promise.resolve()
  const timer = setInterval(() => {
    flushing = flushing.then(flush)
  }, flushMillis).unref()

  return {
    record(request) {
      if (waiting.length < MAX_WAITING) waiting.push(request)
      else dropped++
    },
    async close() {
      clearInterval(timer)
      await flushing
      await flush()
    },
  }
}

async function experimentOf(experiments: Pick<ExperimentStore, 'create'>): Promise<ExperimentId> {
  const answer = await experiments.create({ name: SELF_TRACES_EXPERIMENT })
  return (answer.created ? answer.experiment : answer.existing).experimentId
}

const spanOf = (
  { name, startNanos, endNanos, isError, attributes }: RequestFacts,
  experimentId: ExperimentId,
): Span => ({
  traceId: traceIdOfOtel(randomBytes(16).toString('hex')),
  spanId: spanId(randomBytes(8).toString('hex')),
  experimentId,
  name,
  kind: 'SERVER',
  startNanos: unixNanos(startNanos),
  endNanos: unixNanos(endNanos),
  status: { code: isError ? 'ERROR' : 'OK' },
  type: 'UNKNOWN',
  attributes,
  events: [],
  links: [],
  resource: { 'service.name': SELF_TRACES_EXPERIMENT, 'service.version': LOUPE_VERSION },
  scope: { name: 'loupe', version: LOUPE_VERSION },
  trace: { tags: {}, metadata: {} },
})
