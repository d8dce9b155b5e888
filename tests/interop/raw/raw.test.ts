import { beforeAll, describe, expect, test } from 'vitest'
import { compareCalls, titleOf, unusedReasons, type ComparedCall } from '../compare/compare-calls.ts'
import { python } from '../python.ts'
import { startLoupe } from '../start-loupe.ts'
import { startMlflow } from '../start-mlflow.ts'
import { makeRawRequests } from './make-raw-requests.ts'
import { RAW_DIFFERENCES } from './raw-differences.ts'

describe.skipIf(python === undefined)('requests by hand, at MLflow’s server and at ours', () => {
  let compared: readonly ComparedCall[]

  beforeAll(async () => {
    await using theirs = await startMlflow(python!)
    await using ours = await startLoupe()
    compared = compareCalls(await makeRawRequests(theirs.url), await makeRawRequests(ours.url), RAW_DIFFERENCES)
  }, 180_000)

  test('every one is answered with the same status and JSON, but for what has a reason', () => {
    const told = compared.flatMap((call) =>
      call.differences
        .filter(({ reasoned }) => reasoned === undefined)
        .map(({ path, theirs, ours }) => ({ request: titleOf(call), path, theirs, ours })),
    )
    const equal = compared.filter(({ differences }) => differences.length === 0).length
    console.log(`${compared.length} requests compared, ${equal} equal, ${told.length} unexplained differences`)
    expect(told).toEqual([])
  })

  test('every reason is still one', () => {
    expect(unusedReasons(compared, RAW_DIFFERENCES)).toEqual([])
  })
})
