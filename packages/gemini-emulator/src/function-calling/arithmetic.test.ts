import type { FunctionCall } from '@google/genai'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { arithmeticCallables, arithmeticDeclarations } from '../testing/arithmetic-tools.ts'
import { connect } from '../testing/connect.ts'

const MITTENS = 'I have 57 cats, each owns 44 mittens, how many mittens is that in total?'
const MODELS = ['gemini-2.0-flash', 'gemini-2.5-flash', 'gemini-3-flash-preview']

test.each(MODELS)('%s multiplies the mittens through automatic function calling', async (model) => {
  await using connected = await connect()
  const calls: FunctionCall[] = []

  const response = await connected.ai.models.generateContent({
    model,
    contents: MITTENS,
    config: { tools: arithmeticCallables(calls), temperature: 0.2, maxOutputTokens: 256 },
  })

  expect(calls.map(({ name, args }) => ({ name, args }))).toEqual([{ name: 'multiply', args: { a: 57, b: 44 } }])
  expect(response.text).toBe('You have 2,508 mittens in total.')
  expect(response.automaticFunctionCallingHistory).toHaveLength(3)
})

test.each(MODELS)('%s multiplies the mittens in a stream too', async (model) => {
  await using connected = await connect()
  const calls: FunctionCall[] = []

  let text = ''
  const config = { tools: arithmeticCallables(calls) }
  for await (const chunk of await connected.ai.models.generateContentStream({ model, contents: MITTENS, config })) {
    text += chunk.candidates?.[0]?.content?.parts?.map((part) => part.text ?? '').join('') ?? ''
  }

  expect(calls.map(({ name, args }) => ({ name, args }))).toEqual([{ name: 'multiply', args: { a: 57, b: 44 } }])
  expect(text).toBe('You have 2,508 mittens in total.')
})

test.each([{ result: 2508 }, { output: '2,508' }, { name: 'multiply', content: 2508 }])(
  'the answer of a function is understood as %j',
  async (response) => {
    await using connected = await connect()

    const { text } = await connected.ai.models.generateContent({
      model: 'gemini-2.5-flash',
      contents: [
        { role: 'user', parts: [{ text: MITTENS }] },
        { role: 'model', parts: [{ functionCall: { name: 'multiply', args: { a: 57, b: 44 } } }] },
        { role: 'user', parts: [{ functionResponse: { name: 'multiply', response } }] },
      ],
      config: { tools: [{ functionDeclarations: arithmeticDeclarations() }] },
    })

    expect(text).toBe('You have 2,508 mittens in total.')
  },
)

test('a chat calls functions and goes on talking', async () => {
  await using connected = await connect()
  const calls: FunctionCall[] = []
  const chat = connected.ai.chats.create({
    model: 'gemini-3-flash-preview',
    config: { tools: arithmeticCallables(calls) },
  })

  const first = await chat.sendMessage({ message: MITTENS })
  const second = await chat.sendMessage({ message: 'What is 10 divided by 4?' })

  expect(first.text).toBe('You have 2,508 mittens in total.')
  expect(second.text).toBe('10 ÷ 4 = **2.5**')
  expect(calls.map(({ name }) => name)).toEqual(['multiply', 'divide'])
})

test('a chained problem takes several rounds, each with the result before', async () => {
  await using connected = await connect()
  const calls: FunctionCall[] = []

  const response = await connected.ai.models.generateContent({
    model: 'gemini-2.5-flash',
    contents: 'I have 57 cats, each owns 44 mittens. I lose 8 mittens. How many mittens do I have left?',
    config: { tools: arithmeticCallables(calls) },
  })

  expect(calls.map(({ name, args }) => [name, args])).toEqual([
    ['multiply', { a: 57, b: 44 }],
    ['subtract', { a: 2508, b: 8 }],
  ])
  expect(response.text).toBe('You have 2,500 mittens left.')
})

test('two questions are called in parallel', async () => {
  await using connected = await connect()

  const response = await connected.ai.models.generateContent({
    model: 'gemini-2.5-flash',
    contents: 'What is 12 plus 30, and what is 7 times 6?',
    config: { tools: [{ functionDeclarations: arithmeticDeclarations('x', 'y') }] },
  })

  expect(response.functionCalls).toEqual([
    { name: 'add', args: { x: 12, y: 30 } },
    { name: 'multiply', args: { x: 7, y: 6 } },
  ])
})

test.each([
  ['multiplier', 'multiplicand'],
  ['first_number', 'second_number'],
  ['zahl', 'andere'],
])('arguments named %s and %s are filled in the order of the schema', async (first, second) => {
  await using connected = await connect()

  const response = await connected.ai.models.generateContent({
    model: 'gemini-2.5-flash',
    contents: MITTENS,
    config: { tools: [{ functionDeclarations: arithmeticDeclarations(first, second) }] },
  })

  expect(response.functionCalls).toEqual([{ name: 'multiply', args: { [first]: 57, [second]: 44 } }])
})

test('a dividend is a dividend even when the schema lists the divisor first', async () => {
  await using connected = await connect()
  const number = { type: 'number' }
  const schema = { type: 'object', properties: { divisor: number, dividend: number } }
  const divide = { name: 'divide_numbers', parametersJsonSchema: schema }

  const response = await connected.ai.models.generateContent({
    model: 'gemini-2.5-flash',
    contents: 'What is 84 / 7?',
    config: { tools: [{ functionDeclarations: [divide] }] },
  })

  expect(response.functionCalls).toEqual([{ name: 'divide_numbers', args: { dividend: 84, divisor: 7 } }])
})

test('a function that fails is told of', async () => {
  await using connected = await connect()
  const call = { functionCall: { name: 'divide', args: { a: 1, b: 0 } } }
  const failed = { functionResponse: { name: 'divide', response: { error: 'division by zero' } } }

  const response = await connected.ai.models.generateContent({
    model: 'gemini-2.5-flash',
    contents: [
      { role: 'user', parts: [{ text: 'What is 1 / 0?' }] },
      { role: 'model', parts: [call] },
      { role: 'user', parts: [failed] },
    ],
    config: { tools: [{ functionDeclarations: arithmeticDeclarations() }] },
  })

  expect(response.text).toBe('I could not work that out: `divide` failed with “division by zero”.')
})

// Each way to ask, what must be called in order, and the answer; n and m are different and not small.
const PROBLEMS: readonly {
  ask: (n: number, m: number) => string
  calls: (n: number, m: number) => [string, number, number][]
}[] = [
  {
    ask: (n, m) => `I have ${n} cats, each owns ${m} mittens, how many mittens is that in total?`,
    calls: (n, m) => [['multiply', n, m]],
  },
  {
    ask: (n, m) => `Ann has ${n} boxes of ${m} pencils. How many pencils does Ann have?`,
    calls: (n, m) => [['multiply', n, m]],
  },
  { ask: (n, m) => `A pen costs ${n} dollars. How much do ${m} pens cost?`, calls: (n, m) => [['multiply', n, m]] },
  { ask: (n, m) => `What is ${n} times ${m}?`, calls: (n, m) => [['multiply', n, m]] },
  {
    ask: (n, m) => `Tom has ${n} marbles and buys ${m} more. How many marbles does Tom have now?`,
    calls: (n, m) => [['add', n, m]],
  },
  {
    ask: (n, m) => `There are ${n} girls and ${m} boys. How many children are there in total?`,
    calls: (n, m) => [['add', n, m]],
  },
  { ask: (n, m) => `Calculate the sum of ${n} and ${m}.`, calls: (n, m) => [['add', n, m]] },
  {
    ask: (n, m) => `I had ${n + m} coins and lost ${m}. How many coins are left?`,
    calls: (n, m) => [['subtract', n + m, m]],
  },
  { ask: (n, m) => `Subtract ${m} from ${n}.`, calls: (n, m) => [['subtract', n, m]] },
  {
    ask: (n, m) => `There were ${n + m} birds. Then ${m} flew away. How many birds remain?`,
    calls: (n, m) => [['subtract', n + m, m]],
  },
  {
    ask: (n, m) => `${n * m} cookies are shared equally among ${m} children. How many cookies does each child get?`,
    calls: (n, m) => [['divide', n * m, m]],
  },
  {
    ask: (n, m) => `I pack ${n * m} eggs into boxes of ${m}. How many boxes do I need?`,
    calls: (n, m) => [['divide', n * m, m]],
  },
  {
    ask: (n, m) => `Each van seats ${m} people. How many vans are needed for ${n * m} people?`,
    calls: (n, m) => [['divide', n * m, m]],
  },
  {
    ask: (n, m) => `Add ${n} and ${m}, then multiply the result by 3.`,
    calls: (n, m) => [
      ['add', n, m],
      ['multiply', n + m, 3],
    ],
  },
  {
    ask: (n, m) => `I have ${n} apples and buy 3 bags with ${m} apples each. How many apples do I have?`,
    calls: (n, m) => [
      ['multiply', 3, m],
      ['add', n, 3 * m],
    ],
  },
]

test.each([
  ['A box holds 12 eggs. How many eggs are in 7 boxes?', [['multiply', 12, 7]]],
  ['If a shirt costs $25 and I buy 4 shirts, how much do I pay?', [['multiply', 25, 4]]],
  ['Each of my 57 cats owns 44 mittens. Total?', [['multiply', 57, 44]]],
  ['Each van seats 8 people. How many vans for 48 people?', [['divide', 48, 8]]],
  ['57 cats × 44 mittens', [['multiply', 57, 44]]],
  ['12 apples plus 30 pears', [['add', 12, 30]]],
  ['There are 30 students in a class and 13 are absent. How many are present?', [['subtract', 30, 13]]],
  ['6 friends split a bill of 84 dollars. How much does each pay?', [['divide', 84, 6]]],
  ['A bill of 84 dollars is split 6 ways. How much does each pay?', [['divide', 84, 6]]],
  ['-5 + 12', [['add', -5, 12]]],
  ['What is 9 minus -4?', [['subtract', 9, -4]]],
  ['What is 12-5?', [['subtract', 12, 5]]],
  ['Half of 84?', [['divide', 84, 2]]],
  ['double 21', [['multiply', 2, 21]]],
  [
    'What is 15% of 200?',
    [
      ['multiply', 15, 200],
      ['divide', 3000, 100],
    ],
  ],
])('%s', async (contents, expected) => {
  await using connected = await connect()
  const made: FunctionCall[] = []

  const config = { tools: arithmeticCallables(made) }
  await connected.ai.models.generateContent({ model: 'gemini-2.5-flash', contents, config })

  expect(made.map(({ name, args }) => [name, args?.['a'], args?.['b']])).toEqual(expected)
})

test('word problems of every kind give the right calls, whatever the numbers', async () => {
  await using connected = await connect()
  const numbers = fc.integer({ min: 11, max: 5000 })

  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...PROBLEMS), numbers, numbers, async ({ ask, calls }, n, m) => {
      fc.pre(n !== m)
      const made: FunctionCall[] = []
      const response = await connected.ai.models.generateContent({
        model: 'gemini-2.5-flash',
        contents: ask(n, m),
        config: { tools: arithmeticCallables(made) },
      })

      expect(made.map(({ name, args }) => [name, args?.a, args?.b])).toEqual(calls(n, m))
      const [operation, a, b] = calls(n, m).at(-1)!
      const result = { add: a + b, subtract: a - b, multiply: a * b, divide: a / b }[operation]!
      expect(response.text).toContain(result.toLocaleString('en-US', { maximumFractionDigits: 6 }))
    }),
    { numRuns: 150 },
  )
})
