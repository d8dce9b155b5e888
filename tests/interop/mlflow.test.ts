import { GoogleGenAI } from '@google/genai'
import { startEmulator } from '@loupe-ai/gemini-emulator'
import { createLoupe, type Loupe } from '@loupe-ai/sdk'
import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { startMlflow, type MlflowServer, type ReadTrace } from './start-mlflow.ts'

const python = process.env['LOUPE_MLFLOW_PYTHON']

function sdkFor(trackingUri: string): { loupe: Loupe; lines: string[] } {
  const lines: string[] = []
  const options = { trackingUri, experimentName: 'interop', spool: false } as const
  const loupe = createLoupe(options, { env: { USER: 'ann' }, write: (line) => lines.push(line) })
  return { loupe, lines }
}

// The server is not a package of npm: scripts/interop.mjs brings it.
describe.skipIf(python === undefined)('to a real MLflow server', () => {
  let mlflow: MlflowServer

  beforeAll(async () => {
    mlflow = await startMlflow(python!)
  }, 90_000)

  afterAll(async () => {
    await mlflow?.[Symbol.asyncDispose]()
  })

  async function traced(work: (loupe: Loupe) => Promise<void>, url: string = mlflow.url): Promise<ReadTrace> {
    const { loupe, lines } = sdkFor(url)
    await work(loupe)
    expect(await loupe.flushTraces({ timeoutMillis: 20_000 })).toMatchObject({ kept: 0, refused: 0, dropped: 0 })
    expect(lines).toEqual([])
    await loupe.shutdown()
    const [trace] = await mlflow.read(loupe.getLastActiveTraceId()!)
    return trace!
  }

  test('its own client reads what was asked and answered, the tokens, and what was said of the trace', async () => {
    await using emulator = await startEmulator()
    const trace = await traced(async (loupe) => {
      const ai = loupe.gemini.tracedClient(new GoogleGenAI({ apiKey: 'none', httpOptions: { baseUrl: emulator.url } }))
      await loupe.withSpan(
        async () => {
          loupe.updateCurrentTrace({
            sessionId: 's-1',
            userId: 'u-1',
            tags: { env: 'prod' },
            metadata: { build: '7' },
            clientRequestId: 'r-1',
          })
          const answer = await ai.models.generateContent({ model: 'gemini-2.5-flash', contents: 'What is 57 + 44?' })
          return answer.text
        },
        { name: 'question', spanType: 'CHAIN', inputs: { question: 'sum?' } },
      )
    })

    expect(trace).toMatchObject({
      experiment: 'interop',
      state: 'OK',
      requestPreview: '{"question":"sum?"}',
      responsePreview: expect.stringContaining('101'),
      clientRequestId: 'r-1',
      tags: { 'mlflow.traceName': 'question', env: 'prod', 'mlflow.trace.spansLocation': 'TRACKING_STORE' },
      metadata: {
        'mlflow.trace.session': 's-1',
        'mlflow.trace.user': 'u-1',
        'mlflow.user': 'ann',
        'mlflow.trace_schema.version': '3',
        build: '7',
      },
    })
    expect(JSON.parse(trace.metadata['mlflow.trace.sizeStats']!)).toMatchObject({ num_spans: 2 })
    const [root, call] = trace.spans
    expect(root).toMatchObject({
      name: 'question',
      type: 'CHAIN',
      inputs: { question: 'sum?' },
      parent: null,
      status: 'OK',
    })
    expect(call).toMatchObject({
      parent: root!.id,
      inputs: { model: 'gemini-2.5-flash', contents: 'What is 57 + 44?' },
      outputs: { candidates: [{ content: { role: 'model' } }] },
      attributes: { 'gen_ai.request.model': 'gemini-2.5-flash', 'mlflow.message.format': 'gemini' },
    })
    expect(trace.tokens!['total_tokens']).toBe(trace.tokens!['input_tokens']! + trace.tokens!['output_tokens']!)
    expect(trace.tokens!['total_tokens']).toBeGreaterThan(0)
    expect(call!.attributes['mlflow.chat.tokenUsage']).toMatchObject({ total_tokens: trace.tokens!['total_tokens'] })
  })

  test('an error is one there, with its message and its stack', async () => {
    const trace = await traced(async (loupe) => {
      await expect(
        loupe.withSpan(
          async () => {
            throw new TypeError('no such thing')
          },
          { name: 'fails' },
        ),
      ).rejects.toThrow('no such thing')
    })
    expect(trace.state).toBe('ERROR')
    expect(trace.spans).toMatchObject([
      {
        status: 'ERROR',
        message: 'no such thing',
        events: [
          { name: 'exception', attributes: { 'exception.type': 'TypeError', 'exception.message': 'no such thing' } },
        ],
      },
    ])
  })

  test('values of every kind come back as they were', async () => {
    const values = ['a text', '5', 5, 0.5, true, null, [1, 'two', null], { deep: { er: ['ä', '😀'] } }]
    const trace = await traced(async (loupe) => {
      loupe.withSpan(() => {
        for (const value of values) loupe.withSpan(() => value, { name: 'value', inputs: value })
      })
    })
    const read = trace.spans.filter(({ name }) => name === 'value')
    expect(read.map(({ outputs }) => outputs)).toEqual(values)
    expect(read.map(({ inputs }) => inputs)).toEqual(values)
  })

  test('a trace whose spans arrive by and by is whole in the end', async () => {
    const { loupe } = sdkFor(mlflow.url)
    const root = loupe.startSpan({ name: 'long' })
    const child = (tokens: number): void =>
      loupe.withSpan((span) => span.setAttribute('mlflow.chat.tokenUsage', `{"input_tokens":${tokens}}`), {
        name: `child ${tokens}`,
        parent: root,
      })
    child(1)
    await loupe.flushTraces({ timeoutMillis: 20_000 })
    child(2)
    await loupe.flushTraces({ timeoutMillis: 20_000 })
    root.setOutputs('done')
    root.end()
    await loupe.shutdown({ timeoutMillis: 20_000 })

    const [trace] = await mlflow.read(loupe.getLastActiveTraceId()!)
    expect(trace!.spans.map(({ name }) => name).toSorted()).toEqual(['child 1', 'child 2', 'long'])
    expect(trace).toMatchObject({ state: 'OK', responsePreview: 'done', tokens: { input_tokens: 3 } })
    expect(JSON.parse(trace!.metadata['mlflow.trace.sizeStats']!)).toMatchObject({ num_spans: 3 })
  })

  test('an old server, which takes no OTLP, gets a file of the same spans', async () => {
    await using old = await withoutOtlp(mlflow.url)
    const trace = await traced(async (loupe) => {
      loupe.withSpan(() => loupe.withSpan(() => ({ a: 1 }), { name: 'inner', inputs: 'q' }), { name: 'outer' })
    }, old.url)
    expect(trace.tags['mlflow.trace.spansLocation']).toBeUndefined()
    expect(trace.spans).toMatchObject([
      { name: 'outer', outputs: { a: 1 }, parent: null },
      { name: 'inner', inputs: 'q', outputs: { a: 1 } },
    ])
  })

  test('a picture is kept beside its trace', async () => {
    const { loupe } = sdkFor(mlflow.url)
    const png = Buffer.from('\x89PNG\r\n\x1a\n and some pixels', 'latin1')
    loupe.withSpan((span) => span.setInputs({ inlineData: { mimeType: 'image/png', data: png.toString('base64') } }))
    await loupe.shutdown({ timeoutMillis: 20_000 })
    const traceId = loupe.getLastActiveTraceId()!
    const [trace] = await mlflow.read(traceId)
    const [, id] = /mlflow-attachment:\/\/([0-9a-f-]+)/.exec(JSON.stringify(trace!.spans[0]!.inputs))!
    const answer = await fetch(`${mlflow.url}/ajax-api/3.0/mlflow/get-trace-artifact?request_id=${traceId}&path=${id}`)
    expect(Buffer.from(await answer.arrayBuffer()).equals(png)).toBe(true)
  })
})

/** The same server as one from before 3.4: it has no OTLP and says an old version. */
async function withoutOtlp(url: string): Promise<{ url: string } & AsyncDisposable> {
  const server: Server = createServer(async (request, response) => {
    const path = request.url ?? '/'
    if (path === '/version') return void response.end('3.1.4')
    if (path.startsWith('/v1/')) return void response.writeHead(404).end('<h1>Not Found</h1>')
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = chunks.length === 0 ? {} : { body: Buffer.concat(chunks) }
    const type = request.headers['content-type']
    const headers = type === undefined ? {} : { 'content-type': type }
    const answer = await fetch(url + path, { method: request.method ?? 'GET', headers, ...body })
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain' })
    response.end(Buffer.from(await answer.arrayBuffer()))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
