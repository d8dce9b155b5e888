import type { GenerateContentResponse } from '@google/genai'
import { GenerateVideosOperation, GoogleGenAI } from '@google/genai'
import { expect, test } from 'vitest'
import { apiErrorOf, connect, connectVertex } from '../testing/connect.ts'
import { SCENARIO_HEADER, SCENARIOS } from './answer-scenario.ts'
import ANSWERS from './answers.json' with { type: 'json' }
import ERRORS from './errors.json' with { type: 'json' }
import OTHERS from './others.json' with { type: 'json' }
import REQUESTS from './requests.json' with { type: 'json' }
import STREAMS from './streams.json' with { type: 'json' }

const MODEL = 'gemini-2.5-flash'
const asking = (name: string) => ({ httpOptions: { headers: { [SCENARIO_HEADER]: name } } })

/** What a program would see of a response: without the headers, and without what has no value. */
function plain(response: object): Record<string, unknown> {
  const { sdkHttpResponse: _, ...rest } = JSON.parse(JSON.stringify(response)) as Record<string, unknown>
  return rest
}

/** The SDK drops finishMessage with an API key and renames citationSources. */
function asSdkGives(answer: object): unknown {
  const text = JSON.stringify(answer, (name, value: unknown) => (name === 'finishMessage' ? undefined : value))
  return JSON.parse(text.replace('"citationSources"', '"citations"'))
}

const unary = Object.entries(ANSWERS).filter(([name]) => !['gc-continuation', 'vertex-gc'].includes(name))

test.each(unary)('%s comes through the SDK as it is written', async (name, answer) => {
  await using connected = await connect()

  const response = await connected.ai.models.generateContent({ model: 'any', contents: 'x', config: asking(name) })

  expect(plain(response)).toEqual(asSdkGives(answer))
})

test('vertex-gc comes through the SDK as it is written', async () => {
  await using connected = await connectVertex()

  const response = await connected.ai.models.generateContent({
    model: MODEL,
    contents: 'x',
    config: asking('vertex-gc'),
  })

  expect(plain(response)).toEqual(ANSWERS['vertex-gc'])
})

test('gc-continuation is continued by the SDK, which adds both up', async () => {
  await using connected = await connect()

  const response = await connected.ai.models.generateContent({
    model: MODEL,
    contents: 'The opposite of hot is',
    config: asking('gc-continuation'),
  })

  expect(response.text).toBe('Part one, The opposite of hot is **cold**.')
  expect(response.candidates![0]!.finishReason).toBe('STOP')
  expect(response.usageMetadata!.promptTokenCount).toBe(10 + 6)
})

const streams = Object.entries(STREAMS).filter(([name]) => name !== 'sse-error')

test.each(streams)('%s comes through the SDK chunk by chunk', async (name, written) => {
  await using connected = await connect()

  const chunks: GenerateContentResponse[] = []
  const stream = await connected.ai.models.generateContentStream({ model: MODEL, contents: 'x', config: asking(name) })
  for await (const chunk of stream) chunks.push(chunk)

  expect(chunks.map(plain)).toEqual(written)
})

test('sse-error breaks after its first chunk', async () => {
  await using connected = await connect()
  const request = { model: MODEL, contents: 'x', config: asking('sse-error') }

  const stream = await connected.ai.models.generateContentStream(request)
  const first = await stream.next()
  const error = await apiErrorOf(stream.next())

  expect(plain(first.value as object)).toEqual(STREAMS['sse-error'][0])
  expect(error.status).toBe(503)
  expect(error.message).toContain('got status: UNAVAILABLE.')
})

test('a stream is written byte for byte as the service writes it', async () => {
  await using connected = await connect()
  const url = `${connected.emulator.url}/v1/models/${MODEL}:streamGenerateContent?alt=sse&key=k`

  const response = await fetch(url, { method: 'POST', headers: { [SCENARIO_HEADER]: 'sse-20' }, body: '{}' })

  expect(await response.text()).toBe(
    'data: {"candidates": [{"content": {"parts": [{"text": "Cold"}],"role": "model"}}],"usageMetadata": {"promptTokenCount": 6,"totalTokenCount": 6,"promptTokensDetails": [{"modality": "TEXT","tokenCount": 6}],"serviceTier": "standard"},"modelVersion": "gemini-2.0-flash","responseId": "jNcEavSuHfWA7_UP9-uokQs"}\r\n\r\n' +
      'data: {"candidates": [{"content": {"parts": [{"text": ".\\n"}],"role": "model"},"finishReason": "STOP"}],"usageMetadata": {"promptTokenCount": 5,"candidatesTokenCount": 2,"totalTokenCount": 7,"promptTokensDetails": [{"modality": "TEXT","tokenCount": 5}],"candidatesTokensDetails": [{"modality": "TEXT","tokenCount": 2}],"serviceTier": "standard"},"modelVersion": "gemini-2.0-flash","responseId": "jNcEavSuHfWA7_UP9-uokQs"}\r\n\r\n',
  )
})

test.each(Object.entries(ERRORS))('%s is thrown with its status and its whole body', async (name, written) => {
  await using connected = await connect()

  const error = await apiErrorOf(
    connected.ai.models.generateContent({ model: MODEL, contents: 'x', config: asking(name) }),
  )
  const elsewhere = await apiErrorOf(connected.ai.files.get({ name: 'files/x', config: asking(name) }))

  expect(error.status).toBe(written.error.code)
  expect(JSON.parse(error.message)).toEqual(written)
  expect(elsewhere.status).toBe(written.error.code)
})

// That of interactions is tried where they are.
const ours = Object.entries(REQUESTS).filter(([name]) => !name.startsWith('int-'))

test.each(ours)('%s is accepted, and nothing else is', async (name, body) => {
  await using connected = await connect()
  const [model, method] =
    name === 'embed-req'
      ? ['gemini-embedding-001', 'batchEmbedContents']
      : [MODEL, name === 'batch-req' ? 'batchGenerateContent' : 'generateContent']
  const post = (sent: object): Promise<Response> =>
    fetch(`${connected.emulator.url}/v1/models/${model}:${method}?key=k`, {
      method: 'POST',
      headers: { [SCENARIO_HEADER]: name },
      body: JSON.stringify(sent),
    })

  const accepted = await post(body)
  const refused = await post({ ...body, store: true })

  expect(await accepted.text()).not.toContain('"error"')
  expect(accepted.status).toBe(200)
  expect(refused.status).toBe(400)
  expect(await refused.text()).toContain('store is too much')
})

test('the SDK’s first request is the one that is written', async () => {
  await using connected = await connect()
  const httpOptions = { baseUrl: connected.emulator.url, ...asking('nb1-req').httpOptions }
  const { models } = new GoogleGenAI({ apiKey: 'k', httpOptions })

  const response = await models.generateContent({ model: MODEL, contents: 'The opposite of hot is' })
  const other = await apiErrorOf(models.generateContent({ model: MODEL, contents: 'Something else' }))

  expect(response.text).toBe('The opposite of hot is **cold**.')
  expect(other.message).toContain('contents[0].parts[0].text is')
})

test('the other answers come through the methods that they belong to', async () => {
  await using connected = await connect()
  const { ai } = connected
  const operation = new GenerateVideosOperation()
  operation.name = 'models/veo-3.0-generate-001/operations/abc'

  const embedded = await ai.models.embedContent({
    model: 'gemini-embedding-001',
    contents: 'x',
    config: asking('embed-res'),
  })
  const counted = await ai.models.countTokens({ model: MODEL, contents: 'x', config: asking('count-res') })
  const models = await ai.models.list({ config: asking('models-list') })
  const cache = await ai.caches.get({ name: 'cachedContents/x', config: asking('cache-res') })
  const file = await ai.files.upload({
    file: new Blob(['hello'], { type: 'text/plain' }),
    config: asking('file-final'),
  })
  const batch = await ai.batches.get({ name: 'batches/9f3k2', config: asking('batch-done') })
  const video = await ai.operations.getVideosOperation({ operation, config: asking('video-done') })

  expect(plain(embedded)).toEqual(OTHERS['embed-res'])
  expect(counted.totalTokens).toBe(OTHERS['count-res'].totalTokens)
  expect(models.page.map(({ name }) => name)).toEqual(OTHERS['models-list'].models.map(({ name }) => name))
  expect(plain(cache)).toEqual(OTHERS['cache-res'])
  expect(plain(file)).toEqual(OTHERS['file-final'].file)
  expect(batch).toMatchObject({ name: 'batches/9f3k2', state: 'JOB_STATE_SUCCEEDED', displayName: 'd' })
  expect(batch.dest!.inlinedResponses![1]!.error).toEqual({ code: 3, message: 'bad request' })
  expect(video.response!.generatedVideos![0]!.video!.uri).toBe(
    'https://generativelanguage.googleapis.com/v1beta/files/vid1:download?alt=media',
  )
})

test('an unknown scenario is refused by name', async () => {
  await using connected = await connect()

  const { status, message } = await apiErrorOf(
    connected.ai.models.generateContent({ model: MODEL, contents: 'x', config: asking('gc-plane') }),
  )

  expect(status).toBe(400)
  expect(message).toContain('unknown scenario “gc-plane”')
  expect(SCENARIOS).toContain('gc-plain')
})
