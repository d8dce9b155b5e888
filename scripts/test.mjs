// `npm test`: all that a machine with only Node can run. Arguments go to vitest: `npm test -- wire`.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findBrowser } from './find-browser.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const report = join(tmpdir(), `loupe-test-report-${process.pid}.json`)
const browser = findBrowser()

const NO_BROWSER = `
!! No browser was found, so the tests of the web UI do NOT run.
!! Install Chromium (Debian: apt-get install chromium), or say where it is with CHROMIUM_PATH=/path/to/chromium.
`
if (browser === undefined) console.error(NO_BROWSER)

const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
const { status } = spawnSync(
  process.execPath,
  [vitest, 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...process.argv.slice(2)],
  { cwd: root, stdio: 'inherit', env: { ...process.env, ...(browser && { CHROMIUM_PATH: browser }) } },
)

if (browser === undefined) console.error(NO_BROWSER)
console.log(closingLine())
process.exit(status ?? 1)

function closingLine() {
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numFailedTestSuites, success } = JSON.parse(
      readFileSync(report, 'utf8'),
    )
    // A file that could not be loaded fails without a failed test.
    const failed = numFailedTests || (success ? 0 : Math.max(1, numFailedTestSuites))
    return `${numPassedTests} passed, ${failed} failed${numPendingTests > 0 ? `, ${numPendingTests} skipped` : ''}`
  } catch {
    return '0 passed, 1 failed'
  }
}
