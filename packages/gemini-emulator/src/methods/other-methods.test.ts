import { GoogleGenAI } from '@google/genai'
import { expect, test } from 'vitest'
import { MODELS } from '../models.ts'
import { apiErrorOf, connect } from '../testing/connect.ts'

const VERSIONS = ['v1', 'v1beta', 'v1alpha']
const FOX = 'The quick brown fox jumps over the lazy dog.'

test.each(VERSIONS)('countTokens counts as recorded, on %s', async (apiVersion) => {
  await using connected = await connect({ apiVersion })

  const newer = await connected.ai.models.countTokens({ model: 'gemini-2.5-flash', contents: FOX })
  const older = await connected.ai.models.countTokens({ model: 'gemini-2.0-flash', contents: FOX })

  expect([newer.totalTokens, older.totalTokens]).toEqual([11, 10])
})

test('countTokens of a whole request counts instruction and tools', async () => {
  await using connected = await connect()
  const count = async (body: object): Promise<number> => {
    const url = `${connected.emulator.url}/v1beta/models/gemini-2.5-flash:countTokens?key=k`
    const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) })
    return ((await response.json()) as { totalTokens: number }).totalTokens
  }
  const contents = [{ parts: [{ text: FOX }] }]
  const systemInstruction = { parts: [{ text: 'Be brief.' }] }
  const tools = [{ functionDeclarations: [{ name: 'f' }] }]

  const bare = await count({ contents })
  const whole = await count({
    generateContentRequest: { model: 'models/gemini-2.5-flash', contents, systemInstruction, tools },
  })

  expect(bare).toBe(11)
  expect(whole).toBe(11 + 3 + 30)
})

test.each(VERSIONS)('embedContent gives one unit vector for each text, on %s', async (apiVersion) => {
  await using connected = await connect({ apiVersion })

  const { embeddings } = await connected.ai.models.embedContent({
    model: 'gemini-embedding-001',
    contents: ['Hello world', FOX],
  })

  expect(embeddings).toHaveLength(2)
  for (const { values } of embeddings!) {
    expect(values).toHaveLength(3072)
    expect(Math.hypot(...values!)).toBeCloseTo(1, 6)
  }
})

test('texts about the same are near each other, others are not, and the same text is the same vector', async () => {
  await using connected = await connect()
  const contents = [
    'How do I bake bread?',
    'Baking bread at home',
    'The stock market fell on Monday',
    'How do I bake bread?',
  ]

  const { embeddings } = await connected.ai.models.embedContent({
    model: 'gemini-embedding-001',
    contents,
    config: { outputDimensionality: 256 },
  })
  const [question, same, other, again] = embeddings!.map(({ values }) => values!)
  const cosine = (a: number[], b: number[]): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0)

  expect(question).toHaveLength(256)
  expect(again).toEqual(question)
  expect(cosine(question!, same!)).toBeGreaterThan(cosine(question!, other!) + 0.2)
})

test('text-embedding-004 has 768 dimensions and gives no more', async () => {
  await using connected = await connect()
  const embed = (outputDimensionality?: number) =>
    connected.ai.models.embedContent({
      model: 'text-embedding-004',
      contents: 'x',
      ...(outputDimensionality !== undefined && { config: { outputDimensionality } }),
    })

  expect((await embed()).embeddings?.[0]?.values).toHaveLength(768)
  expect((await apiErrorOf(embed(4000))).message).toContain('output_dimensionality must be in the range [1, 768]')
})

test.each(VERSIONS)('models are listed in pages and found by name, on %s', async (apiVersion) => {
  await using connected = await connect({ apiVersion })

  const names: string[] = []
  for await (const model of await connected.ai.models.list({ config: { pageSize: 4 } })) names.push(model.name!)
  const model = await connected.ai.models.get({ model: 'gemini-2.5-flash' })

  expect(names).toEqual(MODELS.map(({ id }) => `models/${id}`))
  expect(model).toMatchObject({ name: 'models/gemini-2.5-flash', inputTokenLimit: 1048576, outputTokenLimit: 65536 })
  expect(model.supportedActions).toContain('generateContent')
  expect((await apiErrorOf(connected.ai.models.get({ model: 'gemini-9' }))).status).toBe(404)
})

test('Vertex AI paths answer in the form of Vertex AI, with a project and in express mode', async () => {
  await using connected = await connect()
  const httpOptions = { baseUrl: connected.emulator.url }
  const authClient = { getRequestHeaders: async () => new Map([['authorization', 'Bearer t']]) }
  const clients = [
    new GoogleGenAI({ vertexai: true, apiKey: 'k', httpOptions }),
    new GoogleGenAI({
      vertexai: true,
      project: 'p',
      location: 'l',
      httpOptions,
      googleAuthOptions: { authClient: authClient as never },
    }),
  ]

  for (const ai of clients) {
    const response = await ai.models.generateContent({ model: 'gemini-2.5-flash', contents: 'The opposite of hot is' })
    const chunks = []
    for await (const chunk of await ai.models.generateContentStream({ model: 'gemini-2.5-flash', contents: FOX }))
      chunks.push(chunk)
    const counted = await ai.models.countTokens({ model: 'gemini-2.5-flash', contents: FOX })
    const { embeddings } = await ai.models.embedContent({ model: 'text-embedding-004', contents: 'Hello' })

    expect(response.text).toBe('The opposite of hot is **cold**.')
    expect(response.createTime).toMatch(/^\d{4}-.*Z$/)
    expect(response.usageMetadata).toMatchObject({ trafficType: 'ON_DEMAND', promptTokenCount: 5 })
    expect(response.candidates?.[0]).not.toHaveProperty('index')
    expect(chunks[0]?.usageMetadata).toEqual({ trafficType: 'ON_DEMAND' })
    expect(chunks.at(-1)?.usageMetadata?.candidatesTokenCount).toBeGreaterThan(0)
    expect(counted.totalTokens).toBe(10)
    expect(embeddings?.[0]?.values).toHaveLength(768)
  }
})
