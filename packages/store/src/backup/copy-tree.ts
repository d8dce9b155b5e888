import { constants } from 'node:fs'
import { copyFile, link, mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'

export type CopyFile = (from: string, to: string) => Promise<void>

/** For files that are only ever replaced: two names of one file where the disk can do that, else a copy. */
export const linkOrCopy: CopyFile = async (from, to) => {
  try {
    await link(from, to)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw error
    await plainCopy(from, to)
  }
}

export const plainCopy: CopyFile = (from, to) => copyFile(from, to, constants.COPYFILE_FICLONE)

/** Copies a folder's files; what goes away meanwhile is left out, and links are. Gives the number of files. */
export async function copyTree(from: string, to: string, copy: CopyFile): Promise<number> {
  await mkdir(to, { recursive: true, mode: 0o700 })
  let files = 0
  for (const entry of await readdir(from, { withFileTypes: true }).catch(ifGone([]))) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) files += await copyTree(source, target, copy)
    else if (entry.isFile()) files += await copy(source, target).then(() => 1, ifGone(0))
  }
  return files
}

const ifGone =
  <T>(instead: T) =>
  (error: NodeJS.ErrnoException): T => {
    if (error.code === 'ENOENT') return instead
    throw error
  }
