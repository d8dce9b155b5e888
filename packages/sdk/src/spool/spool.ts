import type { SpanId } from '@loupe-ai/model'

import type { OutgoingSpan, StoredAttachment } from '../export/exporter.ts'
import type { Attachment } from '../process/attachment.ts'
import type { Target } from '../process/destination.ts'
import type { RunningOutgoingSpan } from '../process/running-spans.ts'
import type { Disk } from './disk.ts'
import { orphansIn } from './orphans.ts'
import { ownSegments, type BegunOnDisk, type OwnSegments, type WrittenSpan } from './own-segments.ts'
import type { SpooledSpan } from './read-segments.ts'
import { namesOf, NOBODY, ownerOfProcess } from './segment-name.ts'
import { openFolder } from './spool-folder.ts'

/** A span that lies in a file until it is settled. */
export interface SpoolReceipt {
  /** What belongs to it, to be read from the file. */
  readonly attachments: readonly StoredAttachment[]
  /** The target has it, or does not want it. */
  settle(): void
  /** There is no room for it in memory: it is read from its file later. */
  leave(): void
}

/** Spans that nobody has in memory: of processes that are no more, and those that did not fit. */
export interface Backlog {
  readonly spans: readonly SpooledSpan[]
  /** Whether this process counts them as kept. */
  readonly isOwn: boolean
  settle(): void
  /** Another try, another time, after other files, but for those of the spans that were `sent`. */
  putBack(sent: readonly SpooledSpan[]): void
}

/** The spans of one target on disk. No method throws: what the disk does not take is in memory alone. */
export interface Spool {
  readonly folder: string
  /** Something lies there that can be taken. */
  readonly hasBacklog: boolean
  started(span: RunningOutgoingSpan): void
  /** Undefined when it could not be written. */
  ended(span: OutgoingSpan, attachments: readonly Attachment[]): SpoolReceipt | undefined
  takeBacklog(): Backlog | undefined
  /** Leaves no file behind that holds nothing, and the others to whoever looks next. Takes nothing more. */
  close(): void
}

export interface SpoolOptions {
  /** Of one target, all files together: beyond it spans are kept in memory alone. */
  readonly maxBytes: number
  /** From this size on a new file is begun. */
  readonly segmentBytes: number
}

export const SPOOL_OPTIONS: SpoolOptions = { maxBytes: 256 * 1024 * 1024, segmentBytes: 8 * 1024 * 1024 }

/** A disk that failed is tried again after so long. */
const REST_MILLIS = 30_000

/** Opens the spool of a target. Throws what the file system throws: then there is none. */
export function openSpool(
  disk: Disk,
  root: string,
  target: Target,
  options: SpoolOptions,
  onTrouble: (error: unknown) => void,
): Spool {
  const folder = openFolder(disk, root, target)
  const me = ownerOfProcess(disk)
  const newPath = namesOf(disk, folder, me)
  const newFreePath = namesOf(disk, folder, NOBODY)
  const orphans = orphansIn(disk, folder, me, newPath)
  const own = ownSegments({ disk, newPath, options, bytesOfOthers: () => orphans.bytesOfOthers, newFreePath })
  let restsUntilMillis = 0

  /** What goes wrong with a disk goes wrong again in a moment. */
  function failed(error: unknown): void {
    restsUntilMillis = Date.now() + REST_MILLIS
    own.abandonActive()
    onTrouble(error)
  }

  function carefully<T>(work: () => T): T | undefined {
    try {
      return work()
    } catch (error) {
      failed(error)
      return undefined
    }
  }

  function write(
    span: OutgoingSpan,
    attachments: readonly Attachment[],
    begun: BegunOnDisk | undefined,
  ): SpoolReceipt | undefined {
    if (isResting()) return undefined
    try {
      const written = own.ended(span, attachments, begun)
      return written && new Receipt(own, written, failed)
    } catch (error) {
      failed(error)
      return undefined
    }
  }

  function closeStart(begun: BegunOnDisk, spanId: SpanId): void {
    try {
      own.endedElsewhere(begun, spanId)
    } catch (error) {
      failed(error)
    }
  }

  const isResting = (): boolean => restsUntilMillis !== 0 && Date.now() < restsUntilMillis

  return {
    folder,
    get hasBacklog() {
      return orphans.hasAdopted || own.hasLeft
    },
    started(span) {
      if (isResting()) return
      try {
        own.started(span)
      } catch (error) {
        failed(error)
      }
    },
    ended(span, attachments) {
      const begun = own.forgetRunning(span.spanId)
      const receipt = write(span, attachments, begun)
      if (begun !== undefined) closeStart(begun, span.spanId)
      return receipt
    },
    takeBacklog() {
      const backlog = carefully(() => orphans.take() ?? own.takeLeft())
      return backlog && { ...backlog, settle: () => void carefully(backlog.settle) }
    },
    close() {
      carefully(() => own.close())
      carefully(() => orphans.close(newFreePath))
    },
  }
}

/** Thousands of these wait in the queue of a program that is quicker than the network: few objects, no functions of their own. */
class Receipt implements SpoolReceipt {
  readonly #own: OwnSegments
  readonly #written: WrittenSpan
  readonly #failed: (error: unknown) => void

  constructor(own: OwnSegments, written: WrittenSpan, failed: (error: unknown) => void) {
    this.#own = own
    this.#written = written
    this.#failed = failed
  }

  get attachments(): readonly StoredAttachment[] {
    return this.#written.attachments
  }

  settle(): void {
    this.#carefully('settle')
  }

  leave(): void {
    this.#carefully('leave')
  }

  #carefully(what: 'settle' | 'leave'): void {
    try {
      this.#own[what](this.#written)
    } catch (error) {
      this.#failed(error)
    }
  }
}
