import type { OtlpSpan } from '@loupe-ai/wire'
import { encodeSpan } from '@loupe-ai/wire'
import type { Attributes } from '@loupe-ai/model'

import type { Diagnostics } from '../diagnostics.ts'
import type { Transport } from '../export/transport.ts'
import type { Spool } from '../spool/spool.ts'
import type { BatchOptions } from './batch-options.ts'
import { BatchProcessor } from './batch-processor.ts'
import { addCounts, NO_DELIVERIES, type DeliveryCounts } from './delivery-counts.ts'
import type { Destination } from './destination.ts'
import type { EncodedSpan } from './encoded-span.ts'
import { flushAtExit } from './flush-at-exit.ts'
import { maskSpan, type Mask } from './mask-span.ts'
import type { RunningSpan, SpanSink } from './span-sink.ts'

export interface DeliveriesParts {
  readonly options: BatchOptions
  readonly diagnostics: Diagnostics
  connect(trackingUri: string): Transport
  /** Undefined: spans are kept in memory only. */
  spool(trackingUri: string): Spool | undefined
  /** How many of the bodies arrived, sent while the program stands still. */
  sendBlocking(trackingUri: string, bodies: readonly Uint8Array<ArrayBuffer>[], timeoutMillis: number): number
  /** Asked anew for each span. */
  mask(): Mask | undefined
}

/** All that is under way, a processor for each server, so that one that is away does not hold up another. */
export interface Deliveries extends SpanSink {
  /** What became of spans since the last call, and what is kept now. Also of what earlier programs left for `trackingUri`. */
  flush(timeoutMillis: number, trackingUri: string): Promise<DeliveryCounts>
  /** Flushes, then takes nothing more. */
  close(timeoutMillis: number): Promise<DeliveryCounts>
}

export function createDeliveries(parts: DeliveriesParts): Deliveries {
  const { options, diagnostics } = parts
  const processors = new Map<string, BatchProcessor>()
  let told = NO_DELIVERIES
  let stopFlushingAtExit: (() => void) | undefined

  const counts = (): DeliveryCounts =>
    [...processors.values()].reduce((sum, processor) => addCounts(sum, processor.counts), NO_DELIVERIES)

  function processorFor(trackingUri: string): BatchProcessor {
    const existing = processors.get(trackingUri)
    if (existing !== undefined) return existing
    const made = new BatchProcessor(
      parts.connect(trackingUri),
      options,
      () => diagnostics.warn('dropped', 'spans are dropped, because too many wait to be sent'),
      parts.spool(trackingUri),
    )
    processors.set(trackingUri, made)
    stopFlushingAtExit ??= flushAtExit({
      keptSpans: () => counts().kept,
      flush: flushAll,
      sendRest,
      closeSpools: () => processors.forEach((processor) => processor.closeSpool()),
      spoolFolder: () => [...processors.values()].find(({ counts: { kept } }) => kept > 0)?.spoolFolder ?? lastFolder,
      diagnostics,
    })
    return made
  }

  const flushAll = async (timeoutMillis: number, cancelLate: boolean): Promise<void> => {
    await Promise.all([...processors.values()].map((processor) => processor.flush(timeoutMillis, { cancelLate })))
  }

  /** Of a processor whose last requests did not arrive. */
  let lastFolder: string | undefined

  function sendRest(timeoutMillis: number): number {
    const deadlineMillis = performance.now() + timeoutMillis
    let lost = 0
    for (const [trackingUri, processor] of processors) {
      const requests = processor.takeRest()
      const bodies = requests.map(({ body }) => body)
      const leftMillis = deadlineMillis - performance.now()
      const sent = bodies.length > 0 && leftMillis > 0 ? parts.sendBlocking(trackingUri, bodies, leftMillis) : 0
      for (const { settle } of requests.slice(0, sent)) settle()
      const lostHere = requests.slice(sent).reduce((sum, { spans }) => sum + spans, processor.counts.kept)
      if (lostHere > 0) lastFolder = processor.spoolFolder
      lost += lostHere
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

  function encoded(span: OtlpSpan, resource: Attributes): EncodedSpan | undefined {
    const mask = parts.mask()
    try {
      return { spanId: span.spanId, bytes: encodeSpan(mask === undefined ? span : maskSpan(span, mask)), resource }
    } catch (error) {
      diagnostics.swallow('encoding a span', error)
      return undefined
    }
  }

  return {
    spanStarted(span: RunningSpan, { trackingUri, resource }: Destination) {
      processorFor(trackingUri).started({
        spanId: span.spanId,
        get isEnded() {
          return span.isEnded
        },
        snapshot: () => encoded(span.snapshot(), resource),
      })
    },
    spanEnded(span: OtlpSpan, { trackingUri, resource }: Destination, isLocalRoot: boolean) {
      const processor = processorFor(trackingUri)
      const outgoing = encoded(span, resource)
      if (outgoing === undefined) processor.unencodable(span.spanId)
      else processor.offer(outgoing, isLocalRoot)
    },
    flush(timeoutMillis, trackingUri) {
      processorFor(trackingUri)
      return flush(timeoutMillis)
    },
    async close(timeoutMillis) {
      const result = await flush(timeoutMillis, true)
      for (const processor of processors.values()) {
        processor.close()
        processor.closeSpool()
      }
      stopFlushingAtExit?.()
      return result
    },
  }
}
