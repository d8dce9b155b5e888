import { createRequire } from 'node:module'
import { describe, expect, test, vi } from 'vitest'
import { calculator } from '../testing/calculator.ts'
import { clientOf, EVERY_COPY, GENAI_COPIES } from '../testing/genai-copies.ts'
import type { Genai } from '../testing/genai-copies.ts'
import { recordingTracing } from '../testing/recording-tracing.ts'
import { answer, chunk, error, json, raw, sse, startScriptedGemini, usage } from '../testing/scripted-gemini.ts'
import type { Script, SeenRequest } from '../testing/scripted-gemini.ts'
import { createGeminiInstrumentation } from './index.ts'

type Client = InstanceType<Genai['GoogleGenAI']>

interface Scenario {
  readonly answers: readonly Script[]
  /** What a program can see: it is compared between a bare and a traced client. */
  run(ai: Client, see: (what: string, value: unknown) => void): Promise<void>
}

const MODEL = 'gemini-2.5-flash'
const CALL = {
  functionCall: { name: 'multiply', args: { a: 57, b: 44 }, id: '9f3kx2ab' },
  thoughtSignature: 'EqQBCqEBAXLI2nzKo7',
}
const TWO = answer([{ text: 'a' }], {
  candidates: [0, 1].map((index) => ({
    content: { parts: [{ text: `${index}` }, CALL], role: 'model' },
    finishReason: 'STOP',
    index,
  })),
})
const toolsOf = () => [calculator(recordingTracing())]
const deepFreeze = <Value extends object>(value: Value): Value => {
  for (const one of Object.values(value))
    if (Array.isArray(one) || Object.getPrototypeOf(one ?? 0) === Object.prototype) deepFreeze(one)
  return Object.freeze(value)
}

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'a plain call, whose getters warn as they do': {
    answers: [json(TWO, 200, { 'x-header': 'kept' })],
    async run(ai, see) {
      const response = await ai.models.generateContent({ model: MODEL, contents: 'hot' })
      see('response', response)
      see('text', response.text)
    },
  },
  'a call whose config the SDK rewrites': {
    answers: [json(answer([{ text: '{}' }]))],
    async run(ai, see) {
      const params = {
        model: MODEL,
        contents: 'hot',
        config: { responseSchema: { $schema: 'x', type: 'object' }, tools: toolsOf() },
      }
      see('response', await ai.models.generateContent(params as never))
      see('params', params)
    },
  },
  'functions, with contents that the SDK appends to': {
    answers: [json(answer([CALL])), json(answer([{ text: 'done' }]))],
    async run(ai, see) {
      const tools = toolsOf()
      const contents = [{ role: 'user', parts: [{ text: 'mittens?' }] }]
      const params = { model: MODEL, contents, config: { tools, stopSequences: ['end'] } }
      see('response', await ai.models.generateContent(params))
      see('params', [Object.keys(params), params.contents === contents, contents, params.config.tools === tools])
      see('calls', tools[0]!.calls)
    },
  },
  'streamed functions, whose params the SDK overwrites': {
    answers: [sse(chunk([CALL], 'STOP')), sse(chunk([{ text: 'done' }], 'STOP', usage(1, 2)))],
    async run(ai, see) {
      const params = { model: MODEL, contents: 'mittens?' as unknown, config: { tools: toolsOf() } }
      for await (const piece of await ai.models.generateContentStream(params as never)) see('chunk', piece)
      see('params', [Object.keys(params), params.contents])
    },
  },
  'frozen params with functions': {
    answers: [
      json(answer([CALL])),
      json(answer([{ text: 'done' }])),
      sse(chunk([CALL], 'STOP')),
      sse(chunk([{ text: 'done' }], 'STOP')),
    ],
    async run(ai, see) {
      const params = deepFreeze({ model: MODEL, contents: 'mittens?', config: { tools: toolsOf() } })
      see('response', await ai.models.generateContent(params))
      try {
        for await (const piece of await ai.models.generateContentStream(params)) see('chunk', piece)
      } catch (reason) {
        see('reason', reason)
      }
    },
  },
  'a stream, its shape and its steps': {
    answers: [sse(chunk([{ text: 'a' }]), chunk([{ text: 'b' }, CALL], 'STOP', usage(1, 2)))],
    async run(ai, see) {
      const stream = await ai.models.generateContentStream({ model: MODEL, contents: 'hot' })
      see('shape', [
        Reflect.ownKeys(stream),
        Object.prototype.toString.call(stream),
        Object.getPrototypeOf(stream) === Object.prototype,
        stream[Symbol.asyncIterator]() === stream,
        Symbol.asyncDispose in stream,
      ])
      see('steps', [
        await stream.next(),
        await stream.next(),
        await stream.next(),
        await stream.next(),
        await stream.return('x'),
      ])
    },
  },
  'a stream that is left, and one into which an error is thrown': {
    answers: [sse(chunk([{ text: 'a' }]), chunk([{ text: 'b' }])), sse(chunk([{ text: 'a' }]))],
    async run(ai, see) {
      for await (const piece of await ai.models.generateContentStream({ model: MODEL, contents: 'hot' })) {
        see('chunk', piece)
        break
      }
      const stream = await ai.models.generateContentStream({ model: MODEL, contents: 'hot' })
      see('thrown', await stream.throw(new Error('mine')).catch((reason: unknown) => reason))
      see('next', await stream.next())
    },
  },
  'a chat of three turns, streamed and with functions': {
    answers: [
      json(answer([{ text: 'one' }])),
      sse(chunk([{ text: 't' }]), chunk([{ text: 'wo' }], 'STOP')),
      json(answer([CALL])),
      json(answer([{ text: 'three' }])),
    ],
    async run(ai, see) {
      const chat = ai.chats.create({ model: MODEL, config: { temperature: 0.5 }, history: [] })
      see('one', await chat.sendMessage({ message: 'one' }))
      for await (const piece of await chat.sendMessageStream({ message: ['two'] })) see('chunk', piece)
      see('three', await chat.sendMessage({ message: 'three', config: { tools: toolsOf() } }))
      see('history', [chat.getHistory(), chat.getHistory(true)])
      see('chat', [Object.keys(chat), Object.keys(Object.getPrototypeOf(chat) as object)])
    },
  },
  'turns that are sent at once': {
    answers: [
      json(answer([{ text: 'one' }])),
      error(503, 'UNAVAILABLE', 'overloaded'),
      json(answer([{ text: 'three' }])),
    ],
    async run(ai, see) {
      const chat = ai.chats.create({ model: MODEL })
      const first = chat.sendMessage({ message: 'one' })
      see('settled', await Promise.allSettled([first, chat.sendMessage({ message: 'two' })]))
      see('three', await chat.sendMessage({ message: 'three' }))
      see('history', chat.getHistory())
    },
  },
  'errors, before and after the request': {
    answers: [
      error(404, 'NOT_FOUND', 'no such model'),
      raw('', 200, 'application/json'),
      raw('nope', 502, 'text/html'),
    ],
    async run(ai, see) {
      const look = async (work: () => Promise<unknown>): Promise<void> => {
        const reason = (await work().catch((reason: unknown) => reason)) as Error
        see('error', [reason.name, reason.message, Object.keys(reason), reason.constructor.name])
      }
      for (let times = 0; times < 2; times++)
        await look(() => ai.models.generateContent({ model: MODEL, contents: 'hot' }))
      await look(() => ai.models.generateContentStream({ model: MODEL, contents: 'hot' }))
      await look(() => ai.models.generateContent({ model: MODEL, contents: [] }))
      await look(() => ai.models.generateContent(undefined as never))
      await look(() => ai.models.generateContent({ model: '../evil', contents: 'hot' }))
      await look(() => ai.chats.create({ model: MODEL }).sendMessage(undefined as never))
      const tools = [...toolsOf(), { functionDeclarations: [{ name: 'other' }] }]
      await look(() => ai.models.generateContent({ model: MODEL, contents: 'hot', config: { tools } }))
      await look(() =>
        ai.models.generateContentStream({
          model: MODEL,
          contents: 'hot',
          config: { tools: [...toolsOf(), ...toolsOf()] },
        }),
      )
    },
  },
  'odd limits of the loop, which the SDK warns of': {
    answers: [json(answer([CALL])), json(answer([CALL]))],
    async run(ai, see) {
      for (const maximumRemoteCalls of [0, 1.5]) {
        const config = { tools: toolsOf(), automaticFunctionCalling: { maximumRemoteCalls } }
        see('response', await ai.models.generateContent({ model: MODEL, contents: 'hot', config }))
      }
    },
  },
  'embeddings, whose contents the SDK rewrites, and counting': {
    answers: [json({ embeddings: [{ values: [0.5] }] }), json({ totalTokens: 3 })],
    async run(ai, see) {
      const params = { model: 'gemini-embedding-2', contents: ['a', 'b'] as unknown }
      see('embedding', await ai.models.embedContent(params as never))
      see('params', params)
      see('count', await ai.models.countTokens({ model: MODEL, contents: 'hot' }))
    },
  },
  'odd inputs: cycles, blobs, functions, getters that throw': {
    answers: [json(answer([{ text: 'a' }])), json(answer([{ text: 'b' }]))],
    async run(ai, see) {
      const labels: Record<string, unknown> = {}
      labels['self'] = labels
      const config = {
        abortSignal: new AbortController().signal,
        httpOptions: { headers: { 'x-mine': 'yes' }, timeout: 5000 },
      }
      see('plain', await ai.models.generateContent({ model: MODEL, contents: 'hot', config }))
      see(
        'circular',
        await ai.models.generateContent({ model: MODEL, contents: 'hot', config: { labels } as never }).catch(String),
      )
      const throwing = {
        model: MODEL,
        contents: 'hot',
        config: {
          get temperature(): number {
            throw new Error('mine')
          },
        },
      }
      see('throwing', await ai.models.generateContent(throwing).catch(String))
    },
  },
}

/** Runs a scenario and returns everything that a program, a server and a console could tell apart. */
async function observe(genai: Genai, scenario: Scenario): Promise<unknown> {
  await using server = await startScriptedGemini()
  const seen: unknown[] = []
  const unhandled = (reason: unknown): void => void seen.push(['unhandled', String(reason)])
  const consoles = (['log', 'warn', 'error', 'debug', 'info'] as const).map((level) =>
    vi.spyOn(console, level).mockImplementation((...args) => void seen.push([level, ...args.map(String)])),
  )
  process.on('unhandledRejection', unhandled)
  try {
    server.answer(...scenario.answers)
    await scenario.run(clientOf(genai, server.url), (what, value) => seen.push([what, look(value)]))
  } finally {
    process.off('unhandledRejection', unhandled)
    for (const spy of consoles) spy.mockRestore()
  }
  const sent = server.requests.map(({ path, headers, body }: SeenRequest) => [path, { ...headers, host: '' }, body])
  return { seen, sent }
}

/** A deep copy that keeps class names and hidden properties, so that no difference hides; what varies by run is left out. */
function look(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? `function ${value.name}` : value
  if (Array.isArray(value)) return value.map(look)
  if (value instanceof Error) return [value.name, value.message]
  const entries = Reflect.ownKeys(value).map((key) => {
    const descriptor = Object.getOwnPropertyDescriptor(value, key)!
    return [String(key), key === 'date' ? 'a date' : look(descriptor.value), descriptor.enumerable, descriptor.writable]
  })
  return [value.constructor?.name, entries]
}

describe.each(GENAI_COPIES)('with the %s copy a traced program is as a bare one', (_, genai) => {
  test.each(Object.entries(SCENARIOS))('%s', async (_, scenario) => {
    const tracing = recordingTracing()
    const gemini = createGeminiInstrumentation(tracing)

    const bare = await observe(genai, scenario)
    gemini.autolog(EVERY_COPY)
    const traced = await observe(genai, scenario)
    gemini.autolog({ disable: true })
    const after = await observe(genai, scenario)

    expect(tracing.spans.length).toBeGreaterThan(0)
    expect(traced).toEqual(bare)
    expect(after).toEqual(bare)
    tracing.assertEndedOnce()
  })

  test.each(Object.entries(SCENARIOS))('%s, even when all tracing breaks', async (_, scenario) => {
    const broken = new Proxy(recordingTracing(), {
      get: (target, key) =>
        key === 'startSpan'
          ? (): never => {
              throw new Error('tracing is broken')
            }
          : (Reflect.get(target, key) as unknown),
    })
    const gemini = createGeminiInstrumentation(broken)

    const bare = await observe(genai, scenario)
    gemini.autolog(EVERY_COPY)
    const traced = await observe(genai, scenario)
    gemini.autolog({ disable: true })

    expect(traced).toEqual(bare)
  })
})

test('a rejection that nobody handles is reported once, as without us', async () => {
  await using server = await startScriptedGemini()
  const { GoogleGenAI } = createRequire(import.meta.url)('@google/genai') as Genai
  const gemini = createGeminiInstrumentation(recordingTracing())
  gemini.autolog(EVERY_COPY)
  const reported: unknown[] = []
  const remembered = process.listeners('unhandledRejection')
  process.removeAllListeners('unhandledRejection')
  try {
    const heard = new Promise<void>((resolve) => {
      process.on('unhandledRejection', (reason) => {
        reported.push(reason)
        setImmediate(() => setImmediate(resolve))
      })
    })
    server.answer(error(404, 'NOT_FOUND', 'no such model'))
    void new GoogleGenAI({ apiKey: 'k', httpOptions: { baseUrl: server.url } }).models.generateContent({
      model: 'x',
      contents: 'y',
    })
    await heard
    expect(reported).toHaveLength(1)
  } finally {
    process.removeAllListeners('unhandledRejection')
    for (const listener of remembered) process.on('unhandledRejection', listener)
    gemini.autolog({ disable: true })
  }
})
