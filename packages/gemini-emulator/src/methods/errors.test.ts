import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { apiErrorOf, connect } from '../testing/connect.ts'

const MODEL = 'gemini-2.5-flash'

/** Posts a body as curl would and gives status, type and parsed answer. */
async function post(url: string, body: unknown, headers: Record<string, string> = { 'x-goog-api-key': 'k' }) {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: text,
  })
  const answer = await response.text()
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    text: answer,
    error: () => JSON.parse(answer).error,
  }
}

async function refusal(body: unknown, model = MODEL): Promise<string> {
  await using connected = await connect()
  const { status, error } = await post(`${connected.emulator.url}/v1beta/models/${model}:generateContent`, body)
  expect(status).toBe(400)
  expect(error()).toMatchObject({ code: 400, status: 'INVALID_ARGUMENT' })
  return error().message
}

const say = (text: string) => ({ role: 'user', parts: [{ text }] })
const call = { role: 'model', parts: [{ functionCall: { name: 'f', args: {} } }] }
const respond = { role: 'user', parts: [{ functionResponse: { name: 'f', response: {} } }] }

test('a bad key is the real 400, no key the real 403', async () => {
  await using connected = await connect({ apiKey: 'invalid-key' })

  const bad = await apiErrorOf(connected.ai.models.generateContent({ model: MODEL, contents: 'hi' }))
  const none = await post(`${connected.emulator.url}/v1/models/${MODEL}:generateContent`, { contents: [say('hi')] }, {})
  const inQuery = await post(
    `${connected.emulator.url}/v1/models/${MODEL}:generateContent?key=k`,
    { contents: [say('hi')] },
    {},
  )

  expect(JSON.parse(bad.message).error).toEqual({
    code: 400,
    message: 'API key not valid. Please pass a valid API key.',
    status: 'INVALID_ARGUMENT',
    details: [
      {
        '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
        reason: 'API_KEY_INVALID',
        domain: 'googleapis.com',
        metadata: { service: 'generativelanguage.googleapis.com' },
      },
      {
        '@type': 'type.googleapis.com/google.rpc.LocalizedMessage',
        locale: 'en-US',
        message: 'API key not valid. Please pass a valid API key.',
      },
    ],
  })
  expect(none.status).toBe(403)
  expect(none.error()).toMatchObject({ status: 'PERMISSION_DENIED' })
  expect(inQuery.status).toBe(200)
})

test('an unknown field is named with its place', async () => {
  await using connected = await connect()
  const body = { contents: { parts: { role: 'user', text: 'hi' } }, generation_config: { temprature: 1 } }

  const { error } = await post(`${connected.emulator.url}/v1beta/models/${MODEL}:generateContent`, body)

  expect(error().details).toEqual([
    {
      '@type': 'type.googleapis.com/google.rpc.BadRequest',
      fieldViolations: [
        {
          field: 'contents.parts',
          description: `Invalid JSON payload received. Unknown name "role" at 'contents.parts': Cannot find field.`,
        },
        {
          field: 'generation_config',
          description: `Invalid JSON payload received. Unknown name "temprature" at 'generation_config': Cannot find field.`,
        },
      ],
    },
  ])
})

test.each([
  ['contents is not specified', {}],
  ['contents is not specified', { contents: [] }],
  ['contents.parts must not be empty', { contents: [{ role: 'user', parts: [] }] }],
  ["required oneof field 'data'", { contents: [{ role: 'user', parts: [{}] }] }],
  ['Please use a valid role: user, model.', { contents: [{ role: 'assistant', parts: [{ text: 'x' }] }] }],
  [`Invalid value at 'contents[0].parts[0].text' (TYPE_STRING), 5`, { contents: [{ parts: [{ text: 5 }] }] }],
  ['temperature must be in the range', { contents: [say('x')], generationConfig: { temperature: 3 } }],
  ['candidate_count must be in the range', { contents: [say('x')], generationConfig: { candidateCount: 9 } }],
  ['Invalid JSON payload received', '{"contents": ['],
  ['function call turn comes immediately after a user turn', { contents: [call, respond] }],
  ['function response turn comes immediately after a function call turn', { contents: [say('x'), respond] }],
  [
    'equal to the number of function call parts',
    { contents: [say('x'), call, { role: 'user', parts: [...respond.parts, ...respond.parts] }] },
  ],
  ['Invalid function name', { contents: [say('x')], tools: [{ functionDeclarations: [{ name: '1 bad' }] }] }],
  [
    'Duplicate function declaration found: f',
    { contents: [say('x')], tools: [{ functionDeclarations: [{ name: 'f' }, { name: 'f' }] }] },
  ],
  [
    "Function calling with a response mime type: 'application/json' is unsupported",
    {
      contents: [say('x')],
      tools: [{ functionDeclarations: [{ name: 'f' }] }],
      generationConfig: { responseMimeType: 'application/json' },
    },
  ],
])('400: %s', async (message, body) => {
  expect(await refusal(body)).toContain(message)
})

test('a model without thinking refuses thoughts', async () => {
  const body = { contents: [say('x')], generationConfig: { thinkingConfig: { includeThoughts: true } } }

  expect(await refusal(body, 'gemini-2.0-flash')).toBe('Thinking is not enabled for models/gemini-2.0-flash')
})

test('snake_case is understood, and null is absent', async () => {
  await using connected = await connect()
  const body = {
    contents: [say('The opposite of hot is')],
    generation_config: {
      max_output_tokens: '64',
      stop_sequences: ['hot'],
      top_k: null,
      thinking_config: { include_thoughts: true },
    },
  }

  const { status, text } = await post(`${connected.emulator.url}/v1beta/models/${MODEL}:generateContent`, body)

  expect(status).toBe(200)
  expect(JSON.parse(text).candidates[0].content.parts).toEqual([
    expect.objectContaining({ thought: true }),
    { text: 'The opposite of ' },
  ])
})

test('the refusal of a stream is typed as a stream, so that the client wraps it', async () => {
  await using connected = await connect()

  const raw = await post(`${connected.emulator.url}/v1/models/gemini-9:streamGenerateContent?alt=sse`, {
    contents: [say('x')],
  })
  const error = await apiErrorOf(connected.ai.models.generateContentStream({ model: 'gemini-9', contents: 'x' }))

  expect(raw).toMatchObject({ status: 404, type: 'text/event-stream' })
  expect(raw.text).not.toContain('data:')
  expect(JSON.parse(JSON.parse(error.message).error.message).error.status).toBe('NOT_FOUND')
})

test('a body over the limit is refused without being kept', async () => {
  await using connected = await connect({ bodyLimitBytes: 1000 })

  const { status, error } = await post(`${connected.emulator.url}/v1/models/${MODEL}:generateContent`, {
    contents: [say('x'.repeat(2000))],
  })

  expect(status).toBe(400)
  expect(error().message).toBe('Request payload size exceeds the limit: 1000 bytes.')
})

test('a body over the limit of 20 MiB hears so, though it is still being sent', async () => {
  await using connected = await connect()
  const contents = [say('x'.repeat(25 * 1024 * 1024))]

  const { status, error } = await post(`${connected.emulator.url}/v1/models/${MODEL}:generateContent`, { contents })

  expect(status).toBe(400)
  expect(error().message).toBe('Request payload size exceeds the limit: 20971520 bytes.')
})

test('gzip is read, and broken gzip is the client’s mistake', async () => {
  await using connected = await connect()
  const url = `${connected.emulator.url}/v1/models/${MODEL}:generateContent`
  const headers = { 'x-goog-api-key': 'k', 'content-encoding': 'gzip' }
  const body = gzipSync(JSON.stringify({ contents: [say('The opposite of hot is')] }))

  const good = await fetch(url, { method: 'POST', headers, body })
  const broken = await fetch(url, { method: 'POST', headers, body: 'not gzip' })

  expect(good.status).toBe(200)
  expect(broken.status).toBe(400)
})

test('an unknown path and an unknown method are 404', async () => {
  await using connected = await connect()

  expect((await post(`${connected.emulator.url}/v2/nothing`, {})).status).toBe(404)
  expect((await post(`${connected.emulator.url}/v1/models/${MODEL}:dance`, {})).status).toBe(404)
})

test('what fits no model method is refused in the words of the method', async () => {
  await using connected = await connect()

  const { error } = await post(`${connected.emulator.url}/v1beta/models/gemini-embedding-001:generateContent`, {
    contents: [say('x')],
  })

  expect(error().message).toContain(
    'models/gemini-embedding-001 is not found for API version v1beta, or is not supported for generateContent.',
  )
})
