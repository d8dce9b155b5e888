import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { fileURLToPath } from 'node:url'
import { createClient } from '@loupe-ai/contract/client'
import { startEmulator } from '@loupe-ai/gemini-emulator'
import { buildTraceTree, type Span, type TraceInfo, type TreeNode } from '@loupe-ai/model'
import { startServer } from '@loupe-ai/server/testing'
import { traceFromJson } from '@loupe-ai/wire'
import { afterAll, beforeAll, expect, test } from 'vitest'

const run = promisify(execFile)
const COOKBOOK = fileURLToPath(new URL('../examples/cookbook.ts', import.meta.url))

type Server = Awaited<ReturnType<typeof startServer>>

interface SeenTrace {
  readonly info: TraceInfo
  readonly spans: readonly Span[]
  readonly tree: readonly TreeNode<Span>[]
}

let server: Server
let output = ''
const traces: SeenTrace[] = []

beforeAll(async () => {
  server = await startServer()
  await using emulator = await startEmulator({ port: 0 })
  const env = {
    PATH: process.env['PATH'],
    LOUPE_TRACKING_URI: server.url,
    GOOGLE_GEMINI_BASE_URL: emulator.url,
    GEMINI_API_KEY: 'emulator',
  }
  output = (await run(process.execPath, ['--disable-warning=ExperimentalWarning', COOKBOOK], { env })).stdout
  const client = createClient({ baseUrl: server.url })
  for (const [, trace_id] of output.matchAll(/\/traces\/(tr-[0-9a-f]{32})/g)) {
    const outcome = await client.call('getTrace', { trace_id: trace_id! })
    if (!outcome.ok) throw new Error(outcome.message)
    const { info, spans } = traceFromJson(outcome.response.trace)
    traces.push({ info, spans, tree: buildTraceTree(spans) })
  }
})

afterAll(() => server[Symbol.asyncDispose]())

/** `name` of each span, children in brackets: what the tree of a trace looks like. */
const shape = (nodes: readonly TreeNode<Span>[]): string =>
  nodes.map(({ span, children }) => `${span.name}${children.length > 0 ? ` (${shape(children)})` : ''}`).join(', ')

interface SaidPart {
  readonly text?: string
  readonly thought?: boolean
  readonly inlineData?: { readonly data: string }
}

/** What the first candidate of a model call said. */
const partsOf = (span: Span): readonly SaidPart[] =>
  (parsed(span.outputs) as { candidates: { content: { parts: SaidPart[] } }[] }).candidates[0]!.content.parts

const parsed = (text: string | undefined): unknown => (text === undefined ? undefined : JSON.parse(text))

test('the cookbook makes eight traces', () => {
  expect(traces).toHaveLength(8)
  expect(output).toContain('All traces are delivered')
})

test('a simple generation is one span with prompt, answer, parameters, tokens and finish reason', () => {
  const [{ info, spans, tree }] = traces as [SeenTrace]
  const [span] = spans

  expect(shape(tree)).toBe('Models.generateContent')
  expect(info).toMatchObject({ state: 'OK', requestPreview: 'The opposite of hot is' })
  expect(span).toMatchObject({ type: 'LLM', status: { code: 'OK' } })
  expect(parsed(span!.inputs)).toMatchObject({ model: 'gemini-2.5-flash', contents: 'The opposite of hot is' })
  expect(JSON.stringify(parsed(span!.outputs))).toContain('cold')
  expect(span!.attributes).toMatchObject({
    'gen_ai.request.model': 'gemini-2.5-flash',
    'gen_ai.request.temperature': 0.2,
    'gen_ai.request.max_tokens': 2048n,
    'gen_ai.response.finish_reasons': ['stop'],
  })
  expect(Number(span!.attributes['gen_ai.usage.input_tokens'])).toBeGreaterThan(0)
  expect(JSON.parse(info.metadata['mlflow.trace.tokenUsage']!).total_tokens).toBeGreaterThan(0)
  expect(span!.endNanos! > span!.startNanos).toBe(true)
})

test('two chat turns lie in one trace, each with its model call, under the span of the user', () => {
  const { tree, info } = traces[1]!

  expect(shape(tree)).toBe(
    'multi-turn (Chat.sendMessage (Models.generateContent), Chat.sendMessage (Models.generateContent))',
  )
  expect(info.state).toBe('OK')
})

test.each([
  ['in one answer', 2, 'Chat.sendMessage (Models.generateContent, multiply, Models.generateContent)'],
  ['as a stream', 3, 'Chat.sendMessageStream (Models.generateContentStream, multiply, Models.generateContentStream)'],
])('a function called by the model is a real child span, %s', (_, index, expected) => {
  const { tree, spans } = traces[index]!
  const tool = spans.find((span) => span.name === 'multiply')!
  const [first, second] = spans.filter((span) => span.type === 'LLM')

  expect(shape(tree)).toBe(expected)
  expect(tool).toMatchObject({ type: 'TOOL', status: { code: 'OK' } })
  expect(parsed(tool.inputs)).toEqual({ a: 57, b: 44 })
  expect(JSON.stringify(parsed(tool.outputs))).toContain('2508')
  expect(JSON.stringify(parsed(first!.inputs))).toContain('"multiply"')
  expect(JSON.stringify(parsed(first!.outputs))).toContain('functionCall')
  expect(JSON.stringify(parsed(second!.inputs))).toContain('functionResponse')
  expect(JSON.stringify(parsed(second!.outputs))).toMatch(/2,?508/)
})

test('tokens of a function-calling chat are the sum of its model calls', () => {
  const { info, spans } = traces[2]!
  const calls = spans.filter((span) => span.type === 'LLM')
  const sum = calls.reduce((total, span) => total + Number(span.attributes['gen_ai.usage.input_tokens']), 0)

  expect(calls).toHaveLength(2)
  expect(JSON.parse(info.metadata['mlflow.trace.tokenUsage']!).input_tokens).toBe(sum)
})

test('every model call holds its model, parameters, tokens, finish reason and latency', () => {
  const calls = traces.slice(0, 4).flatMap(({ spans }) => spans.filter((span) => span.type === 'LLM'))

  expect(calls).toHaveLength(7)
  for (const { attributes, startNanos, endNanos } of calls) {
    expect(attributes).toMatchObject({
      'gen_ai.request.model': 'gemini-2.5-flash',
      'gen_ai.response.model': 'gemini-2.5-flash',
      'gen_ai.request.temperature': 0.2,
      'gen_ai.request.max_tokens': 2048n,
    })
    expect(attributes['gen_ai.response.finish_reasons']).toHaveLength(1)
    expect(Number(attributes['gen_ai.usage.output_tokens'])).toBeGreaterThan(0)
    expect(endNanos! > startNanos).toBe(true)
  }
})

test('thoughts stand apart from the answer, and every call that a model answered has its price', () => {
  const { spans } = traces[4]!
  const parts = partsOf(spans[0]!)

  expect(parts.some(({ thought }) => thought === true)).toBe(true)
  expect(parts.some(({ thought, text }) => thought !== true && text !== undefined)).toBe(true)
  expect(Number(spans[0]!.attributes['gen_ai.usage.reasoning.output_tokens'])).toBeGreaterThan(0)
  for (const { info } of traces.slice(0, 7)) {
    expect(JSON.parse(info.metadata['mlflow.trace.cost']!).total_cost).toBeGreaterThan(0)
  }
  expect(traces[7]!.info.metadata['mlflow.trace.cost']).toBeUndefined()
})

test('a stream says when its first piece came', () => {
  const [span] = traces[5]!.spans

  expect(span!.name).toBe('Models.generateContentStream')
  expect(Number(span!.attributes['gen_ai.response.time_to_first_chunk'])).toBeGreaterThan(0)
})

test('a picture is kept beside its trace, once, and comes back as it was drawn', async () => {
  const { info, spans } = traces[6]!
  const [drawing, looking] = spans.filter((span) => span.type === 'LLM')
  const reference = partsOf(drawing!).find(({ inlineData }) => inlineData !== undefined)!.inlineData!.data
  const { host, searchParams } = new URL(reference)

  expect(reference).toMatch(/^mlflow-attachment:/)
  expect(looking!.inputs).toContain(reference)
  expect(searchParams.get('content_type')).toBe('image/png')
  const answer = await fetch(`${server.url}/api/loupe/v1/traces/${info.traceId}/attachments/${host}`)
  const bytes = Buffer.from(await answer.arrayBuffer())
  expect(answer.headers.get('content-type')).toBe('image/png')
  expect(bytes.toString('latin1', 1, 4)).toBe('PNG')
  expect(String(bytes.length)).toBe(searchParams.get('size'))
})

test('a call that fails keeps its exception on the span', () => {
  const { info, spans } = traces[7]!
  const exception = spans[0]!.events.find((event) => event.name === 'exception')

  expect(info.state).toBe('ERROR')
  expect(info.metadata['loupe.trace.error']).toContain('404 NOT_FOUND')
  expect(spans[0]!.status.code).toBe('ERROR')
  expect(exception?.attributes['exception.type']).toBe('ApiError')
  expect(String(exception?.attributes['exception.message'])).toContain('gemini-of-the-future')
})
