import { existsSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { lockHolder } from '@loupe-ai/server'
import { sizeText } from '../terminal/size-text.ts'
import { type Finding, fail, ok, warn } from './finding.ts'

const FULL_BYTES = 200e6
const SMALL_BYTES = 2e9

/** Of a data folder on this machine: who holds it, and what room its disk has. `url`: of the server that is asked. */
export async function checkFolder(dataDir: string, url: string): Promise<Finding[]> {
  if (!existsSync(join(dataDir, 'metadata.db'))) return [ok(`no data at ${dataDir}: the server keeps it elsewhere`)]
  const holder = lockHolder(dataDir)
  const held =
    holder === undefined
      ? warn(
          `the data in ${dataDir} is open in no server`,
          `Traces in it show when one runs: loupe server --data-dir ${dataDir}`,
        )
      : portOf(holder.url) === portOf(url)
        ? ok(`the data in ${dataDir} is open in that server (process ${holder.pid})`)
        : warn(
            `the data in ${dataDir} is open in ${holder.url} (process ${holder.pid}), not in the server at ${url}`,
            `Look there, or set LOUPE_TRACKING_URI=${holder.url}`,
          )
  return [held, await diskFinding(dataDir)]
}

async function diskFinding(folder: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(existsSync(folder) ? folder : dirname(folder))
  const free = bavail * bsize
  const what = `${sizeText(free)} are free on the disk of ${folder}`
  if (free < FULL_BYTES) return fail(`only ${what}`, 'Nothing can be stored: make room, or loupe retention --dry-run.')
  return free < SMALL_BYTES
    ? warn(`only ${what}`, 'Make room, or delete old traces: loupe retention --dry-run.')
    : ok(what)
}

function portOf(url: string): string {
  try {
    return new URL(url).port
  } catch {
    return ''
  }
}
