// `npm run test:lanes`: tests that need other packages than ours, each from a lockfile of its own. A lane is a folder of
// `tests/lanes` with vitest.config.ts and what it installs: package.json with package-lock.json, or requirements.txt of
// Python. Arguments choose lanes: `npm run test:lanes -- mcp`.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const lanes = join(root, 'tests', 'lanes')
const reports = mkdtempSync(join(tmpdir(), 'loupe-lanes-'))
const chosen = process.argv.slice(2)

let passed = 0
let failed = 0
let skipped = 0
for (const lane of readdirSync(lanes, { withFileTypes: true })) {
  const folder = join(lanes, lane.name)
  if (!lane.isDirectory() || !existsSync(join(folder, 'vitest.config.ts'))) continue
  if (chosen.length > 0 && !chosen.includes(lane.name)) continue
  console.log(`\n--- ${lane.name}`)
  const env = existsSync(join(folder, 'requirements.txt')) ? installPython(lane.name, folder) : install(folder)
  if (env === undefined) failed += 1
  else run(lane.name, folder, env)
}
rmSync(reports, { recursive: true, force: true })
if (passed + failed === 0) {
  console.error(`There is no lane ${chosen.join(', ')} in ${lanes}.`)
  failed = 1
}
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
process.exit(failed === 0 ? 0 : 1)

/**
 * Exactly what the lockfile says, unless that is there already. Nothing that is installed may run. Gives what the tests'
 * environment needs to find it, undefined when it could not be installed.
 */
function install(folder) {
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  const isDone = onceFor(join(folder, 'package-lock.json'), join(folder, 'node_modules'), () =>
    call('npm', args, folder),
  )
  return isDone ? {} : undefined
}

/** Into an environment of its own, which is made anew when its requirements change. */
function installPython(name, folder) {
  const venv = join(root, '.cache', 'lanes', name)
  const python = join(venv, 'bin', 'python')
  const requirements = join(folder, 'requirements.txt')
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps', '-r', requirements]
  const isDone = onceFor(requirements, venv, () => {
    rmSync(venv, { recursive: true, force: true })
    mkdirSync(dirname(venv), { recursive: true })
    return call('python3', ['-m', 'venv', venv], root) && call(python, pip, root)
  })
  return isDone ? { LOUPE_LANE_PYTHON: python } : undefined
}

/** Installs into `target` unless that was done from this very `lockFile`. */
function onceFor(lockFile, target, work) {
  const lockHash = createHash('sha256').update(readFileSync(lockFile)).digest('hex')
  const stamp = join(target, '.installed-lock')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lockHash) return true
  if (!work()) return false
  writeFileSync(stamp, lockHash)
  return true
}

function call(command, args, cwd) {
  const { status, error } = spawnSync(command, args, { cwd, stdio: 'inherit', shell: process.platform === 'win32' })
  if (error !== undefined) console.error(`${command} cannot be run: ${error.message}`)
  return status === 0
}

function run(name, folder, env) {
  const report = join(reports, `${name}.json`)
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const args = ['run', '--config', join(folder, 'vitest.config.ts'), '--reporter=default', '--reporter=json']
  const { status } = spawnSync(process.execPath, [vitest, ...args, `--outputFile.json=${report}`], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  })
  const counted = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : {}
  passed += counted.numPassedTests ?? 0
  skipped += counted.numPendingTests ?? 0
  // A file that could not be loaded fails without a failed test.
  failed += counted.numFailedTests || (status === 0 ? 0 : Math.max(1, counted.numFailedTestSuites ?? 1))
}
