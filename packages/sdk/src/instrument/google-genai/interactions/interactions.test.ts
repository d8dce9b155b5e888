import { describe, expect, test } from 'vitest'
import { startEmulator } from '@loupe-ai/gemini-emulator'
import { clientOf, GENAI_COPIES } from '../../testing/genai-copies.ts'
import type { Genai } from '../../testing/genai-copies.ts'
import { tracedWorld } from '../../testing/traced-world.ts'
import type { TracedWorld } from '../../testing/traced-world.ts'

type Client = InstanceType<Genai['GoogleGenAI']>
const ASK = { model: 'gemini-2.5-flash', input: 'The opposite of hot is' }
const named = (scenario: string) => ({ headers: { 'x-emulator-scenario': scenario } })
const faulty = (fault: string) => ({ headers: { 'x-emulator-fault': fault }, retries: { strategy: 'none' as const } })

async function connected(genai: Genai): Promise<{ world: TracedWorld; ai: Client } & AsyncDisposable> {
  const world = await tracedWorld(genai)
  const emulator = await startEmulator()
  return {
    world,
    ai: clientOf(genai, emulator.url),
    async [Symbol.asyncDispose]() {
      await emulator.close()
      await world[Symbol.asyncDispose]()
    },
  }
}

// The shape of steps and events is that of 2.x and later.
describe.each(GENAI_COPIES.filter(([, , major]) => major >= 2))('the %s copy', (_, genai) => {
  test('requests that the SDK makes again are counted', async () => {
    await using world = await tracedWorld(genai)
    await using busyAtFirst = await startEmulator({ faults: ['503:x1'] })
    const ai = clientOf(genai, busyAtFirst.url)

    await ai.interactions.create(ASK)

    const span = world.tracing.named('Interactions.create')
    expect(span.attributes['gemini.request.retries']).toBe(1n)
    expect(span.events).toMatchObject([{ name: 'gemini.retry', attributes: { 'http.response.status_code': 503n } }])
  })

  test('an interaction is one LLM span with its steps and its tokens by kind', async () => {
    await using all = await connected(genai)
    const params = {
      ...ASK,
      generation_config: { temperature: 0.7, max_output_tokens: 500, thinking_level: 'low' as const },
    }
    const answer = await all.ai.interactions.create(params, named('int-res'))
    expect(answer.output_text).toBe('The opposite of hot is cold.')
    const { tracing } = all.world
    expect(tracing.tree()).toBe('Interactions.create:LLM')
    const span = tracing.named('Interactions.create')
    expect(span.inputs).toEqual(params)
    expect(span.outputs).toMatchObject({
      status: 'completed',
      steps: [
        { type: 'thought', signature: { present: true, length: 28 } },
        { type: 'model_output', content: [{ type: 'text', text: 'The opposite of hot is cold.' }] },
      ],
    })
    expect(span.attributes).toMatchObject({
      'gen_ai.operation.name': 'generate_content',
      'gen_ai.provider.name': 'gcp.gemini',
      'gen_ai.request.model': 'gemini-2.5-flash',
      'gen_ai.request.temperature': 0.7,
      'gen_ai.request.max_tokens': 500n,
      'gen_ai.response.finish_reasons': ['stop'],
      'gen_ai.usage.input_tokens': 9n,
      'gen_ai.usage.output_tokens': 224n,
      'gen_ai.usage.reasoning.output_tokens': 211n,
      'mlflow.chat.tokenUsage': '{"input_tokens":9,"output_tokens":224,"total_tokens":233,"reasoning_tokens":211}',
    })
    expect(JSON.stringify(span.outputs)).not.toContain('sdkHttpResponse')
  })

  test('a stream is put together again from its events, with its usage once', async () => {
    await using all = await connected(genai)
    const stream = await all.ai.interactions.create({ ...ASK, stream: true }, named('int-sse'))
    let events = 0
    for await (const event of stream) events += event ? 1 : 0
    const span = all.world.tracing.named('Interactions.create')
    expect(span.outputs).toMatchObject({
      id: 'v1_abc',
      status: 'completed',
      steps: [
        {
          type: 'thought',
          summary: [{ type: 'text', text: '**Finding the antonym**\n\nI need the opposite of hot.' }],
        },
        { type: 'model_output', content: [{ type: 'text', text: 'The opposite of hot is cold.' }] },
      ],
    })
    expect(span.attributes).toMatchObject({
      'gemini.stream.ending': 'ended',
      'gemini.stream.chunks': BigInt(events),
      'gen_ai.usage.output_tokens': 70n,
      'gen_ai.response.time_to_first_chunk': expect.any(Number),
    })
  })

  test('functions: the call waits, the next interaction says which one it continues', async () => {
    await using all = await connected(genai)
    const tools = [
      {
        type: 'function' as const,
        name: 'multiply',
        parameters: { type: 'object', properties: { a: { type: 'number' }, b: { type: 'number' } } },
      },
    ]
    const stream = await all.ai.interactions.create({
      model: 'gemini-3.5-flash',
      input: 'How much is 57 times 44?',
      tools,
      stream: true,
    })
    for await (const event of stream) void event
    const [asked] = all.world.tracing.spans
    const outputs = asked!.outputs as { id: string; steps: { type: string; id?: string; arguments?: unknown }[] }
    const call = outputs.steps.find((step) => step.type === 'function_call')
    expect(call).toMatchObject({ name: 'multiply', arguments: { a: 57, b: 44 } })
    expect(asked!.attributes['gen_ai.response.finish_reasons']).toEqual(['tool_call'])
    expect(JSON.parse(asked!.attributes['mlflow.chat.tools'] as string)).toMatchObject([
      { function: { name: 'multiply' } },
    ])
    await all.ai.interactions.create({
      model: 'gemini-3.5-flash',
      previous_interaction_id: outputs.id,
      tools,
      input: [{ type: 'function_result', call_id: call!.id!, name: 'multiply', result: '2508' }],
    })
    expect(all.world.tracing.spans[1]!.attributes['gen_ai.request.previous_response.id']).toBe(outputs.id)
  })

  test('an agent in the background has its tokens once, on the get that first shows them', async () => {
    await using all = await connected(genai)
    const { interactions } = all.ai
    const agent = 'deep-research-pro-preview-12-2025'
    const begun = await interactions.create({ agent, input: 'Rivers of Europe', background: true })
    for (let polls = 0; polls < 3; polls++) await interactions.get(begun.id)
    await interactions.delete(begun.id)
    const { tracing } = all.world
    expect(tracing.tree()).toBe(
      'Interactions.create:AGENT | Interactions.get:TASK | Interactions.get:TASK | Interactions.get:TASK | Interactions.delete:TASK',
    )
    expect(tracing.spans.map((span) => 'gen_ai.usage.input_tokens' in span.attributes)).toEqual([
      false,
      false,
      true,
      false,
      false,
    ])
    expect(tracing.spans[0]!.attributes).toMatchObject({
      'gen_ai.operation.name': 'invoke_agent',
      'gen_ai.agent.name': agent,
    })
  })

  test('a tool of the server is an event, without what it looked for', async () => {
    await using all = await connected(genai)
    await all.ai.interactions.create({ ...ASK, tools: [{ type: 'google_search' }] })
    const { events } = all.world.tracing.named('Interactions.create')
    expect(events.map(({ name, attributes }) => [name, attributes['type']])).toEqual([
      ['gemini.server_tool', 'google_search_call'],
      ['gemini.server_tool', 'google_search_result'],
    ])
    expect(JSON.stringify(events)).not.toContain('opposite')
  })

  test('an error is the very object that the SDK threw, told in words', async () => {
    await using all = await connected(genai)
    const error: unknown = await all.ai.interactions.create({ ...ASK, model: 'gemini-9' }).catch((one: unknown) => one)
    const span = all.world.tracing.named('Interactions.create')
    expect(span.errors).toEqual([error])
    expect(span.errors[0]).toBe(error)
    expect(span.attributes).toMatchObject({ 'error.type': 'not_found', 'http.response.status_code': 404n })
    expect(span.status.code).toBe('ERROR')
  })

  test("of an error's details, the reason, the time to wait and the quota are attributes", async () => {
    await using all = await connected(genai)
    const fails = (scenario: string, stream: boolean) =>
      all.ai.interactions
        .create({ ...ASK, stream } as typeof ASK, { ...named(scenario), retries: { strategy: 'none' } })
        .catch((error: unknown) => error)
    for (const stream of [false, true]) await fails('err-429', stream)
    await fails('err-key', false)

    const [unary, streamed, key] = all.world.tracing.spans
    const quota = {
      'error.type': 'RESOURCE_EXHAUSTED',
      'http.response.status_code': 429n,
      'gemini.error.retry_delay': '34s',
      'gemini.error.quota_ids': ['GenerateRequestsPerDayPerProjectPerModel-FreeTier'],
    }
    expect(unary!.attributes).toMatchObject(quota)
    expect(streamed!.attributes).toMatchObject(quota)
    expect(key!.attributes).toMatchObject({ 'gemini.error.reason': 'API_KEY_INVALID' })
  })

  test('an error event is handed on as an event, and the span is an error with what came before', async () => {
    await using all = await connected(genai)
    const stream = await all.ai.interactions.create({ ...ASK, stream: true }, faulty('stream-error:9'))
    const types: string[] = []
    for await (const event of stream) types.push(event.event_type)
    expect(types.at(-1)).toBe('error')
    const span = all.world.tracing.named('Interactions.create')
    expect(span.status.code).toBe('ERROR')
    expect(span.attributes['error.type']).toBe('unavailable')
    expect(span.outputs).toMatchObject({ steps: [{ type: 'thought' }, { type: 'model_output' }] })
  })

  test('however a stream is read, its span ends once and the reader has what it would have had', async () => {
    await using all = await connected(genai)
    const open = () => all.ai.interactions.create({ ...ASK, stream: true }, named('int-sse'))
    const readAll = async (stream: ReadableStream): Promise<unknown[]> => {
      const reader = stream.getReader()
      const events: unknown[] = []
      for (let one = await reader.read(); !one.done; one = await reader.read()) events.push(one.value)
      return events
    }
    const bare = async <Result>(work: () => Promise<Result>): Promise<Result> => {
      all.world.gemini.autolog({ disable: true })
      const result = await work()
      all.world.gemini.autolog({ modules: GENAI_COPIES.map(([, copy]) => copy) })
      return result
    }
    const asStream = (value: unknown): ReadableStream => value as ReadableStream

    const expected = await bare(async () => readAll(asStream(await open())))
    expect(expected.length).toBeGreaterThan(5)
    expect(await readAll(asStream(await open()))).toEqual(expected)
    const [left, right] = asStream(await open()).tee()
    expect(await Promise.all([readAll(left), readAll(right)])).toEqual([expected, expected])
    await asStream(await open()).cancel()
    for await (const event of await open()) if (event) break

    const { spans } = all.world.tracing
    expect(spans.map((span) => span.attributes['gemini.stream.ending'])).toEqual([
      'ended',
      'ended',
      'abandoned',
      'abandoned',
    ])
    expect(spans[1]!.attributes['gemini.stream.chunks']).toBe(BigInt(expected.length))
    expect(spans[1]!.outputs).toEqual(spans[0]!.outputs)
  })

  test('a stream that is fetched later, for which the SDK gives out a proxy, is read and seen as any other', async () => {
    await using all = await connected(genai)
    const { id } = await all.ai.interactions.create(ASK)
    const open = async (): Promise<ReadableStream> =>
      (await all.ai.interactions.get(id, { stream: true })) as unknown as ReadableStream
    const iterated: unknown[] = []
    for await (const event of await open()) iterated.push(event)
    const read: unknown[] = []
    const reader = (await open()).getReader()
    for (let one = await reader.read(); !one.done; one = await reader.read()) read.push(one.value)
    for await (const event of await open()) if (event) break

    expect(iterated.length).toBeGreaterThan(5)
    expect(read).toEqual(iterated)
    const [, first, second, left] = all.world.tracing.spans
    const chunks = BigInt(iterated.length)
    expect(first!.attributes).toMatchObject({ 'gemini.stream.ending': 'ended', 'gemini.stream.chunks': chunks })
    expect(second!.attributes).toMatchObject({ 'gemini.stream.ending': 'ended', 'gemini.stream.chunks': chunks })
    expect(left!.attributes).toMatchObject({ 'gemini.stream.ending': 'abandoned', 'gemini.stream.chunks': 1n })
  })

  test('a stream that is piped is seen, and what is not piped after all stays readable', async () => {
    await using all = await connected(genai)
    const open = async (): Promise<ReadableStream> =>
      (await all.ai.interactions.create({ ...ASK, stream: true }, named('int-sse'))) as unknown as ReadableStream
    const events: unknown[] = []
    const collect = (failAt = Infinity): WritableStream =>
      new WritableStream({
        write(event) {
          events.push(event)
          if (events.length === failAt) throw new Error('full')
        },
      })

    await (await open()).pipeTo(collect())
    const total = events.length
    for await (const event of (await open()).pipeThrough(new TransformStream())) events.push(event)
    expect(events.slice(total)).toEqual(events.slice(0, total))
    const stopped = await open()
    events.length = 0
    await expect(stopped.pipeTo(collect(2))).rejects.toThrow('full')
    const refused = await open()
    await expect(refused.pipeTo('nowhere' as unknown as WritableStream)).rejects.toThrow(TypeError)
    expect(refused.locked).toBe(false)
    await refused.cancel()

    const { spans } = all.world.tracing
    expect(spans.map((span) => span.attributes['gemini.stream.ending'])).toEqual([
      'ended',
      'ended',
      'abandoned',
      'abandoned',
    ])
    expect(spans[0]!.attributes['gemini.stream.chunks']).toBe(BigInt(total))
    expect(spans[1]!.outputs).toEqual(spans[0]!.outputs)
  })

  test('what a program sees of a client is as before when it is switched off', async () => {
    await using all = await connected(genai)
    const prototype = Object.getPrototypeOf(all.ai.interactions) as object
    all.world.gemini.autolog({ disable: true })
    const before = Object.getOwnPropertyDescriptors(prototype)
    all.world.gemini.autolog({ modules: [genai] })
    expect(Object.getOwnPropertyDescriptors(prototype)).not.toEqual(before)
    all.world.gemini.autolog({ disable: true })
    expect(Object.getOwnPropertyDescriptors(prototype)).toEqual(before)
    await all.ai.interactions.create(ASK)
    expect(all.world.tracing.spans).toEqual([])
  })

  test('one client can be traced alone', async () => {
    await using all = await connected(genai)
    all.world.gemini.autolog({ disable: true })
    const { ai } = all
    expect(all.world.gemini.tracedClient(ai)).toBe(ai)
    expect(ai.interactions).toBe(ai.interactions)
    await ai.interactions.create(ASK)
    expect(all.world.tracing.tree()).toBe('Interactions.create:LLM')
  })
})
