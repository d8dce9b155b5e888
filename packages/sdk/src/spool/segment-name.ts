import type { Disk } from './disk.ts'

/** Who writes a file: a process number alone is used again, and each container has a process 1. */
export interface SegmentOwner {
  readonly hostName: string
  readonly pid: number
  /** When the process started, in the kernel's ticks; `0` where that is not known. */
  readonly startedTicks: string
}

const SUFFIX = '.spool'
/** Owner, then a number that two spools of one process (threads, copies of this package) do not share. */
const NAME = /^(\d+)-(\d+)-(.+)\.([0-9a-z]+-\d+)\.spool$/
/** A file of another machine (a home folder that is shared) counts as left behind once it is so old. */
const FOREIGN_MILLIS = 6 * 3_600_000

export const ownerOfProcess = (disk: Disk): SegmentOwner => ({
  hostName: disk.hostName.replace(/[^A-Za-z0-9-]+/g, '_'),
  pid: disk.pid,
  startedTicks: startedTicks(disk, disk.pid) ?? '0',
})

/** Gives a new path each time. */
export function namesOf(
  { path }: Disk,
  folder: string,
  { pid, startedTicks: ticks, hostName }: SegmentOwner,
): () => string {
  const spool = Math.random().toString(36).slice(2, 10) || '0'
  let number = 0
  return () => path.join(folder, `${pid}-${ticks}-${hostName}.${spool}-${number++}${SUFFIX}`)
}

/** Who has let a file go, for anybody to adopt. */
export const NOBODY: SegmentOwner = { hostName: 'nobody', pid: 0, startedTicks: '0' }

/** The part of a file's name that says whose it is; empty for files that are no segments. */
export const ownerTextOf = (name: string): string =>
  NAME.test(name) ? name.slice(0, name.lastIndexOf('.', name.length - SUFFIX.length - 1)) : ''

/** Let go of by its process while it lived: for anybody. */
export const isReleased = (name: string): boolean => ownerTextOf(name).startsWith(`${NOBODY.pid}-`)

export const isSegment = (name: string): boolean => NAME.test(name)

/** Whether the process that wrote this file is no more. Unknown files are left alone. */
export function isLeftBehind(disk: Disk, folder: string, name: string, me: SegmentOwner): boolean {
  const [, pid, ticks, hostName] = NAME.exec(name) ?? []
  if (pid === undefined || ticks === undefined || hostName === undefined) return false
  if (Number(pid) === NOBODY.pid) return true
  if (hostName !== me.hostName) {
    return Date.now() - disk.fs.statSync(disk.path.join(folder, name)).mtimeMs > FOREIGN_MILLIS
  }
  if (Number(pid) === me.pid) return ticks !== me.startedTicks
  if (!isAlive(Number(pid))) return true
  const now = startedTicks(disk, Number(pid))
  return now !== undefined && ticks !== '0' && now !== ticks
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // Not ours to signal, but there.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** The 22nd field of /proc/PID/stat; undefined where there is no such file. */
function startedTicks({ fs }: Disk, pid: number): string | undefined {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The second field is the program's name in brackets and may hold anything.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  } catch {
    return undefined
  }
}
