import { MLFLOW } from '@loupe-ai/model'
import { expect, test } from 'vitest'
import type { CallableTool } from '@google/genai'

import { EVERY_COPY, GENAI_COPIES } from './instrument/testing/genai-copies.ts'
import type { Genai } from './instrument/testing/genai-copies.ts'
import { answer, chunk, error, json, sse, startScriptedGemini, usage } from './instrument/testing/scripted-gemini.ts'
import type { InitOptions } from './config.ts'
import { startReceiver } from './testing/start-receiver.ts'
import type { ReceivedSpan } from './testing/start-receiver.ts'
import { testLoupe } from './testing/test-loupe.ts'
import type { TestLoupe } from './testing/test-loupe.ts'

/** One canary for each place. No two share a word, so that what leaks says whence. */
const KEY = 'AIzaSyCANARYkeyCANARYkeyCANARYkey0123456'
const CREDENTIALS = [
  KEY,
  'canary-bearer',
  'canary-call-header',
  'canary-mcp-header',
  'canary-mcp-address',
  'canary-maps-key',
  'canary-cookie',
]
const CONTENT = [
  'canary-contents',
  'canary-system',
  'canary-history',
  'canary-message',
  'canary-declaration',
  'canary-parameter',
  'canary-callable',
  'canary-argument',
  'canary-tool-result',
  'canary-tool-error',
  'canary-answer',
  'canary-thought',
  'canary-finish-message',
  'canary-block-message',
  'canary-stop',
  'canary-label',
  'canary-inline',
  'canary-schema',
  'canary-error-words',
  'canary-stream-error',
  'canary-embedded',
  'canary-counted',
  'canary-thrown',
  'canary-extra-body',
]

const MODEL = 'gemini-2.5-flash'
const inline = Buffer.from('canary-inline').toString('base64')

function callableTool(callTool: CallableTool['callTool']): CallableTool {
  return {
    tool: async () => ({
      functionDeclarations: [
        { name: 'lookUp', description: 'canary-callable', parameters: { type: 'OBJECT' as never } },
      ],
    }),
    callTool,
  }
}

/** Calls that carry every canary somewhere, among them calls that fail. */
async function plantCanaries(loupe: TestLoupe, genai: Genai): Promise<void> {
  await using server = await startScriptedGemini()
  const ai = new genai.GoogleGenAI({
    apiKey: KEY,
    httpOptions: { baseUrl: server.url, headers: { authorization: 'Bearer canary-bearer', cookie: 'canary-cookie' } },
  })
  const toolCall = { functionCall: { name: 'lookUp', args: { query: 'canary-argument' } } }
  server.answer(
    json(answer([{ text: 'canary-thought', thought: true }, { text: 'canary-answer' }])),
    json(answer([toolCall])),
    json(answer([{ text: 'canary-answer' }])),
    json(answer([toolCall])),
    json(answer([{ text: 'canary-answer' }])),
    sse(chunk([{ text: 'canary-answer' }], 'STOP', usage(1, 1))),
    json({ promptFeedback: { blockReason: 'SAFETY', blockReasonMessage: 'canary-block-message' } }),
    error(400, 'INVALID_ARGUMENT', `canary-error-words: API key ${KEY} is not valid.`, [
      { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID' },
    ]),
    sse(chunk([{ text: 'canary-answer' }]), {
      error: { code: 503, message: 'canary-stream-error', status: 'UNAVAILABLE' },
    }),
    json({ embeddings: [{ values: [0.5] }] }),
    json({ totalTokens: 3 }),
    json({ candidates: [{ finishReason: 'SAFETY', finishMessage: 'canary-finish-message' }] }),
  )
  await ai.models.generateContent({
    model: MODEL,
    contents: [
      { role: 'user', parts: [{ text: 'canary-contents' }, { inlineData: { data: inline, mimeType: 'text/plain' } }] },
    ],
    config: {
      systemInstruction: 'canary-system',
      stopSequences: ['canary-stop'],
      responseJsonSchema: { type: 'object', description: 'canary-schema' },
      httpOptions: {
        headers: { 'x-goog-api-key': KEY, 'x-mine': 'canary-call-header' },
        extraBody: { a: 'canary-extra-body' },
      },
      tools: [
        {
          functionDeclarations: [
            {
              name: 'declared',
              description: 'canary-declaration',
              parametersJsonSchema: { title: 'canary-parameter' },
            },
          ],
        },
        { googleMaps: { authConfig: { apiKey: 'canary-maps-key' } } } as never,
        {
          mcpServers: [
            {
              name: 'm',
              streamableHttpTransport: {
                url: 'http://x?token=canary-mcp-address',
                headers: { authorization: 'canary-mcp-header' },
              },
            },
          ],
        } as never,
      ],
    },
  })
  const works = callableTool(async () => [
    { functionResponse: { name: 'lookUp', response: { found: 'canary-tool-result' } } },
  ])
  const fails = callableTool(async () => [
    { functionResponse: { name: 'lookUp', response: { error: 'canary-tool-error' } } },
  ])
  await ai.models.generateContent({ model: MODEL, contents: 'canary-contents', config: { tools: [works] } })
  const history = [{ role: 'user', parts: [{ text: 'canary-history' }] }]
  const chat = ai.chats.create({ model: MODEL, config: { tools: [fails] }, history })
  await chat.sendMessage({ message: 'canary-message' })
  for await (const _ of await ai.models.generateContentStream({ model: MODEL, contents: 'canary-contents' }));
  await ai.models.generateContent({ model: MODEL, contents: 'canary-contents' })
  await ai.models.generateContent({ model: MODEL, contents: 'canary-contents' }).catch(() => {})
  try {
    for await (const _ of await ai.models.generateContentStream({ model: MODEL, contents: 'canary-contents' }));
  } catch {}
  await ai.models.embedContent({ model: MODEL, contents: 'canary-embedded' })
  await ai.models.countTokens({ model: MODEL, contents: 'canary-counted' })
  // With an API key alone the SDK drops the finish message.
  const vertex = new genai.GoogleGenAI({ vertexai: true, apiKey: KEY, httpOptions: { baseUrl: server.url } })
  await vertex.models.generateContent({ model: MODEL, contents: 'canary-contents' })
  try {
    loupe.withSpan(
      () => {
        throw new Error('canary-thrown')
      },
      { name: 'mine', inputs: { label: 'canary-label' } },
    )
  } catch {}
}

interface Sent {
  /** Every byte that left, headers and addresses too. */
  readonly text: string
  readonly spans: readonly ReceivedSpan[]
}

async function sentWith(
  options: InitOptions,
  env: Record<string, string>,
  run: (loupe: TestLoupe) => Promise<void>,
): Promise<Sent> {
  await using receiver = await startReceiver()
  await using loupe = testLoupe({ ...options, trackingUri: receiver.url }, env)
  loupe.gemini.autolog(EVERY_COPY)
  try {
    await run(loupe)
  } finally {
    loupe.gemini.autolog({ disable: true })
  }
  await loupe.flushTraces()
  const requests = receiver.requests.map(({ url, headers, body }) => {
    const { gunzipSync } = process.getBuiltinModule('node:zlib')
    const plain = headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body
    return `${url} ${JSON.stringify(headers)} ${plain.toString('utf8')}`
  })
  return { text: requests.join('\n'), spans: receiver.spans.filter(({ endTimeUnixNano }) => endTimeUnixNano > 0n) }
}

const leaked = (sent: Sent, canaries: readonly string[]): string[] =>
  canaries.filter((canary) => sent.text.includes(canary) || sent.text.includes(Buffer.from(canary).toString('base64')))

test.each(GENAI_COPIES)('with the %s copy no credential ever leaves, and content does', async (_, genai) => {
  const sent = await sentWith({}, {}, (loupe) => plantCanaries(loupe, genai))

  expect(leaked(sent, CREDENTIALS)).toEqual([])
  // Each was planted where it can be found: else the tests below would prove nothing.
  expect(leaked(sent, CONTENT)).toEqual(CONTENT)
})

const WAYS_OFF: readonly [
  string,
  InitOptions,
  Record<string, string>,
  (loupe: TestLoupe, genai: Genai) => Promise<void>,
][] = [
  ['by option', { captureContent: false }, {}, plantCanaries],
  ['by environment', {}, { LOUPE_CAPTURE_CONTENT: 'false' }, plantCanaries],
  [
    'below a span',
    {},
    {},
    (loupe, genai) => loupe.withSpan(() => plantCanaries(loupe, genai), { name: 'quiet', captureContent: false }),
  ],
  ['for a call', {}, {}, (loupe, genai) => loupe.withoutContent(() => plantCanaries(loupe, genai))],
]

test.each(WAYS_OFF)('content switched off %s stays in the program, all of it', async (_, options, env, run) => {
  const [, genai] = GENAI_COPIES[0]!

  const sent = await sentWith(options, env, (loupe) => run(loupe, genai))

  expect(leaked(sent, [...CREDENTIALS, ...CONTENT])).toEqual([])
  // What is no content is still there.
  const failed = sent.spans.find(({ attributes }) => attributes['error.type'] === 'INVALID_ARGUMENT')
  expect(failed?.attributes).toMatchObject({
    'http.response.status_code': 400n,
    'gemini.error.reason': 'API_KEY_INVALID',
    'gen_ai.request.model': MODEL,
  })
  expect(failed?.status).toEqual({ code: 2, message: '' })
  expect(failed?.events.map(({ name, attributes }) => [name, attributes])).toEqual([
    ['exception', { 'exception.type': 'ApiError' }],
  ])
  expect(sent.spans.filter(({ name }) => name === 'lookUp').map(({ status }) => status.code)).toEqual([1, 2])
  expect(sent.spans.some(({ attributes }) => attributes['gen_ai.usage.input_tokens'] === 6n)).toBe(true)
})

test('a span may hold content again below where it is switched off', async () => {
  const sent = await sentWith({}, {}, async (loupe) => {
    loupe.withoutContent(() => {
      loupe.withSpan(() => loupe.withSpan(() => 'inner-result', { name: 'inner' }), {
        name: 'loud',
        captureContent: true,
      })
      loupe.withSpan(() => 'quiet-result', { name: 'quiet' })
    })
    loupe.withSpan(() => 'later-result', { name: 'later' })
  })

  const outputs = Object.fromEntries(sent.spans.map(({ name, attributes }) => [name, attributes[MLFLOW.spanOutputs]]))
  expect(outputs).toEqual({
    inner: '"inner-result"',
    loud: '"inner-result"',
    quiet: undefined,
    later: '"later-result"',
  })
})
