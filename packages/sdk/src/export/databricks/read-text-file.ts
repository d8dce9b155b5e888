import { findDisk } from '../../spool/disk.ts'

/** Undefined where there is none, or it may not be read. */
export function readTextFile(path: string): string | undefined {
  try {
    return findDisk()?.fs.readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
