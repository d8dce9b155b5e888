import type { Attributes } from '@loupe-ai/model'
import type { Disk } from './disk.ts'
import { readSegment, type SpooledSpan } from './read-segment.ts'
import { Segment } from './segment.ts'
import { isLeftBehind, ownerOfProcess, segmentName, type SegmentOwner } from './segment-name.ts'
import { DESCRIPTION_FILE, folderNameOf, type SpoolDescription } from './spool-folder.ts'

/** A span that lies in a file until it is settled. */
export interface SpoolReceipt {
  /** The server has it, or does not want it. */
  settle(): void
  /** There is no room for it in memory: it is read from its file later. */
  leave(): void
}

/** Spans that nobody has in memory: of processes that are no more, and those that did not fit. */
export interface Backlog {
  readonly spans: readonly SpooledSpan[]
  /** How many of them this process counts as kept. */
  readonly left: number
  settle(): void
  /** Another try, another time. */
  putBack(): void
}

export interface Spool {
  readonly folder: string
  started(spanId: string, resource: Attributes, bytes: Uint8Array): void
  /** Undefined when it could not be written: then it is in memory alone. */
  ended(spanId: string, resource: Attributes, bytes: Uint8Array): SpoolReceipt | undefined
  takeBacklog(): Backlog | undefined
  /** Leaves no file behind that holds nothing. */
  close(): void
}

export interface SpoolOptions {
  /** Of one destination, all files together: beyond it spans are kept in memory alone. */
  readonly maxBytes: number
  /** From this size on a new file is begun. */
  readonly segmentBytes: number
}

export const SPOOL_OPTIONS: SpoolOptions = { maxBytes: 256 * 1024 * 1024, segmentBytes: 8 * 1024 * 1024 }

const LOOK_AGAIN_MILLIS = 60_000

interface OpenSegment {
  readonly segment: Segment
  running: number
  unsettled: number
  /** Spans that are in no memory. */
  left: number
}

/** Opens the spool of a destination. Throws what the file system throws: then there is none. */
export function openSpool(
  disk: Disk,
  root: string,
  uri: string,
  { maxBytes, segmentBytes }: SpoolOptions,
  onTrouble: (error: unknown) => void,
): Spool {
  const { fs, path } = disk
  const folder = path.join(root, folderNameOf(uri))
  const me: SegmentOwner = ownerOfProcess(disk)
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
  const description: SpoolDescription = { uri }
  fs.writeFileSync(path.join(folder, DESCRIPTION_FILE), JSON.stringify(description), { mode: 0o600 })

  const startedIn = new Map<string, OpenSegment>()
  const left: OpenSegment[] = []
  let bytesOfOthers = bytesBelow()
  let bytesOfOld = 0
  let number = 0
  let active: OpenSegment | undefined
  let isBroken = false
  let nextLookMillis = 0

  function bytesBelow(): number {
    return fs.readdirSync(folder).reduce((sum, name) => {
      const stat = fs.statSync(path.join(folder, name), { throwIfNoEntry: false })
      return sum + (stat?.size ?? 0)
    }, 0)
  }

  function freeName(): string {
    let name: string
    do name = path.join(folder, segmentName(me, number++))
    while (fs.existsSync(name))
    return name
  }

  function current(): OpenSegment | undefined {
    if (isBroken) return undefined
    if (active !== undefined && active.segment.bytes >= segmentBytes) retire(active)
    if (bytesOfOthers + bytesOfOld + (active?.segment.bytes ?? 0) >= maxBytes) return undefined
    active ??= { segment: new Segment(disk, freeName()), running: 0, unsettled: 0, left: 0 }
    return active
  }

  function retire(open: OpenSegment): void {
    active = undefined
    bytesOfOld += open.segment.bytes
    tidy(open)
  }

  /** Empties or removes a file of which nothing is needed any more. */
  function tidy(open: OpenSegment): void {
    if (open.running > 0 || open.unsettled > 0) return
    if (open.left > 0) {
      if (open === active) retire(open)
      else if (!left.includes(open)) left.push(open)
    } else if (open === active) open.segment.clear()
    else remove(open)
  }

  function remove(open: OpenSegment): void {
    bytesOfOld -= open.segment.bytes
    open.segment.close()
    open.segment.remove()
  }

  /** What goes wrong with a disk goes wrong again: from then on there is only memory. */
  function carefully<T>(work: () => T): T | undefined {
    try {
      return work()
    } catch (error) {
      isBroken = true
      onTrouble(error)
      return undefined
    }
  }

  function backlogIn(file: string, count: number, forget: () => void, keep: () => void): Backlog | undefined {
    const spans = readSegment(disk, file)
    if (spans.length === 0) {
      forget()
      return undefined
    }
    return { spans, left: count, settle: () => void carefully(forget), putBack: keep }
  }

  /** Files that were adopted and could not be sent. */
  const adopted: string[] = []

  function takeAdopted(): Backlog | undefined {
    for (let file = adopted.shift(); file !== undefined; file = adopted.shift()) {
      const own = file
      const forget = (): void => {
        bytesOfOthers -= fs.statSync(own, { throwIfNoEntry: false })?.size ?? 0
        fs.rmSync(own, { force: true })
      }
      const backlog = backlogIn(own, 0, forget, () => void adopted.unshift(own))
      if (backlog !== undefined) return backlog
    }
    return undefined
  }

  function adoptOrphans(): void {
    nextLookMillis = Date.now() + LOOK_AGAIN_MILLIS
    for (const name of fs.readdirSync(folder)) {
      try {
        if (!isLeftBehind(disk, folder, name, me)) continue
        const mine = freeName()
        // Of several processes that see it one succeeds.
        fs.renameSync(path.join(folder, name), mine)
        adopted.push(mine)
      } catch {
        continue
      }
    }
  }

  function takeLeft(): Backlog | undefined {
    const open = left.shift()
    if (open === undefined) return undefined
    const forget = (): void => remove(open)
    return backlogIn(open.segment.path, open.left, forget, () => void left.unshift(open))
  }

  return {
    folder,
    started(spanId, resource, bytes) {
      carefully(() => {
        const open = current()
        if (open === undefined) return
        open.segment.span('started', spanId, resource, bytes)
        open.running++
        startedIn.set(spanId, open)
      })
    },
    ended(spanId, resource, bytes) {
      return carefully(() => {
        const origin = startedIn.get(spanId)
        startedIn.delete(spanId)
        const open = current()
        open?.segment.span('ended', spanId, resource, bytes)
        if (origin !== undefined) {
          if (origin !== open) origin.segment.closed(spanId)
          origin.running--
          if (origin !== open) tidy(origin)
        }
        if (open === undefined) return undefined
        open.unsettled++
        const settle = (): void => {
          open.unsettled--
          tidy(open)
        }
        return {
          settle: () => void carefully(settle),
          leave() {
            open.left++
            carefully(settle)
          },
        }
      })
    },
    takeBacklog: () =>
      carefully(() => {
        if (Date.now() >= nextLookMillis) adoptOrphans()
        return takeAdopted() ?? takeLeft()
      }),
    close() {
      carefully(() => {
        if (active !== undefined && active.running === 0 && active.unsettled === 0 && active.left === 0) {
          active.segment.close()
          active.segment.remove()
          active = undefined
        }
      })
    },
  }
}
