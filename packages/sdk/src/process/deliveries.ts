import type { OtlpSpan } from '@loupe-ai/wire'

import type { Diagnostics } from '../diagnostics.ts'
import type { Transport } from '../export/transport.ts'
import type { BatchOptions } from './batch-options.ts'
import { BatchProcessor } from './batch-processor.ts'
import { addCounts, NO_DELIVERIES, type DeliveryCounts } from './delivery-counts.ts'
import type { Destination } from './destination.ts'
import { flushAtExit } from './flush-at-exit.ts'
import type { RunningSpan, SpanSink } from './span-sink.ts'

export interface DeliveriesParts {
  readonly options: BatchOptions
  readonly diagnostics: Diagnostics
  connect(trackingUri: string): Transport
  /** How many of the bodies arrived, sent while the program stands still. */
  sendBlocking(trackingUri: string, bodies: readonly Uint8Array<ArrayBuffer>[], timeoutMillis: number): number
}

/** All that is under way, a processor for each server, so that one that is away does not hold up another. */
export interface Deliveries extends SpanSink {
  /** What became of spans since the last call, and what is kept now. */
  flush(timeoutMillis: number): Promise<DeliveryCounts>
  /** Flushes, then takes nothing more. */
  close(timeoutMillis: number): Promise<DeliveryCounts>
}

export function createDeliveries({ options, diagnostics, connect, sendBlocking }: DeliveriesParts): Deliveries {
  const processors = new Map<string, BatchProcessor>()
  let told = NO_DELIVERIES
  let stopFlushingAtExit: (() => void) | undefined

  const counts = (): DeliveryCounts =>
    [...processors.values()].reduce((sum, processor) => addCounts(sum, processor.counts), NO_DELIVERIES)

  function processorFor(trackingUri: string): BatchProcessor {
    const existing = processors.get(trackingUri)
    if (existing !== undefined) return existing
    const made = new BatchProcessor(connect(trackingUri), options, () =>
      diagnostics.warn('dropped', 'spans are dropped, because too many wait to be sent'),
    )
    processors.set(trackingUri, made)
    stopFlushingAtExit ??= flushAtExit({ keptSpans: () => counts().kept, flush: flushAll, sendRest, diagnostics })
    return made
  }

  const flushAll = async (timeoutMillis: number, cancelLate: boolean): Promise<void> => {
    await Promise.all([...processors.values()].map((processor) => processor.flush(timeoutMillis, { cancelLate })))
  }

  function sendRest(timeoutMillis: number): number {
    const deadlineMillis = performance.now() + timeoutMillis
    let lost = 0
    for (const [trackingUri, processor] of processors) {
      const requests = processor.takeRest()
      const bodies = requests.map(({ body }) => body)
      const leftMillis = deadlineMillis - performance.now()
      const sent = bodies.length > 0 && leftMillis > 0 ? sendBlocking(trackingUri, bodies, leftMillis) : 0
      lost += requests.slice(sent).reduce((sum, { spans }) => sum + spans, processor.counts.kept)
    }
    return lost
  }

  async function flush(timeoutMillis: number, cancelLate: boolean = false): Promise<DeliveryCounts> {
    await flushAll(timeoutMillis, cancelLate)
    const now = counts()
    const before = told
    told = now
    return {
      delivered: now.delivered - before.delivered,
      kept: now.kept,
      refused: now.refused - before.refused,
      dropped: now.dropped - before.dropped,
    }
  }

  return {
    spanStarted(span: RunningSpan, { trackingUri, resource }: Destination) {
      processorFor(trackingUri).started(span, resource)
    },
    spanEnded(span: OtlpSpan, { trackingUri, resource }: Destination, isLocalRoot: boolean) {
      processorFor(trackingUri).offer(span, resource, isLocalRoot)
    },
    flush: (timeoutMillis) => flush(timeoutMillis),
    async close(timeoutMillis) {
      const result = await flush(timeoutMillis, true)
      for (const processor of processors.values()) processor.close()
      stopFlushingAtExit?.()
      return result
    },
  }
}
