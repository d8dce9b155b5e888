// Plain JavaScript: runs on Node 20 (see install.mjs).
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'

const PACKAGES_IN_THE_PAGE = ['model', 'wire', 'contract', 'viewer', 'web']

/** Builds the web UI unless `packages/web/dist` was built from these very sources. */
export function ensureWebBuilt(root, node) {
  const stamp = join(root, 'packages', 'web', 'dist', '.built-from')
  const wanted = sourcesFingerprint(root)
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  process.stderr.write('Building the web UI …\n')
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
  const args = [vite, 'build', '--logLevel', 'error', '--config', join(root, 'packages', 'web', 'vite.config.ts')]
  const { status, stdout } = spawnSync(node, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
    env: { ...process.env, NODE_ENV: 'production' },
  })
  if (status !== 0) {
    process.stderr.write(`${stdout}\nThe web UI could not be built; the message above says why.\n`)
    process.exit(1)
  }
  writeFileSync(stamp, wanted)
}

function sourcesFingerprint(root) {
  const hash = createHash('sha256')
  for (const name of PACKAGES_IN_THE_PAGE) {
    for (const file of filesBelow(join(root, 'packages', name))) {
      hash.update(relative(root, file)).update('\0').update(readFileSync(file)).update('\0')
    }
  }
  return hash.update(readFileSync(join(root, 'package-lock.json'))).digest('hex')
}

function filesBelow(folder) {
  return readdirSync(folder)
    .sort()
    .filter((name) => name !== 'dist' && name !== 'node_modules' && !name.includes('.test.'))
    .map((name) => join(folder, name))
    .flatMap((path) => (statSync(path).isDirectory() ? filesBelow(path) : [path]))
}
