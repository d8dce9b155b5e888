import type { Diagnostics } from '../diagnostics.ts'
import type { Exporter } from '../export/exporter.ts'
import type { Spool } from '../spool/spool.ts'
import type { BatchOptions } from './batch-options.ts'
import { BatchProcessor } from './batch-processor.ts'
import { addCounts, NO_DELIVERIES, type DeliveryCounts } from './delivery-counts.ts'
import type { Destination, Target } from './destination.ts'
import { flushAtExit } from './flush-at-exit.ts'
import { maskAttachments, type MaskMedia } from './mask-attachments.ts'
import type { Mask } from './mask-span.ts'
import { spanEncoding } from './span-encoding.ts'
import type { BegunSpan, EndedSpan, RunningSpan, SpanSink } from './span-sink.ts'

export interface DeliveriesParts {
  /** Called when the program ends: ends spans of which nobody will hear any more. */
  endAbandoned(): void
  readonly options: BatchOptions
  readonly diagnostics: Diagnostics
  connect(target: Target): Exporter
  /** Undefined: spans are kept in memory only. */
  spool(target: Target): Spool | undefined
  /** Asked anew for each span. */
  masks(): { readonly mask: Mask | undefined; readonly maskMedia: MaskMedia | undefined }
}

/** All that is under way, a processor for each target, so that one that is away does not hold up another. */
export interface Deliveries extends SpanSink {
  /**
   * What became of spans since the last call, and what is kept now. A span counts
   * once for each of its targets. Also sends what earlier programs left for `targets`.
   */
  flush(timeoutMillis: number, targets: readonly Target[]): Promise<DeliveryCounts>
  /** Sends what waits, if anything does, and takes no account of it: for a program that is about to read what it wrote. */
  settle(timeoutMillis: number): Promise<void>
  /** Flushes, then takes nothing more. */
  close(timeoutMillis: number): Promise<DeliveryCounts>
}

export function createDeliveries(parts: DeliveriesParts): Deliveries {
  const { options, diagnostics } = parts
  const processors = new Map<string, { readonly processor: BatchProcessor; readonly exporter: Exporter }>()
  const processorsOf = new WeakMap<Destination, readonly BatchProcessor[]>()
  const encoding = spanEncoding(() => parts.masks().mask, diagnostics)
  let told = NO_DELIVERIES
  let stopFlushingAtExit: (() => void) | undefined

  const counts = (): DeliveryCounts =>
    [...processors.values()].reduce((sum, { processor }) => addCounts(sum, processor.counts), NO_DELIVERIES)

  function processorFor(target: Target): BatchProcessor {
    const key = `${target.kind} ${target.uri}`
    const existing = processors.get(key)?.processor
    if (existing !== undefined) return existing
    const exporter = parts.connect(target)
    const made = new BatchProcessor(
      exporter,
      options,
      () => diagnostics.warn('dropped', 'spans are dropped, because too many wait to be sent'),
      parts.spool(target),
      diagnostics.warn,
    )
    processors.set(key, { processor: made, exporter })
    stopFlushingAtExit ??= flushAtExit({
      endAbandoned: parts.endAbandoned,
      keptSpans: () => counts().kept,
      flush: flushAll,
      sendRest,
      closeSpools: () => processors.forEach(({ processor }) => processor.closeSpool()),
      spoolFolder: () =>
        [...processors.values()].find(({ processor }) => processor.counts.kept > 0)?.processor.spoolFolder ??
        lastFolder,
      diagnostics,
    })
    return made
  }

  /** A destination is the same object for many spans. */
  function processorsFor(destination: Destination): readonly BatchProcessor[] {
    const known = processorsOf.get(destination)
    if (known !== undefined) return known
    const found = destination.targets.map(processorFor)
    processorsOf.set(destination, found)
    return found
  }

  const flushAll = async (timeoutMillis: number, cancelLate: boolean): Promise<void> => {
    await Promise.all([...processors.values()].map(({ processor }) => processor.flush(timeoutMillis, { cancelLate })))
  }

  /** Of a processor whose last requests did not arrive. */
  let lastFolder: string | undefined

  function sendRest(timeoutMillis: number): number {
    const deadlineMillis = performance.now() + timeoutMillis
    let lost = 0
    for (const { processor, exporter } of processors.values()) {
      const rest = processor.takeRest()
      const batches = rest.map(({ batch }) => batch)
      const leftMillis = deadlineMillis - performance.now()
      const sent = (batches.length > 0 && leftMillis > 0 && exporter.exportAtOnce?.(batches, leftMillis)) || 0
      for (const { settle } of rest.slice(0, sent)) settle()
      const lostHere = batches.slice(sent).reduce((sum, { spans }) => sum + spans.length, processor.counts.kept)
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

  return {
    spanStarted(span: RunningSpan, destination: Destination): BegunSpan | undefined {
      const all = processorsFor(destination)
      // Wanted on disk alone.
      const begun = all.some(({ spoolFolder }) => spoolFolder !== undefined) ? encoding.begin(span) : undefined
      const running = encoding.running(span, begun, destination.resource)
      for (const processor of all) processor.started(running)
      return begun
    },
    spanEnded(ended: EndedSpan, destination: Destination) {
      const { span, attachments } = ended
      const { maskMedia } = parts.masks()
      const outgoing = encoding.end(ended, destination.resource)
      const media = maskMedia === undefined ? attachments : maskAttachments(attachments, span.name, maskMedia)
      for (const processor of processorsFor(destination)) {
        if (outgoing === undefined) processor.unencodable(span.spanId)
        else processor.offer(outgoing, media)
      }
    },
    flush(timeoutMillis, targets) {
      for (const target of targets) processorFor(target)
      return flush(timeoutMillis)
    },
    async settle(timeoutMillis) {
      if (counts().kept > 0) await flushAll(timeoutMillis, false)
    },
    async close(timeoutMillis) {
      const result = await flush(timeoutMillis, true)
      for (const { processor } of processors.values()) {
        processor.close()
        processor.closeSpool()
      }
      stopFlushingAtExit?.()
      return result
    },
  }
}
