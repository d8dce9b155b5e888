import type { OutgoingSpan } from '../export/exporter.ts'
import { batchEnd } from './batch-end.ts'
import type { BatchOptions } from './batch-options.ts'

/** A batch that cannot be made smaller, over which the server failed. */
interface Suspect {
  readonly sinceMillis: number
  readonly faults: number
  /** How many batches the server had taken by its last fault. */
  readonly acceptedBefore: number
}

/** A suspect is given up after so many faults, between each two of which the server took something else, and so long. */
const MAX_FAULTS = 5
const MIN_SUSPECT_MILLIS = 60_000
const MAX_SUSPECTS = 10_000

export type Verdict = 'narrowed' | 'suspect' | 'known suspect' | 'given up'

/**
 * Finds the span that a server fails over: after a fault batches are halved, down to one span, or one trace when `unit` says
 * so. What fails alone goes behind all others. Only a server that takes others time and again proves that it is the span's
 * fault; one that fails over everything loses nothing.
 */
export class FaultHunt {
  readonly #unit: 'span' | 'trace'
  readonly #options: Pick<BatchOptions, 'maxBatchSpans'>
  readonly #suspects = new Map<string, Suspect>()
  #maxSpans = Infinity
  #accepted = 0
  /** Since the server took something. */
  faultsInRow = 0

  constructor(unit: 'span' | 'trace', options: Pick<BatchOptions, 'maxBatchSpans'>) {
    this.#unit = unit
    this.#options = options
  }

  get isOn(): boolean {
    return this.#maxSpans !== Infinity
  }

  isSuspect(span: OutgoingSpan): boolean {
    return this.#suspects.has(keyOf(span))
  }

  /** As many of the spans of a batch as may go together now: suspects go alone. */
  narrow<Span extends OutgoingSpan>(batch: readonly Span[]): readonly Span[] {
    if (batch.length === 0 || (!this.isOn && this.#suspects.size === 0)) return batch
    if (this.isSuspect(batch[0]!)) return batch.slice(0, this.#end(batch, 1))
    const firstSuspect = batch.findIndex((span) => this.isSuspect(span))
    const end = this.#end(batch, this.#maxSpans)
    return batch.slice(0, firstSuspect > 0 ? Math.min(end, firstSuspect) : end)
  }

  accepted(batch: readonly OutgoingSpan[]): void {
    this.faultsInRow = 0
    if (!this.isOn && this.#suspects.size === 0) return
    this.#accepted++
    if (batch.length > 0) this.#suspects.delete(keyOf(batch[0]!))
    this.#maxSpans *= 2
    if (this.#maxSpans > this.#options.maxBatchSpans) this.#maxSpans = Infinity
  }

  failed(batch: readonly OutgoingSpan[]): Verdict {
    this.faultsInRow++
    const isAlone = batch.length > 0 && this.#end(batch, 1) >= batch.length
    this.#maxSpans = Math.max(1, Math.floor(Math.min(batch.length, this.#maxSpans) / 2))
    return isAlone ? this.#suspect(keyOf(batch[0]!)) : 'narrowed'
  }

  #suspect(key: string): Verdict {
    const known = this.#suspects.get(key)
    if (known === undefined) {
      if (this.#suspects.size >= MAX_SUSPECTS) return 'known suspect'
      this.#suspects.set(key, { sinceMillis: Date.now(), faults: 1, acceptedBefore: this.#accepted })
      return 'suspect'
    }
    const isProven = this.#accepted > known.acceptedBefore
    const faults = known.faults + (isProven ? 1 : 0)
    if (isProven && faults >= MAX_FAULTS && Date.now() - known.sinceMillis >= MIN_SUSPECT_MILLIS) {
      this.#suspects.delete(key)
      return 'given up'
    }
    this.#suspects.set(key, { ...known, faults, acceptedBefore: this.#accepted })
    return 'known suspect'
  }

  #end(batch: readonly OutgoingSpan[], maxBatchSpans: number): number {
    return batchEnd(batch, 0, this.#unit, { maxBatchSpans, maxBatchBytes: Infinity }, () => 0)
  }
}

const keyOf = ({ traceId, spanId }: OutgoingSpan): string => `${traceId} ${spanId}`
