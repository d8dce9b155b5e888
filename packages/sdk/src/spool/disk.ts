import type * as Fs from 'node:fs'
import type * as Os from 'node:os'
import type * as Path from 'node:path'
import type * as Zlib from 'node:zlib'

/** What the spool needs of the runtime. */
export interface Disk {
  readonly fs: typeof Fs
  readonly path: typeof Path
  readonly pid: number
  readonly hostName: string
  /** CRC-32; undefined where the runtime has none. */
  readonly checksum: ((bytes: Uint8Array, seed?: number) => number) | undefined
}

/** Undefined where programs have no files: in browsers, at the edge, in Deno unless it may write without asking. */
export function findDisk(): Disk | undefined {
  try {
    if (!mayWrite()) return undefined
    const builtin = process.getBuiltinModule
    const zlib = builtin('node:zlib') as typeof Zlib | undefined
    const fs = builtin('node:fs') as typeof Fs | undefined
    const path = builtin('node:path') as typeof Path | undefined
    const os = builtin('node:os') as typeof Os | undefined
    if (fs === undefined || path === undefined || os === undefined) return undefined
    const { crc32 } = zlib ?? {}
    return {
      fs,
      path,
      pid: process.pid,
      hostName: os.hostname(),
      checksum: typeof crc32 === 'function' ? (bytes, seed) => crc32(bytes, seed) : undefined,
    }
  } catch {
    return undefined
  }
}

interface DenoPermissions {
  readonly permissions: { querySync(of: { name: 'write' | 'read' }): { state: string } }
}

/** Deno asks the person at the terminal when a program does what it was not allowed: not because of us. */
function mayWrite(): boolean {
  const { Deno } = globalThis as { Deno?: DenoPermissions }
  if (Deno === undefined) return true
  return (['read', 'write'] as const).every((name) => Deno.permissions.querySync({ name }).state === 'granted')
}
