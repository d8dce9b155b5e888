import { describe, expect, test } from 'vitest'
import { calculator } from '../testing/calculator.ts'
import { GENAI_COPIES } from '../testing/genai-copies.ts'
import { answer, chunk, json, sse, usage } from '../testing/scripted-gemini.ts'
import { tracedWorld } from '../testing/traced-world.ts'

const MODEL = 'gemini-3-pro-preview'
const SIGNATURE = `EqQB${'x'.repeat(4000)}`
const signedCall = (id?: string): object => ({
  functionCall: { name: 'add', args: { a: 1, b: 2 }, ...(id !== undefined && { id }) },
  thoughtSignature: SIGNATURE,
})
/** What a server does with `tools: [{ mcpServers }]`: call, answer and words in one turn of the model. */
const SERVER_CALL = { functionCall: { name: 'weather_server_get_weather', args: { city: 'Wien' } } }
const SERVER_ANSWER = { functionResponse: { name: 'weather_server_get_weather', response: { sky: 'snow' } } }

// What other tracers of Gemini got wrong (gemini-sdk.md §18).
describe.each(GENAI_COPIES)('known traps, with the %s copy', (_, genai) => {
  test('a thought signature goes back to the model as it came, and is recorded by its length', async () => {
    await using world = await tracedWorld(genai)
    world.server.answer(json(answer([signedCall()])), json(answer([{ text: '3' }])))

    const chat = world.ai.chats.create({ model: MODEL, config: { tools: [calculator(world.tracing)] } })
    await chat.sendMessage({ message: '1 + 2' })

    const [, sentBack] = world.server.requests[1]!.body['contents'] as unknown[]
    expect(sentBack).toMatchObject({ role: 'model', parts: [{ thoughtSignature: SIGNATURE }] })
    const recorded = JSON.stringify(world.tracing.spans.map(({ inputs, outputs }) => [inputs, outputs]))
    expect(recorded).toContain(`"thoughtSignature":{"present":true,"length":${SIGNATURE.length}}`)
    expect(recorded).not.toContain('EqQBxxx')
  })

  test('a tool of the server is no span here, and its first STOP is not the end of the stream', async () => {
    await using world = await tracedWorld(genai)
    world.server.answer(
      sse(
        chunk([SERVER_CALL], 'STOP', { promptTokenCount: 10, totalTokenCount: 10 }),
        chunk([SERVER_ANSWER]),
        chunk([{ text: 'It snows' }]),
        chunk([{ text: ' in Wien.' }], 'STOP', { ...usage(10, 6), toolUsePromptTokenCount: 90, totalTokenCount: 106 }),
      ),
      json(answer([SERVER_CALL, SERVER_ANSWER, { text: 'It snows.' }])),
    )

    for await (const _ of await world.ai.models.generateContentStream({ model: MODEL, contents: 'Wien?' }));
    await world.ai.models.generateContent({ model: MODEL, contents: 'Wien?' })

    expect(world.tracing.tree()).toBe('Models.generateContentStream:LLM | Models.generateContent:LLM')
    const [stream, single] = world.tracing.spans
    for (const { attributes } of [stream!, single!])
      expect(attributes['gen_ai.response.finish_reasons']).toEqual(['stop'])
    expect(stream!.outputs).toMatchObject({
      candidates: [{ content: { parts: [SERVER_CALL, SERVER_ANSWER, { text: 'It snows in Wien.' }] } }],
    })
    expect(stream!.attributes).toMatchObject({
      'gen_ai.usage.input_tokens': 100n,
      'gemini.usage.tool_use_prompt_tokens': 90n,
    })
  })

  test('calls without ids get none that another turn could have too; those with ids keep them', async () => {
    await using world = await tracedWorld(genai)
    const done = json(answer([{ text: '3' }]))
    world.server.answer(json(answer([signedCall()])), done, json(answer([signedCall('a1')])), done)
    const chat = world.ai.chats.create({ model: MODEL, config: { tools: [calculator(world.tracing)] } })

    await chat.sendMessage({ message: '1 + 2' })
    await chat.sendMessage({ message: 'again' })

    const tools = world.tracing.spans.filter(({ type }) => type === 'TOOL')
    expect(tools.map(({ attributes }) => attributes['gen_ai.tool.call.id'])).toEqual([undefined, 'a1'])
    expect(new Set(tools.map(({ live }) => live.spanId)).size).toBe(2)
  })
})
