import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ProgramToStart } from './product.ts'

const GROUPS = '/sys/fs/cgroup'
const MIB = 2 ** 20

export interface LimitedProgram extends Disposable {
  readonly program: ProgramToStart
}

/**
 * The program in a control group of its own that may hold so much memory, page cache included, as a container would
 * (cgroups 2, or 1). Needs root, on Linux; throws the file system's error without.
 */
export function limitedMemory(program: ProgramToStart, mebibytes: number): LimitedProgram {
  const isVersion2 = existsSync(join(GROUPS, 'cgroup.controllers'))
  const folder = join(GROUPS, isVersion2 ? '' : 'memory', `loupe-bench-${process.pid}`)
  mkdirSync(folder)
  writeFileSync(join(folder, isVersion2 ? 'memory.max' : 'memory.limit_in_bytes'), String(mebibytes * MIB))
  const enter = 'echo $$ > "$0/cgroup.procs" && exec "$@"'
  return {
    program: { ...program, file: 'sh', args: ['-c', enter, folder, program.file, ...program.args] },
    [Symbol.dispose]: () => rmdirSync(folder),
  }
}
