import { execFile } from 'node:child_process'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { parseJson } from '@loupe-ai/wire'
import { beforeAll, describe, expect, test } from 'vitest'
import { python } from '../python.ts'
import { startLoupe } from '../start-loupe.ts'
import { startMlflow } from '../start-mlflow.ts'
import { RAW_DIFFERENCES } from '../raw/raw-differences.ts'
import { compatibilityPage } from './compatibility-page.ts'
import { compareCalls, titleOf, unusedReasons, type ComparedCall, type MadeCalls } from './compare-calls.ts'
import { REASONED_DIFFERENCES } from './differences.ts'

const PAGE = fileURLToPath(new URL('../../../docs/compatibility.md', import.meta.url))
const CALLS = fileURLToPath(new URL('calls', import.meta.url))

/** Every call of the comparison at one server, by MLflow's own client. */
async function makeCalls(url: string): Promise<MadeCalls> {
  const env = {
    PATH: process.env['PATH'],
    HOME: tmpdir(),
    USER: 'ann',
    PYTHONHASHSEED: '0',
    PYTHONDONTWRITEBYTECODE: '1',
  }
  const options = { cwd: tmpdir(), maxBuffer: 1 << 28, env }
  const { stdout } = await promisify(execFile)(python!, [CALLS, url], options)
  const made = parseJson(stdout.trim().split('\n').at(-1)!) as Omit<MadeCalls, 'url'>
  return { ...made, url }
}

describe.skipIf(python === undefined)('MLflow’s client at MLflow’s server and at ours', () => {
  let compared: readonly ComparedCall[]

  beforeAll(async () => {
    await using theirs = await startMlflow(python!)
    await using ours = await startLoupe()
    const made = await Promise.all([makeCalls(theirs.url), makeCalls(ours.url)])
    compared = compareCalls(...made, REASONED_DIFFERENCES)
  }, 420_000)

  test('every call gives the same, but for what has a reason', () => {
    const unexplained = compared.filter(({ differences }) => differences.some(({ reasoned }) => reasoned === undefined))
    const equal = compared.filter(({ differences }) => differences.length === 0).length
    const reasoned = compared.length - equal - unexplained.length
    console.log(
      `${compared.length} calls compared, ${equal} equal, ${reasoned} reasoned, ${unexplained.length} unexplained`,
    )
    const told = unexplained.flatMap((call) =>
      call.differences
        .filter((difference) => difference.reasoned === undefined)
        .map(({ path, theirs, ours }) => ({ call: titleOf(call), path, theirs, ours })),
    )
    expect(told).toEqual([])
  })

  test('docs/compatibility.md says what was seen', async () => {
    await expect(compatibilityPage(compared, RAW_DIFFERENCES)).toMatchFileSnapshot(PAGE)
  })

  test('every reason is still one', () => {
    expect(unusedReasons(compared, REASONED_DIFFERENCES)).toEqual([])
  })
})
