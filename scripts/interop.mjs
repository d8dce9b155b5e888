// Runs tests/interop against programs that npm does not have: a real MLflow server, in a Python environment of our own.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const MLFLOW = 'mlflow==3.17.2'

const root = fileURLToPath(new URL('..', import.meta.url))
const venv = join(root, '.cache', 'mlflow-venv')
const python = join(venv, 'bin', 'python')

function run(command, args, env = {}) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } })
  if (error !== undefined) throw error
  return status ?? 1
}

const hasMlflow = () => existsSync(python) && spawnSync(python, ['-m', 'pip', 'show', '-q', 'mlflow']).status === 0

/** Of a Python that is there; undefined when it could not be made. */
function preparePython() {
  const given = process.env.LOUPE_MLFLOW_PYTHON
  if (given !== undefined && given !== '') return given
  if (hasMlflow()) return python
  console.log(`installing ${MLFLOW} into ${venv}`)
  if (run('python3', ['-m', 'venv', venv]) !== 0) return undefined
  return run(python, ['-m', 'pip', 'install', '-q', '--disable-pip-version-check', MLFLOW]) === 0 ? python : undefined
}

const found = preparePython()
if (found === undefined) {
  console.error('MLflow could not be installed: it needs python3 (3.10 or newer) with venv, and a package registry')
  process.exit(1)
}
process.exit(run(process.execPath, ['scripts/test.mjs', 'tests/interop'], { LOUPE_MLFLOW_PYTHON: found }))
