import { describe, expect, test, vi } from 'vitest'
import type { LiveServerMessage, Session } from '@google/genai'
import { startEmulator } from '@loupe-ai/gemini-emulator'
import type { EmulatorOptions } from '@loupe-ai/gemini-emulator'
import { clientOf, EVERY_COPY, GENAI_COPIES } from '../../testing/genai-copies.ts'
import type { Genai } from '../../testing/genai-copies.ts'
import { tracedWorld } from '../../testing/traced-world.ts'

const MODEL = 'gemini-live-2.5-flash-preview'
const number = { type: 'NUMBER' }
const TOOLS = [
  {
    functionDeclarations: [
      { name: 'multiply', parameters: { type: 'OBJECT', properties: { a: number, b: number }, required: ['a', 'b'] } },
    ],
  },
]
const isDone = (message: LiveServerMessage): boolean => message.serverContent?.turnComplete === true

async function connected(genai: Genai, options: EmulatorOptions = {}) {
  const world = await tracedWorld(genai)
  const emulator = await startEmulator(options)
  const ai = clientOf(genai, emulator.url)
  const open = async (config: object = { responseModalities: ['TEXT'] }) => {
    const seen: LiveServerMessage[] = []
    let wake = (): void => {}
    const { promise: closed, resolve } = Promise.withResolvers<void>()
    const session: Session = await ai.live.connect({
      model: MODEL,
      config,
      callbacks: {
        onmessage(message) {
          seen.push(message)
          wake()
        },
        onclose: () => resolve(),
      },
    })
    let from = 0
    const until = async (isIt: (message: LiveServerMessage) => boolean): Promise<LiveServerMessage> => {
      for (;;) {
        const at = seen.findIndex((message, index) => index >= from && isIt(message))
        if (at >= 0) {
          from = at + 1
          return seen[at]!
        }
        await new Promise<void>((again) => (wake = again))
      }
    }
    const close = async (): Promise<void> => {
      session.close()
      await closed
    }
    return { session, seen, until, close, closed }
  }
  return {
    world,
    ai,
    open,
    emulator,
    async [Symbol.asyncDispose]() {
      await emulator.close()
      await world[Symbol.asyncDispose]()
    },
  }
}

describe.each(GENAI_COPIES)('the %s copy', (_, genai, major) => {
  test('a session is a span with a span for each turn, its tokens and the time to its first word', async () => {
    await using all = await connected(genai)
    const { session, until, close } = await all.open()
    session.sendClientContent({ turns: 'The opposite of hot is' })
    await until(isDone)
    session.sendRealtimeInput({ text: 'The opposite of up is' })
    await until(isDone)
    await close()
    const { tracing } = all.world
    expect(tracing.tree()).toBe('Live.connect:CHAIN(Live.turn:LLM, Live.turn:LLM)')
    const [root, turn] = tracing.spans
    expect(root!.inputs).toEqual({ model: MODEL, config: { responseModalities: ['TEXT'] } })
    expect(root!.outputs).toEqual({ turns: 2 })
    expect(root!.status).toEqual({ code: 'OK' })
    expect(turn!.inputs).toMatchObject([{ clientContent: { turns: 'The opposite of hot is' } }])
    expect(turn!.outputs).toMatchObject({ text: expect.stringMatching(/cold/i) })
    expect(turn!.attributes).toMatchObject({
      'gen_ai.request.model': MODEL,
      'gen_ai.usage.output_tokens': expect.any(BigInt),
      'gen_ai.response.time_to_first_chunk': expect.any(Number),
    })
    expect(JSON.stringify(tracing.spans.map((span) => [span.inputs, Object.keys(span.attributes)]))).not.toContain(
      'test-key-0',
    )
  })

  test('a function that the client runs is a TOOL span of its turn, ended by the response of its id', async () => {
    await using all = await connected(genai)
    const { session, until, close } = await all.open({ responseModalities: ['TEXT'], tools: TOOLS })
    session.sendClientContent({ turns: 'How much is 57 times 44?' })
    const { toolCall } = await until((message) => message.toolCall !== undefined)
    const { id } = toolCall!.functionCalls![0]!
    session.sendToolResponse({ functionResponses: [{ id: id!, name: 'multiply', response: { output: 2508 } }] })
    await until(isDone)
    await close()
    const { tracing } = all.world
    expect(tracing.tree()).toBe('Live.connect:CHAIN(Live.turn:LLM(multiply:TOOL))')
    const tool = tracing.named('multiply')
    expect([tool.inputs, tool.outputs]).toEqual([{ a: 57, b: 44 }, { output: 2508 }])
    expect(tool.attributes['gen_ai.tool.call.id']).toBe(id)
  })

  test('sound is recorded as bytes and seconds, words as transcripts', async () => {
    await using all = await connected(genai)
    const { session, until, close } = await all.open({
      responseModalities: ['AUDIO'],
      inputAudioTranscription: {},
      outputAudioTranscription: {},
    })
    session.sendRealtimeInput({
      audio: { data: Buffer.alloc(3200).toString('base64'), mimeType: 'audio/pcm;rate=16000' },
    })
    session.sendRealtimeInput({ audioStreamEnd: true })
    await until(isDone)
    await close()
    const turn = all.world.tracing.named('Live.turn')
    expect(turn.inputs).toContainEqual({ audio: { mimeType: 'audio/pcm;rate=16000', bytes: 3200 } })
    const { audio, transcript } = turn.outputs as { audio: { bytes: number; seconds: number }; transcript: string }
    expect(transcript.length).toBeGreaterThan(0)
    expect(audio.seconds).toBeCloseTo(audio.bytes / 48_000)
  })

  test('an interrupted turn says so, and a session that is open at the end is closed', async () => {
    await using all = await connected(genai, { chunkMillis: 60_000 })
    const { session, until } = await all.open()
    session.sendClientContent({ turns: 'Explain rivers' })
    await until((message) => message.serverContent?.modelTurn !== undefined)
    session.sendClientContent({ turns: 'Stop', turnComplete: false })
    await until(isDone)
    expect(all.world.tracing.named('Live.turn').attributes['gemini.live.interrupted']).toBe(true)
    all.world.gemini.closeStreams()
    expect(all.world.tracing.openSpans()).toEqual([])
  })

  test('a socket that the server closes is an error, and so is a session that never opened', async () => {
    await using all = await connected(genai)
    const { closed } = await all.open()
    await all.emulator.close()
    await closed
    expect(all.world.tracing.spans[0]!.status.code).toBe('ERROR')
    // Before 3.x, `connect` waits for ever then.
    if (major < 3) return
    const refused: unknown = await all.open().catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(Error)
    expect(all.world.tracing.spans[1]!.status.code).toBe('ERROR')
  })

  test('callbacks have the same order, `this` and kinds of values with and without us', async () => {
    await using all = await connected(genai)
    const run = async (): Promise<unknown[]> => {
      const seen: unknown[] = []
      const { promise: done, resolve } = Promise.withResolvers<void>()
      const callbacks = {
        onopen(this: unknown): void {
          seen.push(['open', this === callbacks])
        },
        onmessage(this: unknown, message: LiveServerMessage): void {
          seen.push(['message', this === callbacks, message.constructor.name, Object.keys(message)])
          if (isDone(message)) resolve()
        },
        onclose(this: unknown, event: object): void {
          seen.push(['close', this === callbacks, event.constructor.name])
        },
      }
      const close = vi.spyOn(callbacks, 'onclose')
      const params = { model: MODEL, config: { responseModalities: ['TEXT' as never] }, callbacks }
      const session = await all.ai.live.connect(params)
      session.sendClientContent({ turns: 'The opposite of hot is' })
      await done
      session.close()
      await vi.waitFor(() => expect(close).toHaveBeenCalled())
      return seen
    }
    const traced = await run()
    all.world.gemini.autolog({ disable: true })
    expect(traced).toEqual(await run())
    expect(traced.length).toBeGreaterThan(4)
  })

  test('switched off, the classes are as they were; one client can be traced alone', async () => {
    await using all = await connected(genai)
    const prototypes = [
      genai.Live.prototype,
      genai.Session.prototype,
      Object.getPrototypeOf(all.ai.live.music) as object,
    ]
    const look = (): unknown[] => prototypes.map((one) => Object.getOwnPropertyDescriptors(one))
    all.world.gemini.autolog({ disable: true })
    const before = look()
    all.world.gemini.autolog(EVERY_COPY)
    expect(look()).not.toEqual(before)
    all.world.gemini.autolog({ disable: true })
    expect(look()).toEqual(before)

    all.world.gemini.tracedClient(all.ai)
    const { session, until, close } = await all.open()
    session.sendClientContent({ turns: 'The opposite of hot is' })
    await until(isDone)
    await close()
    expect(all.world.tracing.tree()).toBe('Live.connect:CHAIN(Live.turn:LLM)')
  })

  test('music is a session and nothing more', async () => {
    await using all = await connected(genai)
    vi.spyOn(console, 'warn').mockImplementation(() => {})
    const { promise: closed, resolve } = Promise.withResolvers<void>()
    const session = await all.ai.live.music.connect({
      model: 'models/lyria-realtime-exp',
      callbacks: { onmessage: () => {}, onclose: () => resolve() },
    })
    session.play()
    session.close()
    await closed
    expect(all.world.tracing.tree()).toBe('LiveMusic.connect:CHAIN')
    vi.restoreAllMocks()
  })
})
