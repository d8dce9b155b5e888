import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'

/** What tells one process from every other, also after a reboot and where pids repeat (containers). */
export interface ProcessIdentity {
  readonly pid: number
  readonly host: string
  /** Linux only: differs after each boot. */
  readonly bootId?: string
  /** Linux only: clock ticks from boot to the process's start. */
  readonly startTicks?: string
}

export const ownIdentity = (): ProcessIdentity => ({
  pid: process.pid,
  host: hostname(),
  bootId: bootId(),
  startTicks: startTicksOf(process.pid),
})

/** Whether the very process that `identity` describes is still running here. */
export function isRunning(identity: ProcessIdentity): boolean {
  const currentBoot = bootId()
  if (identity.bootId !== undefined && currentBoot !== undefined && identity.bootId !== currentBoot) return false
  if (identity.startTicks !== undefined && currentBoot !== undefined) {
    return startTicksOf(identity.pid) === identity.startTicks
  }
  return isAlive(identity.pid)
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it is there, but belongs to someone else.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function bootId(): string | undefined {
  return readText('/proc/sys/kernel/random/boot_id')?.trim()
}

/** Field 22 of /proc/PID/stat (proc(5)), undefined for a process that is gone or a zombie. */
function startTicksOf(pid: number): string | undefined {
  const stat = readText(`/proc/${pid}/stat`)
  if (stat === undefined) return undefined
  // The second field is the program's name in parentheses, which may itself hold spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19]
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
