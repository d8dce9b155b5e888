import { describe, expect, test, vi } from 'vitest'
import { clientOf, GENAI_COPIES } from '../../testing/genai-copies.ts'
import { json } from '../../testing/scripted-gemini.ts'
import { tracedWorld } from '../../testing/traced-world.ts'

const ANSWER = {
  id: 'v1_a',
  status: 'completed',
  outputs: [{ type: 'text', text: 'Cold.' }],
  usage: { total_input_tokens: 9 },
}

describe.each(GENAI_COPIES)('the %s copy', (_, genai, major) => {
  test.skipIf(major !== 1)('1.x: the promise is its own, with the response beside the answer', async () => {
    vi.spyOn(console, 'warn').mockImplementation(() => {})
    await using world = await tracedWorld(genai)
    world.server.answer(json(ANSWER), json(ANSWER))
    const ai = clientOf(genai, world.server.url)
    const create = ai.interactions.create({
      model: 'gemini-2.5-flash',
      input: 'hot',
    }) as unknown as Promise<unknown> & {
      withResponse(): Promise<{ data: unknown; response: Response }>
    }
    const { data, response } = await create.withResponse()
    expect(data).toMatchObject(ANSWER)
    expect(response.status).toBe(200)
    expect(await create).toBe(data)
    expect(world.tracing.tree()).toBe('Interactions.create:LLM')
    expect(world.tracing.named('Interactions.create').outputs).toMatchObject({ outputs: ANSWER.outputs })
    vi.restoreAllMocks()
  })
})
