import { readdirSync, readFileSync } from 'node:fs'

export interface TreeMemory {
  readonly processes: number
  /** Resident, shared pages counted in each process. */
  readonly rssBytes: number
  /** Resident, shared pages counted once. */
  readonly pssBytes: number
  /** Not backed by files: what cannot be dropped. */
  readonly anonymousBytes: number
}

/** Memory of a process and all that descend from it or are in its group, as Linux tells it (proc(5), smaps_rollup). */
export function treeMemory(rootPid: number): TreeMemory {
  let [processes, rssBytes, pssBytes, anonymousBytes] = [0, 0, 0, 0]
  for (const pid of processTree(rootPid)) {
    const text = readOrNothing(`/proc/${pid}/smaps_rollup`)
    if (text === '') continue
    processes++
    rssBytes += kibibytes(text, 'Rss')
    pssBytes += kibibytes(text, 'Pss')
    anonymousBytes += kibibytes(text, 'Anonymous')
  }
  return { processes, rssBytes, pssBytes, anonymousBytes }
}

/** Seconds of processor that the tree has used. */
export const treeCpuSeconds = (rootPid: number): number =>
  processTree(rootPid).reduce((sum, pid) => sum + ticksOf(readOrNothing(`/proc/${pid}/stat`)), 0) / TICKS_A_SECOND

const TICKS_A_SECOND = 100

function processTree(rootPid: number): number[] {
  const parents = new Map<number, { readonly parent: number; readonly group: number }>()
  for (const name of readdirSync('/proc')) {
    const fields = /^\d+$/.test(name) ? fieldsOf(readOrNothing(`/proc/${name}/stat`)) : []
    if (fields.length > 0) parents.set(Number(name), { parent: Number(fields[1]), group: Number(fields[2]) })
  }
  const belongs = (pid: number): boolean => {
    if (pid === rootPid) return true
    const entry = parents.get(pid)
    return entry !== undefined && (entry.group === rootPid || belongs(entry.parent))
  }
  return [...parents.keys()].filter(belongs)
}

/** State, parent, group … of /proc/<pid>/stat: after the name, which may hold spaces. */
const fieldsOf = (stat: string): string[] => (stat === '' ? [] : stat.slice(stat.lastIndexOf(')') + 2).split(' '))

/** User and system time. */
function ticksOf(stat: string): number {
  const fields = fieldsOf(stat)
  return fields.length === 0 ? 0 : Number(fields[11]) + Number(fields[12])
}

const kibibytes = (text: string, key: string): number =>
  Number(new RegExp(`^${key}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0) * 1024

function readOrNothing(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    // The process has ended.
    return ''
  }
}
