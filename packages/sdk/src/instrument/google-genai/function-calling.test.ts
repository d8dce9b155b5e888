import type { CallableTool, FunctionCall } from '@google/genai'
import { describe, expect, test } from 'vitest'
import { calculator } from '../testing/calculator.ts'
import { EVERY_COPY, GENAI_COPIES } from '../testing/genai-copies.ts'
import { answer, chunk, json, sse, usage } from '../testing/scripted-gemini.ts'
import { tracedWorld } from '../testing/traced-world.ts'

const MODEL = 'gemini-2.5-flash'
const call = (name: string, a: number, b: number, id?: string): object => ({
  functionCall: { name, args: { a, b }, ...(id !== undefined && { id }) },
})
const DONE = json(answer([{ text: 'done' }]))

describe.each(GENAI_COPIES)('functions with the %s copy', (_, genai) => {
  test('each of two tools reports its own calls alone', async () => {
    await using world = await tracedWorld(genai)
    world.server.answer(json(answer([call('multiply', 2, 3), call('add', 4, 5)])), DONE)
    const tools = [calculator(world.tracing, ['multiply']), calculator(world.tracing, ['add'])]

    await world.ai.models.generateContent({ model: MODEL, contents: 'both', config: { tools } })

    expect(world.tracing.tree()).toBe(
      'Models.generateContent:CHAIN(Models.generateContent:LLM, multiply:TOOL(inside multiply:UNKNOWN), add:TOOL(inside add:UNKNOWN), Models.generateContent:LLM)',
    )
    expect(world.tracing.named('multiply').outputs).toEqual({ result: 6 })
    expect(world.tracing.named('add').outputs).toEqual({ result: 9 })
    expect(tools.map((tool) => tool.calls)).toEqual([1, 1])
  })

  test('parallel calls of one name are told apart by id, and without ids by order', async () => {
    await using world = await tracedWorld(genai)
    const reversed = (ids: boolean): CallableTool => ({
      tool: () => calculator(world.tracing, ['add']).tool(),
      callTool: async (calls: FunctionCall[]) => {
        const parts = calls.map(({ id, args }) => ({
          functionResponse: {
            ...(ids && id !== undefined && { id }),
            name: 'add',
            response: { sum: Number(args!['a']) + Number(args!['b']) },
          },
        }))
        return ids ? parts.reverse() : parts
      },
    })
    world.server.answer(json(answer([call('add', 1, 1, 'x'), call('add', 2, 2, 'y')])), DONE)
    world.server.answer(json(answer([call('add', 1, 1), call('add', 2, 2)])), DONE)

    await world.ai.models.generateContent({ model: MODEL, contents: 'sums', config: { tools: [reversed(true)] } })
    await world.ai.models.generateContent({ model: MODEL, contents: 'sums', config: { tools: [reversed(false)] } })

    const tools = world.tracing.spans.filter(({ type }) => type === 'TOOL')
    expect(tools.map(({ outputs }) => outputs)).toEqual([{ sum: 2 }, { sum: 4 }, { sum: 2 }, { sum: 4 }])
    expect(tools.map(({ parent }) => parent!.type)).toEqual(['CHAIN', 'CHAIN', 'CHAIN', 'CHAIN'])
  })

  test('a tool that answers with an error is marked, and the model is asked again', async () => {
    await using world = await tracedWorld(genai)
    world.server.answer(json(answer([call('divide', 1, 0)])), DONE)
    const tool: CallableTool = {
      tool: () => calculator(world.tracing, ['divide']).tool(),
      callTool: async () => [{ functionResponse: { name: 'divide', response: { error: 'division by zero' } } }],
    }

    await world.ai.chats.create({ model: MODEL, config: { tools: [tool] } }).sendMessage({ message: '1 / 0' })

    expect(world.tracing.named('divide').status).toEqual({ code: 'ERROR', message: 'division by zero' })
    expect(world.tracing.named('Chat.sendMessage').status.code).toBe('OK')
  })

  test('Gemini calls inside a tool, or inside what defines it, are calls of their own', async () => {
    await using world = await tracedWorld(genai)
    const counted = json({ totalTokens: 3 })
    world.server.answer(counted, json(answer([call('add', 1, 2)])), counted, DONE, DONE)
    const count = () => world.ai.models.countTokens({ model: MODEL, contents: 'inside' })
    const tool: CallableTool = {
      tool: async () => {
        await count()
        return calculator(world.tracing, ['add']).tool()
      },
      callTool: async () => {
        await count()
        const { text } = await world.ai.models.generateContent({ model: MODEL, contents: 'inside' })
        return [{ functionResponse: { name: 'add', response: { text } } }]
      },
    }

    await world.ai.chats.create({ model: MODEL, config: { tools: [tool] } }).sendMessage({ message: '1 + 2' })

    expect(world.tracing.tree()).toBe(
      'Chat.sendMessage:CHAT_MODEL(Models.countTokens:LLM, Models.generateContent:LLM, add:TOOL(Models.countTokens:LLM, Models.generateContent:LLM), Models.generateContent:LLM)',
    )
  })

  test('the last round of a limited loop keeps its tool spans', async () => {
    await using world = await tracedWorld(genai)
    world.server.answer(json(answer([call('add', 1, 2)])), json(answer([call('add', 3, 4)])))
    const config = {
      tools: [calculator(world.tracing)],
      automaticFunctionCalling: { maximumRemoteCalls: 2, ignoreCallHistory: true },
    }

    const response = await world.ai.models.generateContent({ model: MODEL, contents: 'sums', config })

    expect(response.automaticFunctionCallingHistory).toBeUndefined()
    expect(world.tracing.spans.map(({ name, type }) => `${name}:${type}`)).toEqual([
      'Models.generateContent:CHAIN',
      'Models.generateContent:LLM',
      'add:TOOL',
      'inside add:UNKNOWN',
      'Models.generateContent:LLM',
      'add:TOOL',
      'inside add:UNKNOWN',
    ])
  })

  test('a chat made before autolog has its tools traced too', async () => {
    await using world = await tracedWorld(genai, { autolog: false })
    const config = { tools: [calculator(world.tracing)] }
    const chat = world.ai.chats.create({ model: MODEL, config })
    world.gemini.autolog(EVERY_COPY)
    world.server.answer(
      json(answer([call('add', 1, 2)])),
      DONE,
      sse(chunk([call('add', 3, 4)], 'STOP', usage(1, 1))),
      sse(chunk([{ text: 'done' }], 'STOP')),
    )

    await chat.sendMessage({ message: '1 + 2' })
    for await (const _ of await chat.sendMessageStream({ message: '3 + 4', config }));

    const turn = (suffix: string): string =>
      `(Models.generateContent${suffix}:LLM, add:TOOL(inside add:UNKNOWN), Models.generateContent${suffix}:LLM)`
    expect(world.tracing.tree()).toBe(
      `Chat.sendMessage:CHAT_MODEL${turn('')} | Chat.sendMessageStream:CHAT_MODEL${turn('Stream')}`,
    )
  })

  test('tools of an MCP client are traced by the names that the client lists', async () => {
    await using world = await tracedWorld(genai)
    world.server.answer(json(answer([{ functionCall: { name: 'weather', args: { city: 'Wien' } } }])), DONE)
    const client = {
      listTools: async () => ({
        tools: [{ name: 'weather', description: 'The weather.', inputSchema: { type: 'object' } }],
      }),
      callTool: async () => ({ content: [{ type: 'text', text: 'snow' }] }),
    }

    await world.ai.models.generateContent({
      model: MODEL,
      contents: 'Wien?',
      config: { tools: [genai.mcpToTool(client as never)] },
    })

    const span = world.tracing.named('weather')
    expect(span.inputs).toEqual({ city: 'Wien' })
    expect(span.outputs).toEqual({ content: [{ type: 'text', text: 'snow' }] })
  })
})
