import type { Diagnostics } from '../diagnostics.ts'
import type { Target } from '../process/destination.ts'
import { findDisk } from './disk.ts'
import { openSpool, type Spool, type SpoolOptions } from './spool.ts'

export interface SpoolChoice extends SpoolOptions {
  /** Undefined: spans are kept in memory only. */
  readonly root: string | undefined
}

/** The spool of a target; undefined, said once, where nothing can be written: then spans are in memory alone. */
export function findSpool(
  target: Target,
  { root, ...options }: SpoolChoice,
  diagnostics: Diagnostics,
): Spool | undefined {
  const disk = root === undefined ? undefined : findDisk()
  if (root === undefined || disk === undefined) return undefined
  const tell = (error: unknown): void =>
    diagnostics.warn(
      'no spool',
      `spans cannot be kept on disk in ${root} (${error instanceof Error ? error.message : String(error)}): ` +
        'those that are not sent when the program dies are lost. LOUPE_SPOOL_DIR names another folder',
    )
  try {
    return openSpool(disk, root, target, options, tell)
  } catch (error) {
    tell(error)
    return undefined
  }
}
