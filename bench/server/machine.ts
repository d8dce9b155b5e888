import { readFileSync } from 'node:fs'
import { cpus, loadavg, release, totalmem, type } from 'node:os'

export interface MachineFacts {
  readonly date: string
  readonly processor: string
  readonly cores: number
  readonly memoryGiB: number
  readonly system: string
  readonly node: string
  /** Runnable processes in the last minute; what else ran shows here. */
  readonly loadAverage: number
  /** In words, when something else used the machine; by LOUPE_BENCH_NOTE. */
  readonly note?: string
}

export function machineFacts(): MachineFacts {
  const note = process.env['LOUPE_BENCH_NOTE']
  return {
    date: new Date().toISOString().slice(0, 16),
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${distribution()}${type()} ${release()}`,
    node: process.versions.node,
    loadAverage: Math.round(loadavg()[0]! * 10) / 10,
    ...(note !== undefined && note !== '' && { note }),
  }
}

function distribution(): string {
  try {
    const name = /^PRETTY_NAME="(.+)"$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1]
    return name === undefined ? '' : `${name}, `
  } catch {
    // Not Linux.
    return ''
  }
}
