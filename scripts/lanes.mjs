// `npm run test:lanes`: tests that need other packages than ours, each from a lockfile of its own. A lane is a folder of
// `tests/lanes` with package.json, package-lock.json and vitest.config.ts. Arguments choose lanes: `npm run test:lanes -- mcp`.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
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
  if (!lane.isDirectory() || !existsSync(join(folder, 'package-lock.json'))) continue
  if (chosen.length > 0 && !chosen.includes(lane.name)) continue
  console.log(`\n--- ${lane.name}`)
  if (install(folder)) run(lane.name, folder)
  else failed += 1
}
rmSync(reports, { recursive: true, force: true })
if (passed + failed === 0) {
  console.error(`There is no lane ${chosen.join(', ')} in ${lanes}.`)
  failed = 1
}
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
process.exit(failed === 0 ? 0 : 1)

/** Exactly what the lockfile says, unless that is there already. Nothing that is installed may run. */
function install(folder) {
  const lockHash = createHash('sha256')
    .update(readFileSync(join(folder, 'package-lock.json')))
    .digest('hex')
  const stamp = join(folder, 'node_modules', '.installed-lock')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lockHash) return true
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  const { status } = spawnSync('npm', args, { cwd: folder, stdio: 'inherit', shell: process.platform === 'win32' })
  if (status !== 0) return false
  writeFileSync(stamp, lockHash)
  return true
}

function run(name, folder) {
  const report = join(reports, `${name}.json`)
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const args = ['run', '--config', join(folder, 'vitest.config.ts'), '--reporter=default', '--reporter=json']
  const { status } = spawnSync(process.execPath, [vitest, ...args, `--outputFile.json=${report}`], {
    cwd: root,
    stdio: 'inherit',
  })
  const counted = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : {}
  passed += counted.numPassedTests ?? 0
  skipped += counted.numPendingTests ?? 0
  // A file that could not be loaded fails without a failed test.
  failed += counted.numFailedTests || (status === 0 ? 0 : Math.max(1, counted.numFailedTestSuites ?? 1))
}
