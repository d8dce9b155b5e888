import { describe, expect, test } from 'vitest'
import { calculator } from '../testing/calculator.ts'
import { garbageCollector } from '../testing/collect-garbage.ts'
import { GENAI_COPIES } from '../testing/genai-copies.ts'
import { factsOf } from '../testing/genai-majors.ts'
import { answer, chunk, event, json, raw, sse, sseThenCut, sseThenHang, usage } from '../testing/scripted-gemini.ts'
import { tracedWorld } from '../testing/traced-world.ts'
import type { TracedWorld } from '../testing/traced-world.ts'
import { until } from '../testing/until.ts'

const ASK = { model: 'gemini-2.5-flash', contents: 'hot' }
const CALL = { functionCall: { name: 'multiply', args: { a: 57, b: 44 } } }
const THREE = sse(
  chunk([{ text: 'The' }], undefined, usage(6, 1)),
  chunk([{ text: ' opposite' }], undefined, usage(6, 3)),
  chunk([{ text: ' is cold.' }], 'STOP', usage(6, 5)),
)

const span = ({ tracing }: TracedWorld) => tracing.named('Models.generateContentStream')
const text = (recorded: { outputs: unknown }): unknown =>
  (recorded.outputs as { candidates: { content: { parts: { text: string }[] } }[] }).candidates[0]!.content.parts[0]!
    .text

describe.each(GENAI_COPIES)('a stream of the %s copy', (_, genai, major) => {
  test('that its reader leaves is abandoned, with what had come', async () => {
    await using world = await tracedWorld(genai)
    world.server.answer(THREE)

    for await (const _ of await world.ai.models.generateContentStream(ASK)) break

    expect(span(world).status.code).toBe('OK')
    expect(span(world).attributes).toMatchObject({
      'gemini.stream.ending': 'abandoned',
      'gemini.stream.chunks': 1n,
      'gen_ai.usage.output_tokens': 1n,
    })
    expect(text(span(world))).toBe('The')
  })

  test('that is closed before it was read closes its span, and those inside', async () => {
    await using world = await tracedWorld(genai)
    world.server.answer(THREE, THREE)

    const stream = await world.ai.models.generateContentStream(ASK)
    expect(await stream.return('bye')).toEqual({ done: true, value: 'bye' })
    const turn = await world.ai.chats.create({ model: 'gemini-2.5-flash' }).sendMessageStream({ message: 'hot' })
    await turn.return(undefined)

    expect(world.tracing.tree()).toBe(
      'Models.generateContentStream:LLM | Chat.sendMessageStream:CHAT_MODEL(Models.generateContentStream:LLM)',
    )
    expect(world.tracing.spans.map(({ attributes }) => attributes['gemini.stream.ending'])).toEqual([
      'abandoned',
      'abandoned',
      'abandoned',
    ])
  })

  test('into which an error is thrown fails with that error', async () => {
    await using world = await tracedWorld(genai)
    world.server.answer(THREE)
    const mine = new Error('enough')

    const stream = await world.ai.models.generateContentStream(ASK)
    await stream.next()

    await expect(stream.throw(mine)).rejects.toBe(mine)
    expect(span(world).errors).toEqual([mine])
    expect(span(world).status).toEqual({ code: 'ERROR', message: 'enough' })
  })

  test('that is pulled several times at once gives every chunk once', async () => {
    await using world = await tracedWorld(genai)
    world.server.answer(THREE)

    const stream = await world.ai.models.generateContentStream(ASK)
    const pulls = await Promise.all([stream.next(), stream.next(), stream.next(), stream.next()])

    expect(pulls.map(({ done, value }) => (done ? 'done' : value.text))).toEqual([
      'The',
      ' opposite',
      ' is cold.',
      'done',
    ])
    expect(text(span(world))).toBe('The opposite is cold.')
  })

  test('that is read again after its end stays ended', async () => {
    await using world = await tracedWorld(genai)
    world.server.answer(THREE)
    const stream = await world.ai.models.generateContentStream(ASK)

    expect(stream[Symbol.asyncIterator]()).toBe(stream)
    for await (const _ of stream);
    const again: unknown[] = []
    for await (const piece of stream) again.push(piece)

    expect(again).toEqual([])
    expect(span(world).attributes['gemini.stream.chunks']).toBe(3n)
  })

  test('that nobody reads is closed when it is collected', async () => {
    await using world = await tracedWorld(genai)
    world.server.answer(THREE, THREE)
    const forget = async (): Promise<void> => {
      await world.ai.models.generateContentStream(ASK)
      await world.ai.chats.create({ model: 'gemini-2.5-flash' }).sendMessageStream({ message: 'hot' })
    }

    await forget()
    await until(() => world.tracing.openSpans().length === 0, garbageCollector())

    expect(world.tracing.spans[0]!.attributes['gemini.stream.ending']).toBe('unconsumed')
    expect(world.tracing.spans.map(({ status }) => status.code)).toEqual(['OK', 'OK', 'OK'])
  })

  test('that is open when the program stops is closed with what had come', async () => {
    await using world = await tracedWorld(genai)
    world.server.answer(THREE, THREE)
    const stream = await world.ai.chats.create({ model: 'gemini-2.5-flash' }).sendMessageStream({ message: 'hot' })
    await stream.next()

    world.gemini.closeStreams()

    expect(world.tracing.openSpans()).toEqual([])
    expect(world.tracing.spans.map((one) => [text(one), one.attributes['gemini.stream.ending']])).toEqual([
      ['The', 'unconsumed'],
      ['The', 'unconsumed'],
    ])
    expect((await stream.next()).value.text).toBe(' opposite')
  })

  test('that the caller aborts says so; one that took too long says that', async () => {
    await using world = await tracedWorld(genai)
    world.server.answer(sseThenHang(chunk([{ text: 'The' }])), sseThenHang(chunk([{ text: 'The' }])))
    const abort = new AbortController()
    const drain = async (config: object): Promise<unknown> => {
      try {
        for await (const _ of await world.ai.models.generateContentStream({ ...ASK, config })) abort.abort()
        return undefined
      } catch (error) {
        return error
      }
    }

    const aborted = await drain({ abortSignal: abort.signal })
    const late = await drain({ httpOptions: { timeout: 30 } })

    expect(world.tracing.spans.map(({ errors }) => errors)).toEqual([[aborted], [late]])
    expect(world.tracing.spans.map(({ attributes }) => attributes['error.type'])).toEqual(['aborted', 'timeout'])
    expect(text(world.tracing.spans[0]!)).toBe('The')
  })

  test('that is cut, or ends with half an event, fails with what had come', async () => {
    await using world = await tracedWorld(genai)
    world.server.answer(
      sseThenCut(chunk([{ text: 'The' }])),
      raw(`${event(chunk([{ text: 'The' }]))}data: {"candidates"`, 200, 'text/event-stream'),
    )
    const errors: unknown[] = []
    for (let times = 0; times < 2; times++) {
      try {
        for await (const _ of await world.ai.models.generateContentStream(ASK));
      } catch (error) {
        errors.push(error)
      }
    }

    expect(world.tracing.spans.map((one) => one.errors[0])).toEqual(errors)
    expect(errors).toHaveLength(2)
    for (const one of world.tracing.spans) expect(text(one)).toBe('The')
    expect(world.tracing.spans[0]!.attributes['error.type']).toBe('TypeError')
  })

  test('with an error event fails with what had come, where the SDK tells of it', async () => {
    await using world = await tracedWorld(genai)
    const overloaded = { error: { code: 503, message: 'The model is overloaded.', status: 'UNAVAILABLE' } }
    world.server.answer(sse(chunk([{ text: 'The' }]), overloaded))
    const errors: unknown[] = []

    try {
      for await (const _ of await world.ai.models.generateContentStream(ASK));
    } catch (error) {
      errors.push(error)
    }

    expect(text(span(world))).toBe('The')
    expect(span(world).errors).toEqual(errors)
    expect(errors).toHaveLength(factsOf(major).throwsErrorEvents ? 1 : 0)
    if (errors.length === 0) return
    expect(span(world).status.message).toBe('503 UNAVAILABLE: The model is overloaded.')
    expect(span(world).attributes).toMatchObject({ 'error.type': 'UNAVAILABLE', 'http.response.status_code': 503n })
  })

  test('with an empty body ends without an answer', async () => {
    await using world = await tracedWorld(genai)
    world.server.answer(raw('', 200, 'text/event-stream'))

    for await (const _ of await world.ai.models.generateContentStream(ASK));

    expect(span(world).outputs).toBeUndefined()
    expect(span(world).attributes).toMatchObject({ 'gemini.stream.ending': 'ended', 'gemini.stream.chunks': 0n })
  })

  test('of a chat keeps working when a turn was left early', async () => {
    await using world = await tracedWorld(genai)
    world.server.answer(THREE, THREE)
    const chat = world.ai.chats.create({ model: 'gemini-2.5-flash' })

    for await (const _ of await chat.sendMessageStream({ message: 'one' })) break
    for await (const _ of await chat.sendMessageStream({ message: 'two' }));

    expect(chat.getHistory().map(({ role }) => role)).toEqual(['user', 'model', 'model', 'model'])
    const [left, leftRequest, whole] = world.tracing.spans
    expect([left, leftRequest, whole].map((one) => one!.attributes['gemini.stream.ending'])).toEqual([
      'abandoned',
      'abandoned',
      'ended',
    ])
    expect(text(left!)).toBe('The')
  })

  test.runIf(factsOf(major).continues)(
    'that goes on after a continuation token is one answer, its tokens not doubled',
    async () => {
      await using world = await tracedWorld(genai)
      const first = chunk([{ text: 'Part one, ' }], 'CONTINUATION', usage(10, 4)) as { candidates: object[] }
      Object.assign(first.candidates[0]!, { continuationToken: 'ct_1' })
      const rest = sse(chunk([{ text: 'part two.' }], 'STOP', usage(10, 3)))
      world.server.answer(
        sse(first),
        rest,
        sse(first),
        rest,
        json({ ...answer([]), ...first }),
        json(answer([{ text: 'part two.' }])),
      )

      for await (const _ of await world.ai.models.generateContentStream(ASK));
      for await (const _ of await world.ai.chats.create({ model: 'm' }).sendMessageStream({ message: 'hot' }));
      await world.ai.models.generateContent(ASK)

      const [single, turn, one, two, unary] = world.tracing.spans
      const tokens = (recorded: typeof single): unknown => recorded!.attributes['gen_ai.usage.input_tokens']
      expect(text(single!)).toBe('Part one, part two.')
      expect([single, turn, one, two].map(tokens)).toEqual([20n, undefined, 10n, 10n])
      expect(text(turn!)).toBe('Part one, part two.')
      expect(single!.attributes).toMatchObject({
        'gemini.model_requests': 2n,
        'gen_ai.response.finish_reasons': ['stop'],
      })
      expect(single!.events).toEqual([{ name: 'gemini.continuation', attributes: { 'gemini.model_requests': 2n } }])
      expect(unary!.attributes).toMatchObject({ 'gemini.model_requests': 2n, 'gen_ai.usage.input_tokens': 16n })
    },
  )

  test('with functions that its reader leaves between two requests closes all that is open', async () => {
    await using world = await tracedWorld(genai)
    world.server.answer(sse(chunk([CALL], 'STOP')), THREE)
    const config = { tools: [calculator(world.tracing)] }

    let chunks = 0
    for await (const _ of await world.ai.models.generateContentStream({ ...ASK, config })) if (++chunks === 3) break

    expect(world.tracing.tree()).toBe(
      'Models.generateContentStream:CHAIN(Models.generateContentStream:LLM, multiply:TOOL(inside multiply:UNKNOWN), Models.generateContentStream:LLM)',
    )
    expect(text(world.tracing.spans[0]!)).toBe('The')
  })

  test('of ten thousand chunks is folded into one text', async () => {
    await using world = await tracedWorld(genai)
    world.server.answer(
      sse(...Array.from({ length: 10_000 }, (_, n) => chunk([{ text: `${n % 10}` }], undefined, usage(6, n)))),
    )

    for await (const _ of await world.ai.models.generateContentStream(ASK));

    expect(String(text(span(world)))).toHaveLength(10_000)
    expect(span(world).attributes['gen_ai.usage.output_tokens']).toBe(9_999n)
  })
})
