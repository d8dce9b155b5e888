import { expect, test } from 'vitest'

import { startReceiver } from './testing/start-receiver.ts'
import { testLoupe } from './testing/test-loupe.ts'

test('a span arrives with its inputs, outputs, type and times', async () => {
  await using receiver = await startReceiver()
  await using loupe = testLoupe({ trackingUri: receiver.url })
  const before = BigInt(Date.now()) * 1_000_000n

  const answer = await loupe.withSpan(
    async (span) => {
      span.setInputs({ question: 'Wie groß?' })
      return { answer: 42 }
    },
    { name: 'ask', spanType: 'CHAIN' },
  )
  const counts = await loupe.flushTraces()

  expect(answer).toEqual({ answer: 42 })
  expect(counts).toEqual({ delivered: 1, kept: 0, refused: 0, dropped: 0 })
  const [span] = receiver.spans
  expect(span).toMatchObject({ name: 'ask', kind: 1, parentSpanId: '', status: { code: 1, message: '' } })
  expect(span?.attributes).toEqual({
    'mlflow.spanType': 'CHAIN',
    'mlflow.spanInputs': '{"question":"Wie groß?"}',
    'mlflow.spanOutputs': '{"answer":42}',
  })
  expect(span!.startTimeUnixNano).toBeGreaterThan(before - 60_000_000n)
  expect(span!.endTimeUnixNano).toBeGreaterThanOrEqual(span!.startTimeUnixNano)
})
