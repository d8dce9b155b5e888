import type { OutgoingSpan } from '../export/exporter.ts'
import type { Disk } from './disk.ts'
import { readSegments } from './read-segments.ts'
import { isLeftBehind, isReleased, ownerTextOf, type SegmentOwner } from './segment-name.ts'
import type { Backlog } from './spool.ts'

/** Files of processes that are no more. */
export interface Orphans {
  /** Files were taken over and not yet sent. */
  readonly hasAdopted: boolean
  /** Of all files that this process does not write, when it last looked. */
  readonly bytesOfOthers: number
  /** Some of what they left, which nobody else takes from now on. */
  take(): Backlog | undefined
  /** Lets go of what was not sent. */
  close(newFreePath: () => string): void
}

/** Files of one process, to be read together: a span may have begun in one and ended in another. */
interface Adopted {
  readonly paths: readonly string[]
  readonly sent: ReadonlySet<string>
}

const keyOf = ({ traceId, spanId }: OutgoingSpan): string => `${traceId} ${spanId}`

const LOOK_AGAIN_MILLIS = 60_000
/** Files that are read together hold no more than this, but for one that is larger: the program stands still so long. */
const GROUP_BYTES = 16 * 1024 * 1024

/** Looks into the folder at once, then once a minute at most. Throws what the file system throws. */
export function orphansIn(disk: Disk, folder: string, me: SegmentOwner, newPath: () => string): Orphans {
  const { fs, path } = disk
  const adopted: Adopted[] = []
  let nextLookMillis = 0
  let bytesOfOthers = bytesBelow()

  function bytesBelow(): number {
    return fs.readdirSync(folder).reduce((sum, name) => {
      const isOthers = ownerTextOf(name) !== ownerTextOf(path.basename(newPath()))
      const stat = isOthers ? fs.statSync(path.join(folder, name), { throwIfNoEntry: false }) : undefined
      return sum + (stat?.size ?? 0)
    }, 0)
  }

  function adopt(): void {
    nextLookMillis = Date.now() + LOOK_AGAIN_MILLIS
    bytesOfOthers = bytesBelow()
    const groups = new Map<string, { bytes: number; paths: string[] }>()
    for (const name of fs.readdirSync(folder).toSorted()) {
      try {
        if (!isLeftBehind(disk, folder, name, me)) continue
        const mine = newPath()
        // Of several processes that see it one succeeds.
        fs.renameSync(path.join(folder, name), mine)
        // What was released says in itself which of its spans ended elsewhere, and may be of several programs.
        const owner = isReleased(name) ? name : ownerTextOf(name)
        const bytes = fs.statSync(mine).size
        const group = groups.get(owner)
        if (group === undefined || group.bytes + bytes > GROUP_BYTES) {
          const begun = { bytes, paths: [mine] }
          groups.set(owner, begun)
          adopted.push({ paths: begun.paths, sent: new Set() })
        } else {
          group.bytes += bytes
          group.paths.push(mine)
        }
      } catch {
        continue
      }
    }
  }

  function forget(paths: readonly string[]): void {
    for (const each of paths) {
      bytesOfOthers -= fs.statSync(each, { throwIfNoEntry: false })?.size ?? 0
      fs.rmSync(each, { force: true })
    }
    bytesOfOthers = Math.max(0, bytesOfOthers)
  }

  return {
    get hasAdopted() {
      return adopted.length > 0
    },
    get bytesOfOthers() {
      return bytesOfOthers
    },
    take() {
      if (Date.now() >= nextLookMillis) adopt()
      for (let next = adopted.shift(); next !== undefined; next = adopted.shift()) {
        const { paths, sent } = next
        const spans = readSegments(disk, paths).filter((span) => !sent.has(keyOf(span)))
        if (spans.length > 0) {
          return {
            spans,
            isOwn: false,
            settle: () => forget(paths),
            putBack: (more) => void adopted.push({ paths, sent: new Set([...sent, ...more.map(keyOf)]) }),
          }
        }
        forget(paths)
      }
      return undefined
    },
    close(newFreePath) {
      for (const { paths } of adopted.splice(0)) for (const each of paths) fs.renameSync(each, newFreePath())
    },
  }
}
