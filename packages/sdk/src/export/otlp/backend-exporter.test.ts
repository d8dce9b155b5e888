import { readTraceRequestJson, type OtlpSpan } from '@loupe-ai/wire'
import { createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'

import type { Environment, InitOptions } from '../../config.ts'
import { startReceiver, type Receiver } from '../../testing/start-receiver.ts'
import { testLoupe, type TestLoupe } from '../../testing/test-loupe.ts'

const loupeFor = (options: InitOptions, env: Environment = {}): TestLoupe =>
  testLoupe({ export: 'otlp', spool: false, ...options }, env)

const jsonAt = (span: OtlpSpan | undefined, key: string): unknown => JSON.parse(String(span?.attributes[key]))

function ask(loupe: TestLoupe, inputs: unknown, outputs: unknown, attributes: Record<string, string> = {}): void {
  loupe.withSpan((span) => span.setOutputs(outputs), { name: 'ask', inputs, attributes })
}

const TOOLS = [{ functionDeclarations: [{ name: 'add' }] }, { googleSearch: {} }]
const REQUEST = {
  model: 'gemini-2.5-flash',
  contents: [
    { role: 'user', parts: [{ text: 'What is 1 + 2?' }, { fileData: { mimeType: 'video/mp4', fileUri: 'gs://a' } }] },
    {
      role: 'model',
      parts: [{ text: 'hm', thought: true }, { functionCall: { id: '1', name: 'add', args: { a: 1 } } }],
    },
    { role: 'user', parts: [{ functionResponse: { id: '1', name: 'add', response: { sum: 3 } } }] },
  ],
  config: { systemInstruction: 'Be brief.', tools: TOOLS },
}
const ANSWER = {
  candidates: [
    { content: { role: 'model', parts: [{ text: '3' }] }, finishReason: 'STOP' },
    {
      content: { role: 'model', parts: [{ executableCode: { code: '1+2', language: 'PYTHON' } }] },
      finishReason: 'MAX_TOKENS',
    },
  ],
}

test("messages go under OpenTelemetry's names, once", async () => {
  await using backend = await startReceiver()
  await using loupe = loupeFor({ otlp: { endpoint: backend.url } })
  const tools = [{ type: 'function', function: { name: 'add', description: 'sums', parameters: { type: 'object' } } }]
  ask(loupe, REQUEST, ANSWER, { 'mlflow.chat.tools': JSON.stringify(tools) })
  expect(await loupe.flushTraces()).toMatchObject({ delivered: 1 })

  const [span] = backend.spans
  expect(jsonAt(span, 'gen_ai.input.messages')).toEqual([
    {
      role: 'user',
      parts: [
        { type: 'text', content: 'What is 1 + 2?' },
        { type: 'uri', modality: 'video', mime_type: 'video/mp4', uri: 'gs://a' },
      ],
    },
    {
      role: 'assistant',
      parts: [
        { type: 'reasoning', content: 'hm' },
        { type: 'tool_call', id: '1', name: 'add', arguments: { a: 1 } },
      ],
    },
    { role: 'tool', parts: [{ type: 'tool_call_response', id: '1', response: { sum: 3 } }] },
  ])
  expect(jsonAt(span, 'gen_ai.output.messages')).toEqual([
    { role: 'assistant', parts: [{ type: 'text', content: '3' }], finish_reason: 'stop' },
    {
      role: 'assistant',
      parts: [
        {
          type: 'server_tool_call',
          name: 'code_execution',
          server_tool_call: { type: 'code_execution', code: '1+2', language: 'PYTHON' },
        },
      ],
      finish_reason: 'length',
    },
  ])
  expect(jsonAt(span, 'gen_ai.system_instructions')).toEqual([{ type: 'text', content: 'Be brief.' }])
  expect(jsonAt(span, 'gen_ai.tool.definitions')).toEqual([
    { type: 'function', name: 'add', description: 'sums', parameters: { type: 'object' } },
    { type: 'googleSearch', name: 'googleSearch' },
  ])
  expect(Object.keys(span!.attributes).filter((key) => key.startsWith('mlflow.span'))).toEqual([])
})

test('a message ends as the span says it does', async () => {
  await using backend = await startReceiver()
  await using loupe = loupeFor({ otlp: { endpoint: backend.url } })
  const ended = (finishReason: string, ...parts: unknown[]) => ({ content: { role: 'model', parts }, finishReason })
  const call = { functionCall: { name: 'add', args: {} } }
  const candidates = [ended('STOP', call), ended('LANGUAGE'), ended('OTHER'), ended('CONTINUATION'), ended('STOP')]
  ask(loupe, REQUEST, { candidates })
  await loupe.flushTraces()
  const messages = jsonAt(backend.spans[0], 'gen_ai.output.messages') as { finish_reason?: string }[]
  const reasons = messages.map((message) => message.finish_reason)
  expect(reasons).toEqual(['tool_call', 'content_filter', 'error', undefined, 'stop'])
})

test('what is no message stays, and a chat turn is one message', async () => {
  await using backend = await startReceiver()
  await using loupe = loupeFor({ otlp: { endpoint: backend.url } })
  ask(loupe, { question: 'q' }, [1, 2])
  ask(loupe, { message: ['a', { text: 'b' }] }, 'done')
  await loupe.flushTraces()
  const [plain, chat] = backend.spans
  expect(plain!.attributes).toMatchObject({ 'mlflow.spanInputs': '{"question":"q"}', 'mlflow.spanOutputs': '[1,2]' })
  expect(jsonAt(chat, 'gen_ai.input.messages')).toEqual([
    {
      role: 'user',
      parts: [
        { type: 'text', content: 'a' },
        { type: 'text', content: 'b' },
      ],
    },
  ])
})

test('media are told by type, size and hash, their bytes stay here', async () => {
  await using backend = await startReceiver()
  await using loupe = loupeFor({ otlp: { endpoint: backend.url } })
  const png = Buffer.from('\x89PNG\r\n\x1a\n and some pixels', 'latin1')
  const part = { inlineData: { mimeType: 'image/png', data: png.toString('base64') } }
  ask(loupe, { contents: [part] }, null)
  ask(loupe, { picture: part }, null)
  await loupe.flushTraces()

  const sha256 = createHash('sha256').update(png).digest('hex')
  const [message, plain] = backend.spans
  expect(jsonAt(message, 'gen_ai.input.messages')).toEqual([
    {
      role: 'user',
      parts: [{ type: 'blob', modality: 'image', mime_type: 'image/png', byte_size: png.length, sha256 }],
    },
  ])
  expect(jsonAt(plain, 'mlflow.spanInputs')).toEqual({
    picture: { inlineData: { mimeType: 'image/png', data: { mimeType: 'image/png', bytes: png.length, sha256 } } },
  })
  expect(backend.requests.map(({ method, url }) => `${method} ${url}`)).toEqual(['POST /v1/traces'])
})

test('the environment counts when this export is asked for, what is said of traces most', async () => {
  await using backend = await startReceiver()
  await using tracking = await startReceiver()
  const env = {
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${backend.url}/custom/v1/traces`,
    OTEL_EXPORTER_OTLP_HEADERS: 'api-key=a%20b, x-more = 1',
    OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
  }
  await using asked = loupeFor({}, env)
  ask(asked, 1, 2)
  await asked.flushTraces()
  const [request] = backend.requests
  expect(request).toMatchObject({
    url: '/custom/v1/traces',
    headers: { 'api-key': 'a b', 'x-more': '1', 'content-encoding': 'gzip', 'content-type': 'application/x-protobuf' },
  })

  await using notAsked = testLoupe({ trackingUri: tracking.url, spool: false }, env)
  ask(notAsked, 1, 2)
  await notAsked.flushTraces()
  expect(tracking.spans).toHaveLength(1)
  expect(backend.requests).toHaveLength(1)
})

test('JSON is spoken too, and an unknown protocol is told', async () => {
  await using backend: Receiver = await startReceiver({ answer: () => ({ status: 202 }) })
  await using loupe = loupeFor({ otlp: { endpoint: backend.url, protocol: 'http/json', compression: 'gzip' } })
  ask(loupe, 1, 2)
  await loupe.flushTraces()
  const [request] = backend.requests
  expect(request!.headers['content-type']).toBe('application/json')
  const read = readTraceRequestJson(gunzipSync(request!.body).toString())
  expect(read).toMatchObject({ ok: true, value: { resourceSpans: [{ scopeSpans: [{ spans: [{ name: 'ask' }] }] }] } })

  await using grpc = loupeFor({}, { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' })
  ask(grpc, 1, 2)
  expect(await grpc.flushTraces()).toMatchObject({ refused: 1 })
  expect(grpc.lines.join()).toContain('use http/protobuf or http/json')
})

test('with both, each span goes to both, and one that is away holds the other up no longer', async () => {
  await using tracking = await startReceiver()
  await using backend = await startReceiver()
  await using loupe = testLoupe({
    trackingUri: tracking.url,
    export: 'both',
    otlp: { endpoint: backend.url },
    spool: false,
  })
  ask(loupe, REQUEST, ANSWER)
  await loupe.flushTraces()
  expect(tracking.spans).toHaveLength(1)
  expect(backend.spans).toHaveLength(1)
  expect(tracking.spans[0]!.attributes).toHaveProperty(['mlflow.spanInputs'])
  expect(backend.spans[0]!.attributes).toHaveProperty(['gen_ai.input.messages'])

  await backend.close()
  ask(loupe, REQUEST, ANSWER)
  await loupe.flushTraces()
  expect(tracking.spans).toHaveLength(2)
})

test('only spans that have ended are sent', async () => {
  await using backend = await startReceiver({ answer: () => ({ status: 200, headers: { 'x-loupe-version': '1' } }) })
  await using loupe = loupeFor({ otlp: { endpoint: backend.url }, batch: { showRunningAfterMillis: 1 } })
  const open = loupe.startSpan({ name: 'open' })
  ask(loupe, 1, 2)
  await loupe.flushTraces()
  ask(loupe, 1, 2)
  await loupe.flushTraces()
  expect(backend.spans.map(({ name }) => name)).toEqual(['ask', 'ask'])
  open.end()
})
