import { expect, test } from 'vitest'
import { apiErrorOf, connect } from '../testing/connect.ts'

const MODEL = 'gemini-2.5-flash'
const HOT = 'The opposite of hot is'

test.each(['v1', 'v1beta', 'v1alpha'])('generateContent answers on %s', async (apiVersion) => {
  await using connected = await connect({ apiVersion })

  const response = await connected.ai.models.generateContent({ model: MODEL, contents: HOT })

  expect(response.text).toBe('The opposite of hot is **cold**.')
  expect(response.candidates?.[0]).toMatchObject({ finishReason: 'STOP', index: 0, content: { role: 'model' } })
  expect(response.modelVersion).toBe(MODEL)
  expect(response.responseId).toMatch(/^[\w-]{22,23}$/)
  const usage = response.usageMetadata!
  expect(usage.promptTokenCount).toBe(6)
  expect(usage.totalTokenCount).toBe(6 + usage.candidatesTokenCount! + usage.thoughtsTokenCount!)
  expect(response.sdkHttpResponse?.headers?.['server-timing']).toMatch(/^gfet4t7; dur=\d+$/)
})

test('a stream grows to the unary text, with its reason on the last chunk only', async () => {
  await using connected = await connect()

  const chunks = []
  for await (const chunk of await connected.ai.models.generateContentStream({ model: MODEL, contents: HOT }))
    chunks.push(chunk)

  expect(chunks.length).toBeGreaterThan(2)
  expect(chunks.map((chunk) => chunk.text).join('')).toBe('The opposite of hot is **cold**.')
  expect(chunks.map((chunk) => chunk.candidates?.[0]?.finishReason)).toEqual([
    ...chunks.slice(1).map(() => undefined),
    'STOP',
  ])
  expect(new Set(chunks.map((chunk) => chunk.responseId)).size).toBe(1)
  const spent = chunks.map((chunk) => chunk.usageMetadata?.candidatesTokenCount ?? 0)
  expect(spent).toEqual(spent.toSorted((a, b) => a - b))
})

test('an unknown model is the real 404', async () => {
  await using connected = await connect()

  const error = await apiErrorOf(connected.ai.models.generateContent({ model: 'gemini-9', contents: HOT }))

  expect(error.status).toBe(404)
  expect(JSON.parse(error.message)).toEqual({
    error: {
      code: 404,
      message:
        'models/gemini-9 is not found for API version v1, or is not supported for generateContent. Call ListModels to ' +
        'see the list of available models and their supported methods.',
      status: 'NOT_FOUND',
    },
  })
})

test('an alias is answered by the model that it stands for', async () => {
  await using connected = await connect()

  const answer = await connected.ai.models.generateContent({ model: 'gemini-flash-latest', contents: 'hi' })

  expect(answer.modelVersion).toBe('gemini-2.5-flash')
})
