import { describe, expect, test } from 'vitest'
import { GENAI_COPIES } from '../testing/genai-copies.ts'
import { answer, json } from '../testing/scripted-gemini.ts'
import { tracedWorld } from '../testing/traced-world.ts'

const IMAGE_BYTES = 15_000_000

describe.each(GENAI_COPIES)('large inputs of the %s copy', (_, genai) => {
  test('an image of 20 MB of base64 reaches the service whole and the record without a copy', async () => {
    await using world = await tracedWorld(genai)
    const data = Buffer.alloc(IMAGE_BYTES, 7).toString('base64')
    const image = { inlineData: { mimeType: 'image/png', data } }
    world.server.answer(json(answer([{ text: 'A cat.' }, image])))

    const response = await world.ai.models.generateContent({
      model: 'gemini-2.5-flash',
      contents: ['What is it?', image],
    })

    expect(world.server.requests[0]!.body).toMatchObject({ contents: [{ parts: [{ text: 'What is it?' }, image] }] })
    expect(response.candidates![0]!.content!.parts![1]!.inlineData!.data).toBe(data)
    const span = world.tracing.named('Models.generateContent')
    expect(span.inputs).toMatchObject({ contents: ['What is it?', image] })
    expect(span.outputs).toMatchObject({ candidates: [{ content: { parts: [{ text: 'A cat.' }, image] } }] })
  })
})
