import { describe, expect, test } from 'vitest'
import { calculator } from '../testing/calculator.ts'
import { EVERY_COPY, GENAI_COPIES } from '../testing/genai-copies.ts'
import { answer, chunk, json, sse, usage } from '../testing/scripted-gemini.ts'
import { tracedWorld } from '../testing/traced-world.ts'

const MODEL = 'gemini-2.5-flash'
const CALL = { functionCall: { name: 'add', args: { a: 1, b: 2 } } }
const DONE = [{ text: 'done' }]
const COLD = json(answer([{ text: 'Cold.' }]))

describe.each(GENAI_COPIES)('a client of the %s copy, made before autolog', (_, genai) => {
  test('has its functions traced in streams from the first', async () => {
    await using world = await tracedWorld(genai, { autolog: false })
    world.gemini.autolog(EVERY_COPY)
    world.server.answer(sse(chunk([CALL], 'STOP', usage(1, 1))), sse(chunk(DONE, 'STOP', usage(2, 2))))
    const config = { tools: [calculator(world.tracing)] }

    for await (const _ of await world.ai.models.generateContentStream({ model: MODEL, contents: '1 + 2', config }));

    expect(world.tracing.tree()).toBe(
      'Models.generateContentStream:CHAIN(Models.generateContentStream:LLM, add:TOOL(inside add:UNKNOWN), Models.generateContentStream:LLM)',
    )
  })

  test('has its functions traced in single answers once it is known, and is as before when switched off', async () => {
    await using world = await tracedWorld(genai, { autolog: false })
    const before = Object.getOwnPropertyDescriptor(world.ai.models, 'generateContent')
    world.gemini.autolog(EVERY_COPY)
    world.server.answer(COLD, json(answer([CALL])), json(answer(DONE)), COLD)
    const config = { tools: [calculator(world.tracing)] }

    await world.ai.models.generateContent({ model: MODEL, contents: 'hot' })
    await world.ai.models.generateContent({ model: MODEL, contents: '1 + 2', config })

    expect(world.tracing.tree()).toBe(
      'Models.generateContent:LLM | Models.generateContent:CHAIN(Models.generateContent:LLM, add:TOOL(inside add:UNKNOWN), Models.generateContent:LLM)',
    )
    world.gemini.autolog({ disable: true })
    expect(Object.getOwnPropertyDescriptor(world.ai.models, 'generateContent')).toEqual(before)
    await world.ai.models.generateContent({ model: MODEL, contents: 'hot' })
    expect(world.tracing.spans.filter(({ parent }) => parent === undefined)).toHaveLength(2)
  })

  test('keeps what its user has put in the place of a method', async () => {
    await using world = await tracedWorld(genai, { autolog: false })
    const { generateContent } = world.ai.models
    const mine: typeof generateContent = (params) => generateContent(params)
    world.ai.models.generateContent = mine
    world.gemini.autolog(EVERY_COPY)
    world.server.answer(COLD)

    await world.ai.models.generateContent({ model: MODEL, contents: 'hot' })

    expect(world.ai.models.generateContent).toBe(mine)
    expect(world.tracing.tree()).toBe('Models.generateContent:LLM')
  })
})
