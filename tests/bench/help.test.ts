import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const RUN = join(import.meta.dirname, '..', '..', 'bench', 'run.ts')

const bench = (...args: readonly string[]) =>
  spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', RUN, ...args], { encoding: 'utf8' })

test.each([
  [['--help'], 'the quick ones: ingest'],
  [['reads', '--help'], '--requests N'],
  [['server', '--help'], '--products NAMES'],
  [['load', '--help'], 'overload'],
])('bench %j says what there is and runs nothing', (args, expected) => {
  const { status, stdout, stderr } = bench(...args)

  expect([status, stderr]).toEqual([0, ''])
  expect(stdout).toContain(expected)
})

test.each([
  [['reads', '--nothing'], "Unknown option '--nothing'"],
  [['nothing'], 'There is no benchmark nothing.'],
])('bench %j says what is wrong, then the help', (args, expected) => {
  const { status, stderr } = bench(...args)

  expect(status).toBe(2)
  expect(stderr).toContain(expected)
  expect(stderr).toContain('npm run -s bench')
  expect(stderr).not.toMatch(/^ +at .+:\d+/m)
})
