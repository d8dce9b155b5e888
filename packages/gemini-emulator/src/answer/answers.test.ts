import { Type } from '@google/genai'
import type { GenerateContentConfig, GenerateContentResponse } from '@google/genai'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { connect } from '../testing/connect.ts'
import { jsonForSchema } from './json-for-schema.ts'

const CHILD = 'In one sentence, explain how a computer works to a young child.'
const SCHOOL = 'Okay, how about a more detailed explanation to a high schooler?'

async function generate(
  contents: string,
  config?: GenerateContentConfig,
  model = 'gemini-2.5-flash',
): Promise<GenerateContentResponse> {
  await using connected = await connect()
  return await connected.ai.models.generateContent({ model, contents, ...(config && { config }) })
}

test('the cookbook’s chat gets a sentence, then several paragraphs with Markdown', async () => {
  await using connected = await connect()
  const chat = connected.ai.chats.create({ model: 'gemini-2.5-flash' })

  const first = await chat.sendMessage({ message: CHILD })
  let second = ''
  for await (const chunk of await chat.sendMessageStream({ message: SCHOOL })) second += chunk.text ?? ''

  expect(first.text!.match(/[.!?](?=\s|$)/g)).toHaveLength(1)
  expect(second.split('\n\n').length).toBeGreaterThan(5)
  expect(second).toMatch(/\*\*CPU/)
  // The client keeps each chunk of a stream as a content of its own.
  const third = await chat.sendMessage({ message: 'What did I first ask?' })
  expect(third.text).toContain(CHILD)
})

describe('limits', () => {
  test('maxOutputTokens ends the answer early, and the tokens add up', async () => {
    const response = await generate('Tell me a story about a lighthouse', {
      maxOutputTokens: 40,
      thinkingConfig: { thinkingBudget: 0 },
    })

    expect(response.candidates?.[0]?.finishReason).toBe('MAX_TOKENS')
    expect(response.usageMetadata).not.toHaveProperty('thoughtsTokenCount')
    expect(response.usageMetadata!.candidatesTokenCount).toBeLessThanOrEqual(40)
    expect(response.usageMetadata!.candidatesTokenCount).toBeGreaterThan(30)
  })

  test('a budget of thoughts that takes all tokens leaves no parts', async () => {
    const response = await generate(CHILD, { maxOutputTokens: 20, thinkingConfig: { thinkingBudget: 20 } })

    expect(response.candidates).toEqual([{ content: { role: 'model' }, finishReason: 'MAX_TOKENS', index: 0 }])
    expect(response.usageMetadata).not.toHaveProperty('candidatesTokenCount')
    expect(response.usageMetadata?.thoughtsTokenCount).toBe(20)
  })

  test('a stop sequence ends the answer before itself', async () => {
    const response = await generate('The opposite of hot is', { stopSequences: ['**'] })

    expect(response.text).toBe('The opposite of hot is ')
    expect(response.candidates?.[0]?.finishReason).toBe('STOP')
  })

  test('several candidates are numbered and counted together', async () => {
    const response = await generate('Suggest a name for a boat', { candidateCount: 3 })

    expect(response.candidates?.map(({ index }) => index)).toEqual([0, 1, 2])
    expect(new Set(response.candidates?.map(({ content }) => content?.parts?.[0]?.text)).size).toBeGreaterThan(1)
  })
})

describe('thoughts', () => {
  test('are shown when asked for, counted when not', async () => {
    const shown = await generate(CHILD, { thinkingConfig: { includeThoughts: true } })
    const hidden = await generate(CHILD)

    expect(shown.candidates?.[0]?.content?.parts?.map((part) => part.thought ?? false)).toEqual([true, false])
    expect(hidden.candidates?.[0]?.content?.parts).toHaveLength(1)
    expect(hidden.usageMetadata?.thoughtsTokenCount).toBeGreaterThan(0)
    expect(shown.usageMetadata?.thoughtsTokenCount).toBeGreaterThan(0)
  })

  test('models that do not think count none', async () => {
    const response = await generate(CHILD, undefined, 'gemini-2.0-flash')

    expect(response.usageMetadata).not.toHaveProperty('thoughtsTokenCount')
    expect(response.usageMetadata?.candidatesTokensDetails).toHaveLength(1)
    expect(response.candidates?.[0]).not.toHaveProperty('index')
    expect(response.candidates?.[0]).toHaveProperty('avgLogprobs')
  })
})

describe('any other prompt', () => {
  test('has an answer that depends on it, the same each time', async () => {
    const [one, again, other] = [
      await generate('How do tides work?'),
      await generate('How do tides work?'),
      await generate('How do volcanoes work?'),
    ]

    expect({ ...again, sdkHttpResponse: undefined }).toEqual({ ...one, sdkHttpResponse: undefined })
    expect(one!.text).toContain('tides')
    expect(other!.text).toContain('volcanoes')
    expect(other!.responseId).not.toBe(one!.responseId)
  })

  test('takes the turn before into account', async () => {
    await using connected = await connect()
    const chat = connected.ai.chats.create({ model: 'gemini-2.5-flash' })

    await chat.sendMessage({ message: 'Hi, my name is Anna. Explain photosynthesis.' })
    await chat.sendMessage({ message: 'Explain photosynthesis in two sentences' })
    const more = await chat.sendMessage({ message: 'Why does it need that?' })
    const name = await chat.sendMessage({ message: 'What is my name?' })

    expect(more.text).toContain('photosynthesis')
    expect(name.text).toBe('Your name is Anna.')
  })

  test('follows the system instruction', async () => {
    const cat = await generate('How do tides work?', { systemInstruction: 'You are a cat. Your name is Neko.' })
    const short = await generate('How do tides work?', { systemInstruction: 'Answer in one sentence.' })
    const other = await generate('How do tides work?', { systemInstruction: 'Never speak of money.' })

    expect(cat.text).toMatch(/^Speaking as a cat named Neko: /)
    expect(short.text!.length).toBeLessThan(other.text!.length / 2)
    expect(other.text).toContain('Never speak of money.')
  })

  test('calculates in words when there is no function for it', async () => {
    const response = await generate('I have 57 cats, each owns 44 mittens, how many mittens is that in total?')

    expect(response.text).toBe('You have 2,508 mittens in total.')
  })

  test('is answered whatever it is', async () => {
    await using connected = await connect()
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 }), async (contents) => {
        const response = await connected.ai.models.generateContent({ model: 'gemini-2.5-flash', contents })
        expect(response.text).not.toBe('')
      }),
      { numRuns: 150 },
    )
  })

  test('is answered fast even when it is long', async () => {
    await using connected = await connect()
    const contents = 'Tell me about Rome and Oslo, 12 of 34 times, "please" '.repeat(20_000)
    const started = performance.now()

    const response = await connected.ai.models.generateContent({ model: 'gemini-2.5-flash', contents })

    expect(response.text).not.toBe('')
    expect(performance.now() - started).toBeLessThan(5000)
  })
})

describe('structured output', () => {
  test('fits a schema in Google’s dialect', async () => {
    const response = await generate('List 4 popular cookie recipes', {
      responseMimeType: 'application/json',
      responseSchema: {
        type: Type.ARRAY,
        items: {
          type: Type.OBJECT,
          properties: {
            recipeName: { type: Type.STRING },
            minutes: { type: Type.INTEGER, minimum: 5, maximum: 90 },
            difficulty: { type: Type.STRING, enum: ['easy', 'hard'] },
            ingredients: { type: Type.ARRAY, items: { type: Type.STRING }, minItems: '2', maxItems: '3' },
          },
          required: ['recipeName', 'minutes'],
          propertyOrdering: ['minutes', 'recipeName'],
        },
      },
    })
    const recipes = JSON.parse(response.text!) as Record<string, unknown>[]

    expect(recipes).toHaveLength(4)
    for (const recipe of recipes) {
      expect(Object.keys(recipe).slice(0, 2)).toEqual(['minutes', 'recipeName'])
      expect(recipe.minutes).toSatisfy((minutes: number) => Number.isInteger(minutes) && minutes >= 5 && minutes <= 90)
      expect(['easy', 'hard']).toContain(recipe.difficulty)
      expect((recipe.ingredients as string[]).length).toSatisfy((length: number) => length >= 2 && length <= 3)
    }
  })

  test('fits a JSON Schema with references to itself', async () => {
    const response = await generate('Draw a tree', {
      responseMimeType: 'application/json',
      responseJsonSchema: {
        $ref: '#/$defs/node',
        $defs: {
          node: {
            type: 'object',
            properties: {
              name: { type: 'string' },
              next: { anyOf: [{ $ref: '#/$defs/node' }, { type: 'null' }] },
              size: { type: ['integer', 'null'] },
            },
            required: ['name', 'next'],
          },
        },
      },
    })
    let node = JSON.parse(response.text!)
    let depth = 0
    for (; node !== null; node = node.next, depth++) expect(typeof node.name).toBe('string')

    expect(depth).toBeGreaterThan(1)
  })

  test('an enum is answered by one of its values', async () => {
    const response = await generate('What kind of instrument is an oboe, a woodwind?', {
      responseMimeType: 'text/x.enum',
      responseSchema: { type: Type.STRING, enum: ['Percussion', 'Woodwind', 'Brass'] },
    })

    expect(response.text).toBe('Woodwind')
  })

  test('numbers stay in their range, texts in their length, lists in their size', () => {
    const range = fc.tuple(fc.integer({ min: -1000, max: 1000 }), fc.nat(500))
    fc.assert(
      fc.property(range, fc.nat(40), fc.nat(6), fc.string(), ([low, span], maxLength, minItems, seed) => {
        const number = jsonForSchema({ type: 'integer', minimum: low, maximum: low + span }, 'x', seed) as number
        const text = jsonForSchema({ type: 'string', maxLength }, 'about something', seed) as string
        const list = jsonForSchema(
          { type: 'array', items: { type: 'boolean' }, minItems, maxItems: minItems + 1 },
          'x',
          seed,
        ) as boolean[]

        expect(number).toBeGreaterThanOrEqual(low)
        expect(number).toBeLessThanOrEqual(low + span)
        expect([...text].length).toBeLessThanOrEqual(maxLength)
        expect(list.length).toBeGreaterThanOrEqual(minItems)
        expect(list.length).toBeLessThanOrEqual(minItems + 1)
      }),
    )
  })
})
