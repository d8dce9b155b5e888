import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

import { testPeer } from '../testing/nesting.ts'
import { runApplication } from '../testing/run-application.ts'

const lane = fileURLToPath(new URL('.', import.meta.url))

test('our spans nest across async code, also through spans that nobody records', async () => {
  const { ours, stderr } = await runApplication(lane)
  expect(stderr).toBe('')
  const [tool, answer] = ours
  expect([tool?.name, answer?.name]).toEqual(['our tool', 'our answer'])
  expect(answer?.parentSpanId).toBe('')
  expect(tool).toMatchObject({ traceId: answer!.traceId, parentSpanId: answer!.spanId })
})

testPeer(lane)
