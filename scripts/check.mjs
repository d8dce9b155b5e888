// Everything that can be said of the code without running it. Each step's output is shown only when it fails.
import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const bin = (name) => join(root, 'node_modules', '.bin', name)

const STEPS = [
  ['types', bin('tsc'), ['-p', 'tsconfig.json']],
  ['types of the web UI', bin('tsc'), ['-p', 'tsconfig.web.json']],
  ['lint', bin('oxlint'), ['--quiet']],
  ['format', bin('oxfmt'), ['--check', '.']],
  ['unused code', bin('knip'), ['--no-progress']],
  ['architecture', bin('vitest'), ['run', 'tests/architecture.test.ts']],
]

let failed = 0
for (const [name, command, args] of STEPS) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: root, encoding: 'utf8' })
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${name}`)
  if (status === 0) continue
  failed += 1
  console.log(`${stdout}${stderr}`)
}
process.exit(failed === 0 ? 0 : 1)
