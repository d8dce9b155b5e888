import * as fs from 'node:fs'
import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { spawnSync } from 'node:child_process'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { makeFolder } from './make-folder.ts'

const make = (folder: string): void => makeFolder(fs, path, folder)

test('what is missing is made for the user alone, and what is there is left as it is', async () => {
  await using temporary = await mkdtempDisposable(path.join(tmpdir(), 'loupe-folder-'))
  const folder = path.join(temporary.path, 'a', 'b', 'c')

  make(folder)
  fs.writeFileSync(path.join(folder, 'kept'), 'x')
  make(folder)

  expect(fs.readFileSync(path.join(folder, 'kept'), 'utf8')).toBe('x')
  // Windows has no such modes.
  const forOthers = process.platform === 'win32' ? 0 : fs.statSync(path.dirname(folder)).mode & 0o077
  expect(forOthers).toBe(0)
})

test('a file in the way is an error', async () => {
  await using temporary = await mkdtempDisposable(path.join(tmpdir(), 'loupe-folder-'))
  const file = path.join(temporary.path, 'file')
  fs.writeFileSync(file, '')

  expect(() => make(file)).toThrow('ENOTDIR')
  expect(() => make(path.join(file, 'below'))).toThrow('ENOTDIR')
})

test.runIf(process.platform === 'linux')('where nothing can be made, that is told at once', () => {
  const index = JSON.stringify(pathToFileURL(path.resolve(import.meta.dirname, '../index.ts')).href)
  const program = `import * as loupe from ${index}
    loupe.init({ trackingUri: 'http://127.0.0.1:9', spool: { dir: '/proc/none/spool' } })
    loupe.withSpan(() => console.log('ran'), { name: 'x' })
    process.exit(0)`
  expect(() => make('/proc/none/spool')).toThrow('ENOENT')
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
    timeout: 20_000,
  })

  expect(stdout).toBe('ran\n')
  expect(stderr).toContain('spans cannot be kept on disk in /proc/none/spool')
})
