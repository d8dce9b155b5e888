import type { Exporter } from '../export/exporter.ts'
import { findDisk } from '../spool/disk.ts'
import { listSpools, type SpoolStatus } from '../spool/list-spools.ts'
import { openSpool, SPOOL_OPTIONS } from '../spool/spool.ts'
import { BATCH_OPTIONS } from './batch-options.ts'
import { BatchProcessor } from './batch-processor.ts'
import type { DeliveryCounts } from './delivery-counts.ts'
import type { Target } from './destination.ts'

/** What became of the spans that lay on disk for one target. */
export interface SpoolDelivery extends Pick<SpoolStatus, 'target' | 'folder'>, DeliveryCounts {}

export interface SendSpoolsParts {
  readonly root: string | undefined
  /** For each target. */
  readonly timeoutMillis: number
  connect(target: Target): Exporter
  onTrouble(error: unknown): void
}

/** What programs left on disk that are no more. Empty where there is no disk. */
export function spoolsBelow(root: string | undefined): readonly SpoolStatus[] {
  const disk = root === undefined ? undefined : findDisk()
  return root === undefined || disk === undefined ? [] : listSpools(disk, root)
}

/** Sends it, to each target what is meant for it. Two that do this at once do not disturb each other. */
export async function sendSpools({
  root,
  timeoutMillis,
  connect,
  onTrouble,
}: SendSpoolsParts): Promise<readonly SpoolDelivery[]> {
  const disk = root === undefined ? undefined : findDisk()
  if (root === undefined || disk === undefined) return []
  const waiting = listSpools(disk, root).filter(({ waitingBytes }) => waitingBytes > 0)
  return await Promise.all(
    waiting.map(async ({ target, folder, waitingSpans }) => {
      const spool = openSpool(disk, root, target, SPOOL_OPTIONS, onTrouble)
      const processor = new BatchProcessor(
        connect(target),
        BATCH_OPTIONS,
        () => {},
        spool,
        (_, message) => onTrouble(new Error(message)),
      )
      await processor.flush(timeoutMillis, { cancelLate: true })
      processor.close()
      processor.closeSpool()
      const { delivered, refused } = processor.counts
      return { target, folder, delivered, refused, dropped: 0, kept: Math.max(0, waitingSpans - delivered - refused) }
    }),
  )
}
