import { startEmulator } from '@loupe-ai/gemini-emulator'
import { GEN_AI, MLFLOW } from '@loupe-ai/model'
import { describe, expect, test, vi } from 'vitest'
import { EVERY_METHOD } from '../testing/every-method.ts'
import type { Client, MethodCall } from '../testing/every-method.ts'
import { EVERY_COPY, GENAI_COPIES } from '../testing/genai-copies.ts'
import type { Genai } from '../testing/genai-copies.ts'
import { recordingTracing } from '../testing/recording-tracing.ts'
import { createGeminiInstrumentation } from './index.ts'
import { GEMINI_METHODS } from './methods.ts'

const existsIn = (genai: Genai, { name, backend }: MethodCall): boolean => {
  const [owner = '', method = ''] = name.split('.')
  if (owner === 'Chat' || owner === 'Pager') return true
  const ai = clientFor(genai, backend, 'http://127.0.0.1:9') as unknown as Record<string, unknown>
  const places: Record<string, unknown> = {
    ...Object.fromEntries(Object.entries(ai).map(([key, value]) => [key.toLowerCase(), value])),
    tokens: ai['authTokens'],
    documents: (ai['fileSearchStores'] as Record<string, unknown> | undefined)?.['documents'],
  }
  const holder = places[owner.toLowerCase()] as Record<string, unknown> | undefined
  return typeof holder?.[method] === 'function'
}

function clientFor(genai: Genai, backend: MethodCall['backend'], baseUrl: string): Client {
  if (backend === undefined) return new genai.GoogleGenAI({ apiKey: 'test-key-0', httpOptions: { baseUrl } })
  const authClient = { getRequestHeaders: () => Promise.resolve(new Map([['authorization', 'Bearer t']])) }
  return new genai.GoogleGenAI({
    vertexai: true,
    project: 'p',
    location: 'us-central1',
    googleAuthOptions: { authClient: authClient as never },
    httpOptions: { baseUrl },
  })
}

interface Look {
  /** What nobody enumerates is compared too. */
  readonly hidden: boolean
}

interface Observing extends Look {
  /** What is done to the client before it is used. */
  prepare?(ai: Client): void
}

/** Calls a method on a fresh emulator and returns everything that a program, a server and a console could tell apart. */
async function observe(genai: Genai, call: MethodCall, { hidden, prepare }: Observing): Promise<unknown> {
  await using emulator = await startEmulator({ seed: 'every-method' })
  const seen: unknown[] = []
  const look = (value: unknown): unknown => inspect(value, { hidden })
  const unhandled = (reason: unknown): void => void seen.push(['unhandled', String(reason)])
  const consoles = (['log', 'warn', 'error', 'debug', 'info'] as const).map((level) =>
    vi.spyOn(console, level).mockImplementation((...args) => void seen.push([level, ...args.map(String)])),
  )
  const { fetch } = globalThis
  const sending = vi.spyOn(globalThis, 'fetch').mockImplementation((input, init) => {
    seen.push(['sent', init?.method, stable(String(input)), look(plainHeaders(init?.headers)), look(init?.body)])
    return fetch(input, init)
  })
  process.on('unhandledRejection', unhandled)
  // Said once in a process, by a flag that a bare run would leave set for the traced one.
  for (const key of Object.keys(genai.Models)) if (/^logged.*Warning$/.test(key)) Reflect.set(genai.Models, key, false)
  try {
    const ai = clientFor(genai, call.backend, emulator.url)
    prepare?.(ai)
    seen.push([
      'settled',
      await call.run(ai, genai).then(
        (value) => ['fulfilled', look(value)],
        (reason: unknown) => ['rejected', look(reason)],
      ),
    ])
    await new Promise((resolve) => setImmediate(resolve))
  } finally {
    process.off('unhandledRejection', unhandled)
    sending.mockRestore()
    for (const spy of consoles) spy.mockRestore()
  }
  return seen
}

const plainHeaders = (headers: RequestInit['headers']): unknown => Object.fromEntries(new Headers(headers))

/** A deep copy that keeps prototypes, functions by name, order and hidden properties, so that no difference hides. */
function inspect(value: unknown, { hidden }: Look, above: readonly object[] = []): unknown {
  if (typeof value === 'string') return stable(value)
  if (typeof value === 'function') return `function ${value.name}`
  if (typeof value !== 'object' || value === null) return value
  if (above.includes(value)) return `circle of ${above.length - above.indexOf(value)}`
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return [value.constructor.name, value.byteLength]
  if (value instanceof Blob) return ['Blob', value.type, value.size]
  const descriptors = Object.getOwnPropertyDescriptors(value) as Record<string | symbol, PropertyDescriptor>
  const keys = Reflect.ownKeys(descriptors).filter((key) => key !== 'stack' && (hidden || descriptors[key]!.enumerable))
  const inside = [...above, value]
  return [
    prototypesOf(value),
    ...keys.map((key) => {
      const { value: held, get, enumerable, writable, configurable } = descriptors[key]!
      return [String(key), inspect(held ?? get, { hidden }, inside), enumerable, writable, configurable]
    }),
  ]
}

function prototypesOf(value: object): string[] {
  const names: string[] = []
  for (
    let one = Object.getPrototypeOf(value) as object | null;
    one !== null;
    one = Object.getPrototypeOf(one) as object
  )
    names.push(one.constructor.name)
  return names
}

/** Times, ports and durations are another's at every run. */
const stable = (text: string): string =>
  text
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'a time')
    .replaceAll(/[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} [\d:]{8} GMT/g, 'a date')
    .replaceAll(/127\.0\.0\.1:\d+/g, 'an address')
    .replaceAll(/dur=[\d.]+/g, 'a duration')

/** Tokens that were counted or kept are an answer and no use: no total may hold them. */
const isNoUse = ({ name, type }: { readonly name: string; readonly type: string | undefined }): boolean =>
  type === 'TASK' || name === 'Models.countTokens'
const isUsage = (key: string): boolean =>
  [GEN_AI.inputTokens, GEN_AI.outputTokens, MLFLOW.tokenUsage, MLFLOW.cost].includes(key as never)

/** The SDK's inner methods bear the span name of the public one that they serve. */
const SPAN_NAMES = new Set(GEMINI_METHODS.map(({ spanName }) => spanName))

test('every method that is traced is called here', () => {
  expect(EVERY_METHOD.map(({ name }) => name).toSorted()).toEqual([...SPAN_NAMES].toSorted())
})

describe.each(GENAI_COPIES)('with the %s copy', (_, genai) => {
  const calls = EVERY_METHOD.filter((call) => existsIn(genai, call))

  test('nearly every method is there', () => {
    expect(calls.length).toBeGreaterThan(EVERY_METHOD.length - 10)
  })

  test.each(calls)('$name makes a span, and all else is as without us', async (call) => {
    const tracing = recordingTracing()
    const gemini = createGeminiInstrumentation(tracing)

    const bare = await observe(genai, call, { hidden: true })
    gemini.autolog(EVERY_COPY)
    const traced = await observe(genai, call, { hidden: true })
    gemini.autolog({ disable: true })
    const after = await observe(genai, call, { hidden: true })

    expect(traced).toEqual(bare)
    expect(after).toEqual(bare)
    expect(tracing.spans.map(({ name }) => name)).toContain(call.name)
    expect(tracing.spans.filter(isNoUse).flatMap(({ attributes }) => Object.keys(attributes).filter(isUsage))).toEqual(
      [],
    )
    tracing.assertEndedOnce()
  })

  test.each(calls)('$name of one traced client makes a span, and what it gives looks as without us', async (call) => {
    const tracing = recordingTracing()
    const gemini = createGeminiInstrumentation(tracing)

    const bare = await observe(genai, call, { hidden: false })
    const traced = await observe(genai, call, { hidden: false, prepare: (ai) => gemini.tracedClient(ai) })

    expect(traced).toEqual(bare)
    expect(tracing.spans.map(({ name }) => name)).toContain(call.name)
    tracing.assertEndedOnce()
  })

  test.each(calls)('$name of a client that was made before makes a span too', async (call) => {
    const tracing = recordingTracing()
    const gemini = createGeminiInstrumentation(tracing)

    const bare = await observe(genai, call, { hidden: true })
    const traced = await observe(genai, call, { hidden: true, prepare: () => gemini.autolog(EVERY_COPY) })
    gemini.autolog({ disable: true })

    expect(traced).toEqual(bare)
    expect(tracing.spans.map(({ name }) => name)).toContain(call.name)
    tracing.assertEndedOnce()
  })

  test.each(calls)('$name goes on when all tracing breaks', async (call) => {
    const tracing = recordingTracing()
    const broken = { ...tracing, startSpan: () => fail() }
    const gemini = createGeminiInstrumentation(broken)

    const bare = await observe(genai, call, { hidden: true })
    gemini.autolog(EVERY_COPY)
    const traced = await observe(genai, call, { hidden: true })
    gemini.autolog({ disable: true })

    expect(traced).toEqual(bare)
  })

  test.each(calls)('$name rejects with the very error that came from below', async (call) => {
    const mine = new Error('mine')
    const sending = vi.spyOn(globalThis, 'fetch').mockImplementation(() => Promise.reject(mine))
    const silent = vi.spyOn(console, 'warn').mockImplementation(() => {})
    const rejects = async (): Promise<unknown> =>
      call.run(clientFor(genai, call.backend, 'http://127.0.0.1:9'), genai).catch((reason: unknown) => reason)
    const tracing = recordingTracing()
    const gemini = createGeminiInstrumentation(tracing)
    try {
      const bare = await rejects()
      gemini.autolog(EVERY_COPY)
      const traced = await rejects()

      expect(bare).toBe(mine)
      expect(traced).toBe(mine)
      expect(tracing.spans.at(-1)?.status.code).toBe('ERROR')
    } finally {
      gemini.autolog({ disable: true })
      sending.mockRestore()
      silent.mockRestore()
    }
  })
})

function fail(): never {
  throw new Error('tracing is broken')
}
