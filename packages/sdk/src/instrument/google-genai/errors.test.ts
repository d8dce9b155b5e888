import { describe, expect, test } from 'vitest'
import { GENAI_COPIES } from '../testing/genai-copies.ts'
import { answer, error, json, raw } from '../testing/scripted-gemini.ts'
import { tracedWorld } from '../testing/traced-world.ts'
import { calculator } from '../testing/calculator.ts'

const ASK = { model: 'gemini-9', contents: 'hot' }
const NOT_FOUND = 'models/gemini-9 is not found for API version v1, or is not supported for generateContent.'

const rejectionOf = async (work: () => Promise<unknown>): Promise<unknown> => {
  try {
    return await work()
  } catch (reason) {
    return reason
  }
}

describe.each(GENAI_COPIES)('errors of the %s copy', (_, genai) => {
  test('an unknown model is told in words, and the user gets the very same error', async () => {
    await using world = await tracedWorld(genai)
    world.server.answer(error(404, 'NOT_FOUND', NOT_FOUND))

    const reason = await rejectionOf(() => world.ai.models.generateContent(ASK))

    expect(reason).toBeInstanceOf(genai.ApiError)
    const span = world.tracing.named('Models.generateContent')
    expect(span.errors).toHaveLength(1)
    expect(span.errors[0]).toBe(reason)
    expect(span.status).toEqual({ code: 'ERROR', message: `404 NOT_FOUND: ${NOT_FOUND}` })
    expect(span.attributes).toMatchObject({ 'error.type': 'NOT_FOUND', 'http.response.status_code': 404n })
    expect(span.events[0]!.attributes['exception.message']).toBe(`404 NOT_FOUND: ${NOT_FOUND}`)
    expect(String(span.events[0]!.attributes['exception.stacktrace'])).toContain('at ')
  })

  test('in a chat every level is closed with the same error, and nothing is rejected twice', async () => {
    await using world = await tracedWorld(genai)
    const unhandled: unknown[] = []
    const remember = (reason: unknown): void => void unhandled.push(reason)
    process.on('unhandledRejection', remember)
    try {
      world.server.answer(error(429, 'RESOURCE_EXHAUSTED', 'quota'), json(answer([{ text: 'Cold.' }])))
      const chat = world.ai.chats.create({ model: 'gemini-2.5-flash' })

      const reason = await rejectionOf(() => chat.sendMessage({ message: 'hot' }))
      await chat.sendMessage({ message: 'hot' })

      expect(world.tracing.tree()).toBe(
        'Chat.sendMessage:CHAT_MODEL(Models.generateContent:LLM) | Chat.sendMessage:CHAT_MODEL(Models.generateContent:LLM)',
      )
      for (const span of world.tracing.spans.slice(0, 2)) expect(span.errors).toEqual([reason])
      expect(world.tracing.spans.map(({ status }) => status.code)).toEqual(['ERROR', 'ERROR', 'OK', 'OK'])
      expect(chat.getHistory()).toHaveLength(2)
      expect(unhandled).toEqual([])
    } finally {
      process.off('unhandledRejection', remember)
    }
  })

  test('a stream that the service refuses fails before it is read, though its body is JSON in JSON', async () => {
    await using world = await tracedWorld(genai)
    const body = JSON.stringify({ error: { code: 404, message: NOT_FOUND, status: 'NOT_FOUND' } }, undefined, 2)
    world.server.answer(raw(body, 404, 'text/event-stream'), raw(body, 404, 'text/event-stream'))

    const reason = await rejectionOf(() => world.ai.models.generateContentStream(ASK))
    const turn = await rejectionOf(() =>
      world.ai.chats.create({ model: 'gemini-9' }).sendMessageStream({ message: 'hot' }),
    )

    expect(world.tracing.spans.map(({ errors }) => errors)).toEqual([[reason], [turn], [turn]])
    for (const { status } of world.tracing.spans) expect(status.message).toBe(`404 NOT_FOUND: ${NOT_FOUND}`)
  })

  test('a quota says how long to wait and which quota it was', async () => {
    await using world = await tracedWorld(genai)
    world.server.answer(
      error(429, 'RESOURCE_EXHAUSTED', 'You exceeded your current quota.', [
        { '@type': 'type.googleapis.com/google.rpc.QuotaFailure', violations: [{ quotaId: 'PerDay-FreeTier' }] },
        { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '34s' },
      ]),
    )

    await rejectionOf(() => world.ai.models.generateContent(ASK))

    expect(world.tracing.spans[0]!.attributes).toMatchObject({
      'error.type': 'RESOURCE_EXHAUSTED',
      'gemini.error.retry_delay': '34s',
      'gemini.error.quota_ids': ['PerDay-FreeTier'],
    })
  })

  test('what is no answer of the service keeps its own name: bad JSON, no connection, wrong arguments', async () => {
    await using world = await tracedWorld(genai)
    world.server.answer(raw('{"candidates": [', 200, 'application/json'))
    const offline = new genai.GoogleGenAI({ apiKey: 'k', httpOptions: { baseUrl: 'http://127.0.0.1:1' } })

    await rejectionOf(() => world.ai.models.generateContent(ASK))
    await rejectionOf(() => offline.models.generateContent(ASK))
    await rejectionOf(() => world.ai.models.generateContent({ model: 'm', contents: [] }))
    const without = await rejectionOf(() => world.ai.models.generateContent(undefined as never))

    expect(world.tracing.spans.map(({ attributes }) => attributes['error.type'])).toEqual([
      'SyntaxError',
      expect.any(String),
      'Error',
      'TypeError',
    ])
    expect(world.tracing.spans[3]!.errors).toEqual([without])
  })

  test('a tool that throws ends the turn with its error at every level above it', async () => {
    await using world = await tracedWorld(genai)
    const call = { functionCall: { name: 'multiply', args: { a: 57, b: 44 } } }
    world.server.answer(json(answer([call])))
    const mine = new Error('no abacus')
    const tool = Object.assign(calculator(world.tracing), { callTool: async () => Promise.reject(mine) })

    const chat = world.ai.chats.create({ model: 'gemini-2.5-flash', config: { tools: [tool] } })
    const reason = await rejectionOf(() => chat.sendMessage({ message: 'mittens?' }))

    expect(reason).toBe(mine)
    expect(world.tracing.tree()).toBe('Chat.sendMessage:CHAT_MODEL(Models.generateContent:LLM, multiply:TOOL)')
    expect(world.tracing.spans.map(({ status }) => status.code)).toEqual(['ERROR', 'OK', 'ERROR'])
    expect(world.tracing.named('multiply').errors).toEqual([mine])
  })

  test('a blocked prompt is neither an error nor an empty answer', async () => {
    await using world = await tracedWorld(genai)
    const blocked = {
      promptFeedback: { blockReason: 'PROHIBITED_CONTENT' },
      usageMetadata: { promptTokenCount: 14, totalTokenCount: 14 },
    }
    world.server.answer(json(blocked))

    await world.ai.chats.create({ model: 'gemini-2.5-flash' }).sendMessage({ message: 'hot' })

    for (const span of world.tracing.spans) {
      expect(span.status.code).toBe('OK')
      expect(span.outputs).toEqual(blocked)
      expect(span.attributes).toMatchObject({
        'gen_ai.response.finish_reasons': ['content_filter'],
        'gemini.prompt_feedback.block_reason': 'PROHIBITED_CONTENT',
      })
    }
    expect(world.tracing.spans[1]!.attributes['mlflow.chat.tokenUsage']).toBe('{"input_tokens":14,"total_tokens":14}')
  })
})
