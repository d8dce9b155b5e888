import { expect, test } from 'vitest'
import { startEmulator } from '../start-emulator.ts'
import { arithmeticDeclarations } from '../testing/arithmetic-tools.ts'

// The fields of recorded answers of the real service, in their order. Values differ; where a value matters it is given.

const CALL = 'I have 57 cats, each owns 44 mittens, how many mittens is that in total?'

async function ask(model: string, text: string, more: object = {}, verb = 'generateContent'): Promise<string> {
  await using emulator = await startEmulator()
  const body = JSON.stringify({ contents: [{ parts: [{ text }], role: 'user' }], ...more })
  const response = await fetch(`${emulator.url}/v1beta/models/${model}:${verb}`, {
    method: 'POST',
    headers: { 'x-goog-api-key': 'k' },
    body,
  })
  return await response.text()
}

/** Keys in order, `[…]` for lists; values only by their kind. */
function shape(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(shape).join(', ')}]`
  if (typeof value !== 'object' || value === null) return typeof value
  return `{${Object.entries(value)
    .map(([key, item]) => (typeof item === 'object' ? `${key}: ${shape(item)}` : key))
    .join(', ')}}`
}

const TEXT_DETAILS = 'promptTokensDetails: [{modality, tokenCount}]'

test.each([
  [
    'gemini-2.5-flash',
    {},
    `{candidates: [{content: {parts: [{text}], role}, finishReason, index}], usageMetadata: {promptTokenCount, candidatesTokenCount, totalTokenCount, ${TEXT_DETAILS}, thoughtsTokenCount, serviceTier}, modelVersion, responseId}`,
  ],
  [
    'gemini-2.0-flash',
    {},
    `{candidates: [{content: {parts: [{text}], role}, finishReason, avgLogprobs}], usageMetadata: {promptTokenCount, candidatesTokenCount, totalTokenCount, ${TEXT_DETAILS}, candidatesTokensDetails: [{modality, tokenCount}], serviceTier}, modelVersion, responseId}`,
  ],
  [
    'gemini-3.5-flash',
    { generationConfig: { thinkingConfig: { includeThoughts: true } } },
    `{candidates: [{content: {parts: [{text, thought}, {text, thoughtSignature}], role}, finishReason, index}], usageMetadata: {promptTokenCount, candidatesTokenCount, totalTokenCount, ${TEXT_DETAILS}, thoughtsTokenCount, serviceTier}, modelVersion, responseId}`,
  ],
])('%s answers with the recorded fields', async (model, more, expected) => {
  const text = await ask(model, 'The opposite of hot is', more)

  expect(shape(JSON.parse(text))).toBe(expected)
  // Two spaces, as the service prints.
  expect(text).toMatch(/^\{\n {2}"candidates": \[\n {4}\{/)
})

test.each([
  ['gemini-2.0-flash', '{functionCall: {name, args: {a, b}}}'],
  ['gemini-2.5-flash', '{functionCall: {name, args: {a, b}}, thoughtSignature}'],
  ['gemini-3-flash-preview', '{functionCall: {name, args: {a, b}, id}, thoughtSignature}'],
])('%s calls a function with the recorded fields', async (model, expected) => {
  const tools = [{ functionDeclarations: arithmeticDeclarations() }]
  const body = JSON.parse(await ask(model, CALL, { tools }))

  expect(shape(body.candidates[0].content.parts)).toBe(`[${expected}]`)
  expect(body.candidates[0]).toMatchObject({ finishReason: 'STOP', finishMessage: 'Model generated function call(s).' })
  expect(body.usageMetadata.candidatesTokenCount).toBe(19)
})

test('token counts of a recorded answer', async () => {
  const { usageMetadata } = JSON.parse(await ask('gemini-2.5-flash', 'The opposite of hot is'))

  expect(usageMetadata).toMatchObject({ promptTokenCount: 6, candidatesTokenCount: 8 })
})

test('generation 3 streams each call in a chunk of its own, then an empty text', async () => {
  const tools = [{ functionDeclarations: arithmeticDeclarations() }]
  const prompt = 'What is 12 plus 30, and what is 7 times 6?'
  const text = await ask('gemini-3.5-flash', prompt, { tools }, 'streamGenerateContent?alt=sse')
  const chunks = text
    .trimEnd()
    .split('\r\n\r\n')
    .map((line) => JSON.parse(line.slice('data: '.length)))

  expect(chunks.map(({ candidates }) => shape(candidates[0].content.parts))).toEqual([
    '[{functionCall: {name, args: {a, b}, id}, thoughtSignature}]',
    '[{functionCall: {name, args: {a, b}, id}}]',
    '[{text}]',
  ])
  expect(chunks.map(({ candidates }) => candidates[0].finishReason)).toEqual([undefined, undefined, 'STOP'])
  // The service's spacing: one after a colon, none after a comma.
  expect(text).toMatch(
    /^data: \{"candidates": \[\{"content": \{"parts": \[\{"functionCall": \{"name": "add","args": \{"a": 12,"b": 30\}/,
  )
})
