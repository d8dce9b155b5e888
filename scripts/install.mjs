// Plain JavaScript: this runs before anything is installed, on whatever Node the machine has (20 or newer).
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Installs what the lockfile says unless it is there already. Exits the process with a message when npm fails. */
export function ensureInstalled(root) {
  const stamp = join(root, 'node_modules', '.loupe-installed')
  const wanted = installFingerprint(root)
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  process.stderr.write('Installing what is missing (about half a minute) …\n')
  const npm = process.env.npm_execpath
  const args = ['ci', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error']
  const options = { cwd: root, stdio: ['ignore', 'ignore', 'inherit'], env: withoutNpmSettings(process.env) }
  const { status, error } = npm
    ? spawnSync(process.execPath, [npm, ...args], options)
    : spawnSync('npm', args, { ...options, shell: process.platform === 'win32' })
  if (status !== 0) {
    process.stderr.write(`\nnpm could not install the dependencies${error ? ` (${error.message})` : ''}.\n`)
    process.stderr.write(
      'Look at its message above: is the network there, is the disk full? Then run the command again.\n',
    )
    process.exit(1)
  }
  writeFileSync(stamp, wanted)
}

function installFingerprint(root) {
  const lock = readFileSync(join(root, 'package-lock.json'))
  return `${createHash('sha256').update(lock).digest('hex')} ${process.platform} ${process.arch}`
}

// `npm start` hands its own settings down as variables; flags meant for it must not change what `npm ci` does.
const withoutNpmSettings = (env) =>
  Object.fromEntries(
    Object.entries(env).filter(
      ([name]) => !/^npm_(config_(omit|include|production|dry_run|only)|lifecycle|package_)/i.test(name),
    ),
  )
