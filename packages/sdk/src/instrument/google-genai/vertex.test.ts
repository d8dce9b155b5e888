import { describe, expect, test } from 'vitest'
import { GENAI_COPIES } from '../testing/genai-copies.ts'
import type { Genai } from '../testing/genai-copies.ts'
import { answer, chunk, json, sse, usage } from '../testing/scripted-gemini.ts'
import { tracedWorld } from '../testing/traced-world.ts'

type Options = ConstructorParameters<Genai['GoogleGenAI']>[0]

const authClient = { getRequestHeaders: async () => new Map([['authorization', 'Bearer vertex-token']]) }
const BACKENDS: readonly [string, Options, RegExp][] = [
  [
    'a project',
    { vertexai: true, project: 'p1', location: 'europe-west4', googleAuthOptions: { authClient: authClient as never } },
    /projects\/p1\/locations\/europe-west4\/publishers\/google\/models\/gemini-2.5-flash:/,
  ],
  ['express mode', { vertexai: true, apiKey: 'express-key' }, /v1beta1\/publishers\/google\/models\/gemini-2.5-flash:/],
]
const ROWS = GENAI_COPIES.flatMap(([copy, genai]) => BACKENDS.map((backend) => [copy, genai, ...backend] as const))

describe.each(ROWS)('Vertex with the %s copy', (_, genai, name, options, path) => {
  test(`by ${name} is told apart, in single answers, streams and chats`, async () => {
    await using world = await tracedWorld(genai)
    const ai = new genai.GoogleGenAI({ ...options, httpOptions: { baseUrl: world.server.url } })
    const said = {
      candidates: [
        { content: { parts: [], role: 'model' }, finishReason: 'SAFETY', finishMessage: 'blocked by policy' },
      ],
      usageMetadata: { ...usage(6, 0), trafficType: 'ON_DEMAND' },
    }
    world.server.answer(
      json(answer([], said)),
      sse(chunk([{ text: 'Cold.' }]), { usageMetadata: { trafficType: 'ON_DEMAND' } }, chunk([], 'STOP', usage(6, 2))),
      json(answer([{ text: 'Cold.' }])),
    )

    const ask = { model: 'gemini-2.5-flash', contents: 'hot' }
    await ai.models.generateContent(ask)
    for await (const _ of await ai.models.generateContentStream(ask));
    await ai.chats.create({ model: 'gemini-2.5-flash' }).sendMessage({ message: 'hot' })

    expect(world.tracing.tree()).toBe(
      'Models.generateContent:LLM | Models.generateContentStream:LLM | Chat.sendMessage:CHAT_MODEL(Models.generateContent:LLM)',
    )
    for (const { path: asked } of world.server.requests) expect(asked).toMatch(path)
    const { port } = world.server
    for (const { attributes } of world.tracing.spans) {
      expect(attributes).toMatchObject({ 'gen_ai.provider.name': 'gcp.vertex_ai', 'server.port': BigInt(port) })
    }
    const [single, stream] = world.tracing.spans
    expect(single!.attributes).toMatchObject({
      'gemini.finish_message': 'blocked by policy',
      'gemini.service_tier': 'ON_DEMAND',
      'gen_ai.response.finish_reasons': ['content_filter'],
    })
    expect(stream!.attributes).toMatchObject({ 'gemini.service_tier': 'ON_DEMAND', 'gen_ai.usage.output_tokens': 2n })
    expect(
      JSON.stringify(world.tracing.spans.map(({ inputs, attributes }) => [inputs, String(attributes)])),
    ).not.toMatch(/vertex-token|express-key/)
  })
})
