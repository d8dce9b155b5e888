import { startEmulator } from '@loupe-ai/gemini-emulator'
import { expect, test } from 'vitest'
import { calculator } from '../testing/calculator.ts'
import { clientOf, EVERY_COPY, GENAI_COPIES } from '../testing/genai-copies.ts'
import { recordingTracing } from '../testing/recording-tracing.ts'
import { createGeminiInstrumentation } from './index.ts'

const MODEL = 'gemini-2.5-flash'
const MITTENS = 'I have 57 cats, each owns 44 mittens, how many mittens is that in total?'

test.each(GENAI_COPIES)('the cookbook against the emulator, with the %s copy', async (_, genai) => {
  await using emulator = await startEmulator()
  const tracing = recordingTracing()
  const gemini = createGeminiInstrumentation(tracing)
  gemini.autolog(EVERY_COPY)
  try {
    const ai = clientOf(genai, emulator.url)
    const config = { tools: [calculator(tracing)], temperature: 0.2, maxOutputTokens: 256 }

    await ai.models.generateContent({ model: MODEL, contents: 'The opposite of hot is' })
    const outer = tracing.startSpan({ name: 'multi-turn', spanType: 'CHAIN' })
    await tracing.runInContext(outer.context, async () => {
      const chat = ai.chats.create({ model: MODEL })
      await chat.sendMessage({ message: 'In one sentence, explain how a computer works to a young child.' })
      await chat.sendMessage({ message: 'Okay, how about a more detailed explanation to a high schooler?' })
    })
    outer.end()
    await ai.chats.create({ model: MODEL, config }).sendMessage({ message: MITTENS })
    for await (const _ of await ai.chats.create({ model: MODEL, config }).sendMessageStream({ message: MITTENS }));
    await ai.models.generateContent({ model: 'gemini-0-unknown', contents: 'hot' }).catch(() => {})

    const turn = 'Chat.sendMessage:CHAT_MODEL(Models.generateContent:LLM)'
    expect(tracing.tree().split(' | ')).toEqual([
      'Models.generateContent:LLM',
      `multi-turn:CHAIN(${turn}, ${turn})`,
      'Chat.sendMessage:CHAT_MODEL(Models.generateContent:LLM, multiply:TOOL(inside multiply:UNKNOWN), Models.generateContent:LLM)',
      'Chat.sendMessageStream:CHAT_MODEL(Models.generateContentStream:LLM, multiply:TOOL(inside multiply:UNKNOWN), Models.generateContentStream:LLM)',
      'Models.generateContent:LLM',
    ])
    const tools = tracing.spans.filter(({ type }) => type === 'TOOL')
    expect(tools.map(({ inputs, outputs }) => [inputs, outputs])).toEqual([
      [{ a: 57, b: 44 }, { result: 2508 }],
      [{ a: 57, b: 44 }, { result: 2508 }],
    ])
    expect(tracing.spans.at(-1)!.status.message).toMatch(/^404 NOT_FOUND: models\/gemini-0-unknown is not found/)
    for (const { type, attributes, status } of tracing.spans) {
      if (type !== 'LLM' || status.code === 'ERROR') continue
      expect(attributes['gen_ai.response.finish_reasons']).toHaveLength(1)
      expect(attributes['mlflow.chat.tokenUsage']).toMatch(/"input_tokens":\d+,"output_tokens":\d+,"total_tokens":\d+/)
    }
    tracing.assertEndedOnce()
  } finally {
    gemini.autolog({ disable: true })
  }
})
