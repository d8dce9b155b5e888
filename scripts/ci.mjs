// The gate behind .ci/run. Plain JavaScript for Node 20: it is the first thing that runs on a fresh machine.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { findBrowser } from './find-browser.mjs'

let passed = 0
let failed = 0

/** Runs a step; counts what its closing line counts, or itself as one. */
function step(name, command, args, env = {}) {
  console.log(`\n=== ${name}`)
  const started = Date.now()
  const { status, stdout } = spawnSync(command, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, ...env },
  })
  process.stdout.write(stdout ?? '')
  const counted = /^(\d+) passed, (\d+) failed/m.exec((stdout ?? '').trimEnd().split('\n').at(-1) ?? '')
  const [good, bad] = counted ? [Number(counted[1]), Number(counted[2])] : [status === 0 ? 1 : 0, 0]
  passed += good
  failed += bad === 0 && status !== 0 ? 1 : bad
  console.log(`=== ${name}: ${status === 0 ? 'ok' : 'FAILED'} after ${Math.round((Date.now() - started) / 1000)} s`)
}

function installBrowser() {
  if (findBrowser() !== undefined || process.platform !== 'linux') return
  step('browser', 'sh', [
    '-c',
    'apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null',
  ])
}

function installPostgres() {
  if (process.platform !== 'linux' || existsSync('/usr/lib/postgresql')) return
  step('postgresql', 'sh', [
    '-c',
    'apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq postgresql >/dev/null',
  ])
}

installBrowser()
installPostgres()
step('npm test', 'npm', ['test', '--silent'], { LOUPE_REQUIRE_BROWSER: '1', LOUPE_REQUIRE_POSTGRES: '1' })
step('npm run test:lanes', 'npm', ['run', '--silent', 'test:lanes'])
step('npm run test:interop', 'npm', ['run', '--silent', 'test:interop'])
step('npm run fuzz', 'npm', ['run', '--silent', 'fuzz', '--', '--seconds', '60'])
step('npm run torture', 'npm', ['run', '--silent', 'torture', '--', '--only', 'kill', '--rounds', '25'])
step('npm run check', 'npm', ['run', '--silent', 'check'])
step('npm run pack', 'npm', ['run', '--silent', 'pack', '--', '--test'])
step('the image, without Docker', 'node', ['scripts/image.mjs'])
step('npm run demo', 'npm', ['run', '--silent', 'demo', '--', '--exit', '--port', '0', '--data-dir', '.cache/ci-demo'])

console.log(`\n${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
