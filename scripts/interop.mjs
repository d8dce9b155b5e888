// Runs tests/interop against programs that npm does not have: MLflow's client and server, in a Python environment of our own.
// Arguments go to vitest: `npm run test:interop -- tests/interop/compare`, or `-u` to write docs/compatibility.md anew.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const venv = join(root, '.cache', 'mlflow-venv')
const python = join(venv, 'bin', 'python')
const requirements = join(root, 'tests', 'interop', 'requirements.txt')
const installed = join(venv, 'installed-requirements.txt')

function run(command, args, env = {}) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } })
  if (error !== undefined) throw error
  return status ?? 1
}

const textOf = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : undefined)

/** Of a Python that has what requirements.txt names; undefined when it could not be made. */
function preparePython() {
  const given = process.env.LOUPE_MLFLOW_PYTHON
  if (given !== undefined && given !== '') return given
  const wanted = textOf(requirements)
  if (textOf(installed) === wanted) return python
  console.log(`installing ${wanted.trim().split('\n').join(', ')} into ${venv}`)
  if (run('python3', ['-m', 'venv', venv]) !== 0) return undefined
  const install = ['-m', 'pip', 'install', '-q', '--disable-pip-version-check', '-r', requirements]
  if (run(python, install) !== 0) return undefined
  writeFileSync(installed, wanted)
  return python
}

const found = preparePython()
if (found === undefined) {
  console.error('MLflow could not be installed: it needs python3 (3.10 or newer) with venv, and a package registry')
  process.exit(1)
}
const args = process.argv.slice(2)
const chosen = args.some((arg) => !arg.startsWith('-')) ? args : ['tests/interop', ...args]
process.exit(run(process.execPath, ['scripts/test.mjs', ...chosen], { LOUPE_MLFLOW_PYTHON: found }))
