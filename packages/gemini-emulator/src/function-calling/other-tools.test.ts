import { FunctionCallingConfigMode } from '@google/genai'
import type { FunctionDeclaration, GenerateContentConfig } from '@google/genai'
import { expect, test } from 'vitest'
import { apiErrorOf, connect } from '../testing/connect.ts'

const object = (properties: Record<string, object>, ...required: string[]) => ({ type: 'object', properties, required })

const GET_WEATHER: FunctionDeclaration = {
  name: 'get_weather',
  description: 'Get current weather information for a given location',
  parametersJsonSchema: object(
    { location: { type: 'string' }, unit: { type: 'string', enum: ['celsius', 'fahrenheit'] } },
    'location',
  ),
}
const SEND_EMAIL: FunctionDeclaration = {
  name: 'sendEmail',
  parametersJsonSchema: object(
    { to: { type: 'string', description: 'email address' }, body: { type: 'string' } },
    'to',
    'body',
  ),
}
const BOOK_FLIGHT: FunctionDeclaration = {
  name: 'book_flight',
  parametersJsonSchema: object(
    {
      origin: { type: 'string' },
      destination: { type: 'string' },
      date: { type: 'string' },
      passengers: { type: ['integer', 'null'] },
    },
    'origin',
    'destination',
    'date',
  ),
}
const DIM_LIGHTS: FunctionDeclaration = {
  name: 'set_light_values',
  description: 'Sets the brightness and color temperature of a light.',
  parametersJsonSchema: object(
    {
      brightness: { type: 'integer', description: 'Light level from 0 to 100.' },
      color_temp: { type: 'string', enum: ['daylight', 'cool', 'warm'] },
    },
    'brightness',
    'color_temp',
  ),
}
const ALL = [GET_WEATHER, SEND_EMAIL, BOOK_FLIGHT, DIM_LIGHTS]

async function callsFor(contents: string, config?: GenerateContentConfig, functionDeclarations = ALL) {
  await using connected = await connect()
  const response = await connected.ai.models.generateContent({
    model: 'gemini-2.0-flash',
    contents,
    config: { ...config, tools: [{ functionDeclarations }] },
  })
  return { calls: response.functionCalls ?? [], text: response.candidates?.[0]?.content?.parts?.[0]?.text }
}

test('one call for each city that is listed', async () => {
  const { calls } = await callsFor('What is the weather like in Boston & New Delhi?')

  expect(calls).toEqual([
    { name: 'get_weather', args: { location: 'Boston' } },
    { name: 'get_weather', args: { location: 'New Delhi' } },
  ])
})

test('optional arguments are filled when the prompt speaks of them', async () => {
  const { calls } = await callsFor('How warm is it in San Francisco, CA? Tell me the temperature in Celsius.')

  expect(calls).toEqual([{ name: 'get_weather', args: { location: 'San Francisco, CA', unit: 'celsius' } }])
})

test('an address and the text of a message are found', async () => {
  const { calls } = await callsFor('Send an email to ann@example.com saying "Lunch at noon?"')

  expect(calls).toEqual([{ name: 'sendEmail', args: { to: 'ann@example.com', body: 'Lunch at noon?' } }])
})

test('where from, where to, when, how many', async () => {
  const { calls } = await callsFor('Book a flight from Oslo to Rome on 2026-12-24 for 3 passengers')

  expect(calls).toEqual([
    { name: 'book_flight', args: { origin: 'Oslo', destination: 'Rome', date: '2026-12-24', passengers: 3 } },
  ])
})

test('a range in the schema gives “dim” a number', async () => {
  const { calls } = await callsFor('Dim the lights to a warm, romantic level')

  expect(calls).toEqual([{ name: 'set_light_values', args: { brightness: 25, color_temp: 'warm' } }])
})

test('what is missing is asked for', async () => {
  const { calls, text } = await callsFor('Book me a flight, please')

  expect(calls).toEqual([])
  expect(text).toContain('Could you tell me the origin and the destination and the date?')
})

test('a prompt about something else calls nothing', async () => {
  const { calls, text } = await callsFor('Write a haiku about autumn')

  expect(calls).toEqual([])
  expect(text).not.toBe('')
})

test('NONE calls nothing, ANY always calls, and only what is allowed', async () => {
  const none = await callsFor('What is the weather in Oslo?', {
    toolConfig: { functionCallingConfig: { mode: FunctionCallingConfigMode.NONE } },
  })
  const any = await callsFor('Tell me a joke', {
    toolConfig: {
      functionCallingConfig: { mode: FunctionCallingConfigMode.ANY, allowedFunctionNames: ['get_weather'] },
    },
  })

  expect(none.calls).toEqual([])
  expect(any.calls.map(({ name }) => name)).toEqual(['get_weather'])
})

test('the answers of functions are reported, failures too', async () => {
  await using connected = await connect()
  const call = (id: string, location: string) => ({
    functionCall: { id, name: 'get_weather', args: { location } },
    thoughtSignature: 'c2ln',
  })
  const response = await connected.ai.models.generateContent({
    model: 'gemini-3-flash-preview',
    contents: [
      { role: 'user', parts: [{ text: 'What is the weather like in Boston & New Delhi?' }] },
      { role: 'model', parts: [call('dv8szvqe', 'Boston'), call('j80tal12', 'New Delhi')] },
      {
        role: 'user',
        parts: [
          { functionResponse: { id: 'dv8szvqe', name: 'get_weather', response: { output: '21 C' } } },
          { functionResponse: { id: 'j80tal12', name: 'get_weather', response: { error: 'no data' } } },
        ],
      },
    ],
    config: { tools: [{ functionDeclarations: [GET_WEATHER] }] },
  })

  expect(response.text).toContain(
    '* The weather for Boston: 21 C.\n* I could not get the weather for New Delhi: no data.',
  )
})

test('generation 3 gives ids and signatures, and refuses a call that comes back without its signature', async () => {
  await using connected = await connect()
  const ask = { role: 'user', parts: [{ text: 'What is the weather in Oslo?' }] }
  const config = { tools: [{ functionDeclarations: [GET_WEATHER] }] }
  const model = 'gemini-3-pro-preview'

  const { candidates } = await connected.ai.models.generateContent({ model, contents: [ask], config })
  const part = candidates![0]!.content!.parts![0]!
  const answer = { functionResponse: { id: part.functionCall!.id!, name: 'get_weather', response: { output: 'snow' } } }
  const send = (first: object) =>
    connected.ai.models.generateContent({
      model,
      contents: [ask, { role: 'model', parts: [first] }, { role: 'user', parts: [answer] }],
      config,
    })

  expect(part.functionCall!.id).toMatch(/^[a-z0-9]{8}$/)
  expect(part.thoughtSignature).toMatch(/^[A-Za-z0-9+/=]{40,}$/)
  expect((await send(part)).text).toBe('The weather for Oslo: snow.')
  const error = await apiErrorOf(send({ functionCall: part.functionCall }))
  expect(error.status).toBe(400)
  expect(error.message).toContain(
    'Function call is missing a thought_signature in functionCall parts. This is required for tools to work correctly, ' +
      'and missing thought_signature may lead to degraded model performance. Additional data, function call ' +
      '`default_api:get_weather` , position 2.',
  )
})
