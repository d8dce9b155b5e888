import type { Target } from '../process/destination.ts'
import type { Disk } from './disk.ts'
import { readSegments } from './read-segments.ts'
import { isLeftBehind, isSegment, ownerOfProcess } from './segment-name.ts'
import { DESCRIPTION_FILE } from './spool-folder.ts'

/** What lies on disk for one target. */
export interface SpoolStatus {
  readonly target: Target
  readonly folder: string
  /** Spans that programs left behind that are no more. */
  readonly waitingSpans: number
  readonly waitingBytes: number
  /** In use by programs that run. */
  readonly busyBytes: number
}

/** The spools below `root` that hold something. Throws what the file system throws, but not for a folder that is missing. */
export function listSpools(disk: Disk, root: string): SpoolStatus[] {
  const { fs, path } = disk
  if (!fs.existsSync(root)) return []
  const folders = fs.readdirSync(root).map((name) => path.join(root, name))
  return folders.map((folder) => statusOf(disk, folder)).filter((status) => status !== undefined)
}

function statusOf(disk: Disk, folder: string): SpoolStatus | undefined {
  const { fs, path } = disk
  const target = readTarget(disk, folder)
  if (target === undefined) return undefined
  const me = ownerOfProcess(disk)
  let waitingSpans = 0
  let waitingBytes = 0
  let busyBytes = 0
  for (const name of fs.readdirSync(folder).filter(isSegment)) {
    const file = path.join(folder, name)
    try {
      const { size } = fs.statSync(file)
      if (isLeftBehind(disk, folder, name, me)) {
        waitingSpans += readSegments(disk, [file]).length
        waitingBytes += size
      } else busyBytes += size
    } catch {
      // Its program has just removed it.
    }
  }
  if (waitingBytes + busyBytes === 0) return undefined
  return { target, folder, waitingSpans, waitingBytes, busyBytes }
}

function readTarget({ fs, path }: Disk, folder: string): Target | undefined {
  try {
    const said: unknown = JSON.parse(fs.readFileSync(path.join(folder, DESCRIPTION_FILE), 'utf8'))
    const { kind, uri } = said as { kind?: unknown; uri?: unknown }
    return (kind === 'tracking' || kind === 'otlp') && typeof uri === 'string' ? { kind, uri } : undefined
  } catch {
    return undefined
  }
}
