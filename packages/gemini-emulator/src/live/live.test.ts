import type { LiveServerMessage, Session } from '@google/genai'
import { Modality } from '@google/genai'
import { expect, test } from 'vitest'
import { connect } from '../testing/connect.ts'
import type { Connected } from '../testing/connect.ts'

const MODEL = 'gemini-live-2.5-flash-preview'

async function open({ ai }: Connected, config: object = { responseModalities: [Modality.TEXT] }) {
  const messages: LiveServerMessage[] = []
  let wake = (): void => {}
  const session: Session = await ai.live.connect({
    model: MODEL,
    config,
    callbacks: {
      onmessage: (message) => {
        messages.push(message)
        wake()
      },
    },
  })
  const until = async (isTrue: (message: LiveServerMessage) => boolean): Promise<LiveServerMessage[]> => {
    while (!messages.some(isTrue)) await new Promise<void>((resolve) => (wake = resolve))
    return messages.splice(0)
  }
  return { session, until }
}

const isDone = (message: LiveServerMessage): boolean => message.serverContent?.turnComplete === true
const textOf = (messages: LiveServerMessage[]): string =>
  messages
    .flatMap((message) => message.serverContent?.modelTurn?.parts ?? [])
    .map((part) => part.text ?? '')
    .join('')

test('a turn is answered in pieces, then with its tokens', async () => {
  await using world = await connect()
  const { session, until } = await open(world)
  session.sendClientContent({ turns: 'The opposite of hot is' })
  const messages = await until(isDone)
  session.close()
  expect(messages[0]?.setupComplete).toBeDefined()
  expect(textOf(messages)).toMatch(/cold/i)
  expect(messages.some((message) => message.serverContent?.generationComplete)).toBe(true)
  const usage = messages.at(-1)?.usageMetadata
  expect(usage?.totalTokenCount).toBe(
    usage!.promptTokenCount! + usage!.responseTokenCount! + (usage?.thoughtsTokenCount ?? 0),
  )
})

test('a function call waits for its response', async () => {
  await using world = await connect()
  const number = { type: 'NUMBER' }
  const multiply = {
    name: 'multiply',
    parameters: { type: 'OBJECT', properties: { a: number, b: number }, required: ['a', 'b'] },
  }
  const { session, until } = await open(world, {
    responseModalities: [Modality.TEXT],
    tools: [{ functionDeclarations: [multiply] }],
  })
  session.sendRealtimeInput({ text: 'How much is 57 times 44?' })
  const [call] = (await until((message) => message.toolCall !== undefined)).at(-1)!.toolCall!.functionCalls!
  expect(call).toMatchObject({ name: 'multiply', args: { a: 57, b: 44 } })
  session.sendToolResponse({ functionResponses: { id: call!.id!, name: 'multiply', response: { output: 2508 } } })
  expect(textOf(await until(isDone))).toMatch(/2,?508/)
  session.close()
})

test('who speaks into an answer interrupts it', async () => {
  await using world = await connect({ chunkMillis: 5000 })
  const { session, until } = await open(world)
  session.sendClientContent({ turns: 'Explain rivers' })
  await until((message) => message.serverContent?.modelTurn !== undefined)
  session.sendClientContent({ turns: 'Stop', turnComplete: false })
  const messages = await until(isDone)
  session.close()
  expect(messages.map((message) => message.serverContent?.interrupted)).toContain(true)
  expect(messages.some((message) => message.serverContent?.generationComplete)).toBe(false)
})

test('sound is heard, answered in sound and written down', async () => {
  await using world = await connect()
  const { session, until } = await open(world, {
    responseModalities: [Modality.AUDIO],
    inputAudioTranscription: {},
    outputAudioTranscription: {},
  })
  session.sendRealtimeInput({
    audio: { data: Buffer.alloc(3200).toString('base64'), mimeType: 'audio/pcm;rate=16000' },
  })
  session.sendRealtimeInput({ audioStreamEnd: true })
  const messages = await until(isDone)
  session.close()
  const contents = messages.map((message) => message.serverContent)
  expect(contents.find((content) => content?.inputTranscription)?.inputTranscription?.text).toContain('3200')
  expect(
    contents.some((content) => content?.modelTurn?.parts?.[0]?.inlineData?.mimeType === 'audio/pcm;rate=24000'),
  ).toBe(true)
  expect(contents.some((content) => content?.outputTranscription?.text)).toBe(true)
})

test('a bad key and an unknown model close the socket with the reason', async () => {
  await using bad = await connect({ apiKey: 'invalid-key' })
  await expect(open(bad)).rejects.toThrow(/1007.*API key not valid/)
  await using world = await connect()
  const unknown = world.ai.live.connect({ model: 'gemini-9', callbacks: { onmessage: () => {} } })
  await expect(unknown).rejects.toThrow(/1008.*gemini-9/)
})

test('an ephemeral token opens a session too', async () => {
  await using world = await connect({ apiKey: 'auth_tokens/abc', apiVersion: 'v1alpha' })
  const { session } = await open(world)
  expect(session.setupComplete).toBeDefined()
  session.close()
})
