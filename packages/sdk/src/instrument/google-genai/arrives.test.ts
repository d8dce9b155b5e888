import { startEmulator } from '@loupe-ai/gemini-emulator'
import { EXCEPTION, textAt } from '@loupe-ai/model'
import { expect, test } from 'vitest'
import { startReceiver } from '../../testing/start-receiver.ts'
import type { ReceivedSpan } from '../../testing/start-receiver.ts'
import { testLoupe } from '../../testing/test-loupe.ts'
import { calculator } from '../testing/calculator.ts'
import { clientOf, EVERY_COPY, GENAI_COPIES } from '../testing/genai-copies.ts'

const MITTENS = 'I have 57 cats, each owns 44 mittens, how many mittens is that in total?'

test.each(GENAI_COPIES)('what the %s copy did arrives at a server through the whole SDK', async (_, genai) => {
  await using emulator = await startEmulator()
  await using receiver = await startReceiver()
  await using loupe = testLoupe({ trackingUri: receiver.url })
  loupe.gemini.autolog(EVERY_COPY)
  const ai = clientOf(genai, emulator.url)
  const chat = ai.chats.create({
    model: 'gemini-2.5-flash',
    config: { tools: [calculator(loupe.tracing)], temperature: 0.2 },
  })

  for await (const _ of await chat.sendMessageStream({ message: MITTENS }));
  await ai.models.generateContent({ model: 'gemini-0', contents: 'hot' }).catch(() => {})
  loupe.gemini.autolog({ disable: true })
  await loupe.flushTraces()

  const ended = receiver.spans.filter(({ endTimeUnixNano }) => endTimeUnixNano > 0n)
  const of = (type: string): ReceivedSpan[] => ended.filter(({ attributes }) => attributes['mlflow.spanType'] === type)
  const [turn] = of('CHAT_MODEL')
  const [tool] = of('TOOL')
  const requests = of('LLM')
  expect(requests.map(({ parentSpanId }) => parentSpanId)).toEqual([turn!.spanId, turn!.spanId, ''])
  expect([tool!.name, tool!.parentSpanId]).toEqual(['multiply', turn!.spanId])
  expect(JSON.parse(textAt(tool!.attributes, 'mlflow.spanOutputs')!)).toEqual({ result: 2508 })
  expect(JSON.parse(textAt(requests[1]!.attributes, 'mlflow.spanInputs')!)).toMatchObject({
    model: 'gemini-2.5-flash',
    contents: [
      { role: 'user' },
      { role: 'model' },
      { role: 'user', parts: [{ functionResponse: { name: 'multiply' } }] },
    ],
    config: { temperature: 0.2, tools: [{ functionDeclarations: [{ name: 'add' }, {}, {}, {}] }] },
  })
  expect(requests[0]!.attributes).toMatchObject({
    'gen_ai.request.temperature': 0.2,
    'gen_ai.response.finish_reasons': ['tool_call'],
  })
  expect(typeof requests[0]!.attributes['gen_ai.usage.input_tokens']).toBe('bigint')
  const { status, events } = requests[2]!
  expect([status.code, status.message]).toEqual([
    2,
    expect.stringMatching(/^404 NOT_FOUND: models\/gemini-0 is not found/),
  ])
  expect(events.map(({ name, attributes }) => [name, textAt(attributes, EXCEPTION.message)])).toEqual([
    ['exception', status.message],
  ])
})
