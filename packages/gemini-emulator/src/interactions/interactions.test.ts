import { expect, test } from 'vitest'
import { startEmulator } from '../start-emulator.ts'
import { connect } from '../testing/connect.ts'

const MULTIPLY = {
  type: 'function' as const,
  name: 'multiply',
  description: 'Returns a * b.',
  parameters: { type: 'object', properties: { a: { type: 'number' }, b: { type: 'number' } }, required: ['a', 'b'] },
}
const CATS = 'I have 57 cats, each owns 44 mittens, how many mittens is that in total?'

test('a model answers in steps, its tokens counted by kind', async () => {
  await using world = await connect()
  const answer = await world.ai.interactions.create({ model: 'gemini-2.5-flash', input: 'The opposite of hot is' })
  expect(answer.status).toBe('completed')
  expect(answer.steps?.map((step) => step.type)).toEqual(['thought', 'model_output'])
  expect(answer.output_text).toMatch(/cold/i)
  const { usage } = answer
  expect(usage?.total_tokens).toBe(
    usage!.total_input_tokens! + usage!.total_output_tokens! + usage!.total_thought_tokens!,
  )
})

test('a stream tells the same text in events, its last one with usage and without steps', async () => {
  await using world = await connect()
  const stream = await world.ai.interactions.create({
    model: 'gemini-2.5-flash',
    input: 'The opposite of hot is',
    stream: true,
  })
  const events = []
  for await (const event of stream) events.push(event)
  const text = events
    .map((event) => (event.event_type === 'step.delta' && event.delta.type === 'text' ? event.delta.text : ''))
    .join('')
  expect(text).toMatch(/cold/i)
  expect(events[0]?.event_type).toBe('interaction.created')
  const last = events.at(-1)
  if (last?.event_type !== 'interaction.completed') throw new Error(`the last event is ${last?.event_type}`)
  expect(last.interaction.usage?.total_tokens).toBeGreaterThan(0)
  expect(last.interaction.steps).toBeUndefined()
})

test('a function call waits for its result, which the next interaction brings', async () => {
  await using world = await connect()
  const { interactions } = world.ai
  const asked = await interactions.create({ model: 'gemini-3.5-flash', input: CATS, tools: [MULTIPLY] })
  expect(asked.status).toBe('requires_action')
  const call = asked.steps?.find((step) => step.type === 'function_call')
  expect(call).toMatchObject({ name: 'multiply', arguments: { a: 57, b: 44 } })
  const answered = await interactions.create({
    model: 'gemini-3.5-flash',
    previous_interaction_id: asked.id,
    tools: [MULTIPLY],
    input: [{ type: 'function_result', call_id: call!.id, name: 'multiply', result: '2508' }],
  })
  expect(answered.status).toBe('completed')
  expect(answered.output_text).toMatch(/2,?508/)
})

test('an agent in the background is asked for until it is done, and can be cancelled and deleted', async () => {
  await using world = await connect()
  const { interactions } = world.ai
  const agent = 'deep-research-pro-preview-12-2025'
  const begun = await interactions.create({ agent, input: 'Rivers of Europe', background: true })
  expect(begun).toMatchObject({ status: 'in_progress', agent })
  expect(begun.output_text).toBeUndefined()
  expect((await interactions.get(begun.id)).status).toBe('in_progress')
  const done = await interactions.get(begun.id)
  expect(done.status).toBe('completed')
  expect(done.usage?.total_tokens).toBeGreaterThan(0)

  const other = await interactions.create({ agent, input: 'Rivers of Asia', background: true })
  expect((await interactions.cancel(other.id)).status).toBe('cancelled')
  await interactions.delete(other.id)
  await expect(interactions.get(other.id)).rejects.toMatchObject({ status: 404 })
})

test('what is wrong with a request is said in words of this API', async () => {
  await using world = await connect()
  const failed = world.ai.interactions.create({ model: 'gemini-9', input: 'Hello' })
  await expect(failed).rejects.toMatchObject({ name: 'NotFoundError', status: 404 })
})

test('a text that is cut is an incomplete interaction', async () => {
  await using world = await connect()
  const answer = await world.ai.interactions.create({
    model: 'gemini-2.0-flash',
    input: 'Explain rivers',
    generation_config: { max_output_tokens: 3 },
  })
  expect(answer.status).toBe('incomplete')
})

test('a search of the server is a pair of steps before the answer', async () => {
  await using world = await connect()
  const answer = await world.ai.interactions.create({
    model: 'gemini-2.5-flash',
    input: 'The opposite of hot is',
    tools: [{ type: 'google_search' }],
  })
  const types = answer.steps?.map((step) => step.type)
  expect(types).toEqual(['thought', 'google_search_call', 'google_search_result', 'model_output'])
})

test('an asked error comes as an event of the stream', async () => {
  await using world = await connect()
  const stream = await world.ai.interactions.create(
    { model: 'gemini-2.5-flash', input: 'The opposite of hot is', stream: true, background: false },
    { headers: { 'x-emulator-fault': 'stream-error:3' } },
  )
  const events = []
  for await (const event of stream) events.push(event)
  expect(events.at(-1)).toMatchObject({ event_type: 'error', error: { code: 'unavailable' } })
})

test('recorded answers are given by name, to the letter', async () => {
  await using emulator = await startEmulator()
  const ask = async (scenario: string): Promise<string> => {
    const headers = { 'x-goog-api-key': 'any', 'x-emulator-scenario': scenario }
    const answer = await fetch(`${emulator.url}/v1/interactions`, { method: 'POST', headers, body: '{}' })
    return answer.text()
  }
  expect(JSON.parse(await ask('int-res'))).toMatchObject({ status: 'completed', usage: { total_tokens: 233 } })
  expect(JSON.parse(await ask('int-fc'))).toMatchObject({ id: 'v1_fc1', status: 'requires_action' })
  const events = await ask('int-sse')
  expect(events.split('\n\n')[0]).toBe(
    'event: interaction.created\ndata: {"interaction":{"id":"v1_abc","status":"in_progress","object":"interaction",' +
      '"model":"gemini-2.5-flash"},"event_type":"interaction.created"}',
  )
  expect(events.endsWith('event: done\ndata: [DONE]\n\n')).toBe(true)
})
