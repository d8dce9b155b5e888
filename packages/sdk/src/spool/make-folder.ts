import type { Disk } from './disk.ts'

/**
 * Makes a folder and what is missing above it, for the user alone. Throws what the file system throws. The runtime's own
 * way of doing that takes every ENOENT for a missing parent: below `/proc`, where nothing can be made, it tries for ever.
 */
export function makeFolder(fs: Disk['fs'], path: Disk['path'], folder: string): void {
  const missing: string[] = []
  for (let at = folder; !fs.existsSync(at); at = path.dirname(at)) {
    missing.push(at)
    if (path.dirname(at) === at) break
  }
  for (const one of missing.toReversed()) {
    try {
      fs.mkdirSync(one, { mode: 0o700 })
    } catch (error) {
      // Another process may make it in the same moment.
      if (!isFolder(fs, one)) throw error
    }
  }
  // A file may stand where the folder should.
  fs.readdirSync(folder)
}

const isFolder = (fs: Disk['fs'], path: string): boolean =>
  fs.statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
