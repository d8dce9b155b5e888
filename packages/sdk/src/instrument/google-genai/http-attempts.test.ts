import { describe, expect, test } from 'vitest'
import { GENAI_COPIES } from '../testing/genai-copies.ts'
import { answer, chunk, error, json, sse, usage } from '../testing/scripted-gemini.ts'
import { tracedWorld } from '../testing/traced-world.ts'

const BUSY = error(503, 'UNAVAILABLE', 'The model is overloaded.')
const COLD = json(answer([{ text: 'Cold.' }]))
const retryOptions = { attempts: 3, initialDelay: 0.01, maxDelay: 0.02 }

// Options for the client: 1.52 knows the number of attempts alone, and waits as it likes (seconds).
describe.each(GENAI_COPIES)('requests that the %s copy makes again', (_, genai, major) => {
  const retried = major === 1 ? { attempts: 2 } : retryOptions

  test('are counted, with what became of each that failed', async () => {
    await using world = await tracedWorld(genai)
    world.server.answer(BUSY, COLD)
    const httpOptions = { baseUrl: world.server.url, retryOptions: retried }
    const ai = new genai.GoogleGenAI({ apiKey: 'k', httpOptions })

    const { text } = await ai.models.generateContent({ model: 'm', contents: 'hot' })

    expect(text).toBe('Cold.')
    const span = world.tracing.named('Models.generateContent')
    expect(span.attributes['gemini.request.retries']).toBe(1n)
    expect(span.events).toEqual([{ name: 'gemini.retry', attributes: { 'http.response.status_code': 503n } }])
    expect(span.status.code).toBe('OK')
  })

  test('belong to the request that made them: a call that fails once and for all has none', async () => {
    await using world = await tracedWorld(genai)
    world.server.answer(BUSY, COLD, BUSY, sse(chunk([{ text: 'Cold.' }], 'STOP', usage(1, 1))))
    const httpOptions = { baseUrl: world.server.url, retryOptions: retried }
    const ai = new genai.GoogleGenAI({ apiKey: 'k', httpOptions })

    await world.ai.models.generateContent({ model: 'once', contents: 'hot' }).catch(() => {})
    const chat = ai.chats.create({ model: 'm' })
    await chat.sendMessage({ message: 'hot' })
    for await (const _ of await chat.sendMessageStream({ message: 'hot' }));

    expect(world.tracing.spans.map(({ name, attributes }) => [name, attributes['gemini.request.retries']])).toEqual([
      ['Models.generateContent', undefined],
      ['Chat.sendMessage', undefined],
      ['Models.generateContent', undefined],
      ['Chat.sendMessageStream', undefined],
      ['Models.generateContentStream', 1n],
    ])
  })
})
