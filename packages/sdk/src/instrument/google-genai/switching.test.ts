import { cp, mkdir, mkdtempDisposable, readFile, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { clientOf, EVERY_COPY, GENAI_COPIES } from '../testing/genai-copies.ts'
import type { Genai } from '../testing/genai-copies.ts'
import { recordingTracing } from '../testing/recording-tracing.ts'
import { answer, json } from '../testing/scripted-gemini.ts'
import { tracedWorld } from '../testing/traced-world.ts'
import { createGeminiInstrumentation } from './index.ts'

const ASK = { model: 'gemini-2.5-flash', contents: 'hot' }
const COLD = json(answer([{ text: 'Cold.' }]))
const PLAIN = 'Models.generateContent:LLM'
const TURN = `Chat.sendMessage:CHAT_MODEL(${PLAIN})`

const descriptors = (genai: Genai): unknown =>
  [genai.Models.prototype, genai.Chat.prototype].map((prototype) => Object.getOwnPropertyDescriptors(prototype))

describe.each(GENAI_COPIES)('the %s copy', (_, genai) => {
  test('autolog twice, or by two instrumentations, still makes one span', async () => {
    await using world = await tracedWorld(genai)
    world.gemini.autolog(EVERY_COPY)
    const other = recordingTracing()
    createGeminiInstrumentation(other).autolog(EVERY_COPY)
    world.server.answer(COLD)

    await clientOf(genai, world.server.url).models.generateContent(ASK)

    expect(world.tracing.tree()).toBe(PLAIN)
    expect(other.spans).toEqual([])
  })

  test('switched off, old and new clients make no spans and every descriptor is as it was', async () => {
    const before = descriptors(genai)
    await using world = await tracedWorld(genai)
    expect(descriptors(genai)).not.toEqual(before)
    const chat = world.ai.chats.create({ model: 'gemini-2.5-flash' })

    world.gemini.autolog({ disable: true })

    expect(descriptors(genai)).toEqual(before)
    world.server.answer(COLD, COLD, COLD)
    await world.ai.models.generateContent(ASK)
    await chat.sendMessage({ message: 'hot' })
    await clientOf(genai, world.server.url).models.generateContent(ASK)
    expect(world.tracing.spans).toEqual([])
  })

  test('switched on again, the clients of the first time are traced again', async () => {
    await using world = await tracedWorld(genai)
    world.gemini.autolog({ disable: true })
    world.gemini.autolog(EVERY_COPY)
    world.server.answer(COLD)

    await world.ai.models.generateContent(ASK)

    expect(world.tracing.tree()).toBe(PLAIN)
  })

  test('a client made before autolog is traced where its classes are: chats and requests', async () => {
    await using world = await tracedWorld(genai, { autolog: false })
    const chat = world.ai.chats.create({ model: 'gemini-2.5-flash' })
    world.gemini.autolog(EVERY_COPY)
    world.server.answer(COLD, COLD)

    await world.ai.models.generateContent(ASK)
    await chat.sendMessage({ message: 'hot' })

    expect(world.tracing.tree()).toBe(`${PLAIN} | ${TURN}`)
  })

  test('a patch that somebody put over ours is left where it is', async () => {
    await using world = await tracedWorld(genai)
    const { prototype } = genai.Chat
    const ours = Object.getOwnPropertyDescriptor(prototype, 'sendMessage')!
    const theirs = function sendMessage(this: InstanceType<Genai['Chat']>, ...args: [never]): unknown {
      return Reflect.apply(ours.value as (...args: unknown[]) => unknown, this, args)
    }
    try {
      Object.defineProperty(prototype, 'sendMessage', { ...ours, value: theirs })

      world.gemini.autolog({ disable: true })

      expect(prototype.sendMessage).toBe(theirs)
      world.server.answer(COLD)
      await world.ai.chats.create({ model: 'gemini-2.5-flash' }).sendMessage({ message: 'hot' })
      expect(world.tracing.spans).toEqual([])
    } finally {
      const original = Reflect.get(ours.value as object, Symbol.for('loupe.gemini.original')) as unknown
      Object.defineProperty(prototype, 'sendMessage', { ...ours, value: original })
    }
  })

  test('what a user assigns over a method is what is called', async () => {
    await using world = await tracedWorld(genai)
    const mine = async (): Promise<never> => ({ mine: true }) as never

    world.ai.models.generateContent = mine

    expect(world.ai.models.generateContent).toBe(mine)
    expect(await world.ai.models.generateContent(ASK)).toEqual({ mine: true })
    expect(world.tracing.spans).toEqual([])
  })

  test('methods stay own or inherited, named, detachable and spreadable as before', async () => {
    await using world = await tracedWorld(genai, { autolog: false })
    const shape = (client: InstanceType<Genai['GoogleGenAI']>): unknown => [
      Object.keys(client.models),
      ['generateContent', 'generateContentStream', 'embedContent', 'countTokens'].map((name) => {
        const method = Reflect.get(client.models, name) as () => void
        const own = Object.getOwnPropertyDescriptor(client.models, name)
        return [name, method.name, method.length, own && { ...own, value: undefined }, 'prototype' in method]
      }),
      Object.keys({ ...client.models }),
    ]
    const bare = shape(world.ai)
    world.gemini.autolog(EVERY_COPY)
    const ai = clientOf(genai, world.server.url)

    expect(shape(ai)).toEqual(bare)
    world.server.answer(COLD, COLD)
    const { generateContent } = ai.models
    await generateContent(ASK)
    await { ...ai.models }.generateContent(ASK)
    expect(world.tracing.tree()).toBe(`${PLAIN} | ${PLAIN}`)
  })

  test('a subclass of the client is traced and stays an instance of both', async () => {
    await using world = await tracedWorld(genai)
    class Mine extends genai.GoogleGenAI {}
    const ai = new Mine({ apiKey: 'k', httpOptions: { baseUrl: world.server.url } })
    world.server.answer(COLD)

    await ai.models.generateContent(ASK)

    expect(ai).toBeInstanceOf(genai.GoogleGenAI)
    expect(world.tracing.tree()).toBe(PLAIN)
  })

  test('one traced client is traced alone, comes back as itself and outlives autolog', async () => {
    await using world = await tracedWorld(genai, { autolog: false })
    const ai = world.gemini.tracedClient(world.ai)
    expect(ai).toBe(world.ai)
    expect(Object.keys(ai.models)).toEqual(Object.keys(clientOf(genai, world.server.url).models))
    world.server.answer(COLD, COLD, COLD, COLD, COLD)

    await clientOf(genai, world.server.url).models.generateContent(ASK)
    await ai.models.generateContent(ASK)
    await ai.chats.create({ model: 'gemini-2.5-flash' }).sendMessage({ message: 'hot' })
    expect(world.tracing.tree()).toBe(`${PLAIN} | ${TURN}`)

    world.gemini.autolog(EVERY_COPY)
    await ai.models.generateContent(ASK)
    world.gemini.autolog({ disable: true })
    await ai.models.generateContent(ASK)
    expect(world.tracing.tree()).toBe([PLAIN, TURN, PLAIN, PLAIN].join(' | '))
  })

  test('a client that autolog traces already can be made a traced client without a second span', async () => {
    await using world = await tracedWorld(genai)
    const ai = world.gemini.tracedClient(world.gemini.tracedClient(world.ai))
    world.server.answer(COLD, COLD)

    await ai.models.generateContent(ASK)
    await ai.chats.create({ model: 'gemini-2.5-flash' }).sendMessage({ message: 'hot' })

    expect(world.tracing.tree()).toBe(`${PLAIN} | ${TURN}`)
  })

  test('spans nest under the one that is active in the program', async () => {
    await using world = await tracedWorld(genai)
    world.server.answer(COLD, COLD)
    const outer = world.tracing.startSpan({ name: 'multi-turn', spanType: 'CHAIN' })

    await world.tracing.runInContext(outer.context, async () => {
      const chat = world.ai.chats.create({ model: 'gemini-2.5-flash' })
      await chat.sendMessage({ message: 'hot' })
      await chat.sendMessage({ message: 'dry' })
    })
    outer.end()

    expect(world.tracing.tree()).toBe(`multi-turn:CHAIN(${TURN}, ${TURN})`)
  })
})

test('all copies are traced at once', async () => {
  await using world = await tracedWorld(GENAI_COPIES[0]![1])
  world.server.answer(...GENAI_COPIES.map(() => COLD))

  for (const [, genai] of GENAI_COPIES) await clientOf(genai, world.server.url).models.generateContent(ASK)

  expect(new Set(GENAI_COPIES.map(([, genai]) => genai.Models)).size).toBe(GENAI_COPIES.length)
  expect(world.tracing.tree()).toBe(GENAI_COPIES.map(() => PLAIN).join(' | '))
})

test('further copies are traced when they are given, and when they are loaded later', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'loupe-copies-'))
  const given = await copyOfTheSdk(join(folder.path, 'given'))
  const later = await copyOfTheSdk(join(folder.path, 'later'))
  const early = (await import(pathToFileURL(given('index.mjs')).href)) as Genai
  await using world = await tracedWorld(GENAI_COPIES[0]![1], { autolog: false })

  world.gemini.autolog({ modules: [early] })
  const imported = (await import(pathToFileURL(later('index.mjs')).href)) as Genai
  const required = createRequire(import.meta.url)(later('index.cjs')) as Genai

  expect(
    new Set([early, imported, required, ...GENAI_COPIES.map(([, genai]) => genai)].map(({ Models }) => Models)).size,
  ).toBe(3 + GENAI_COPIES.length)
  world.server.answer(COLD, COLD, COLD)
  for (const genai of [early, imported, required]) await clientOf(genai, world.server.url).models.generateContent(ASK)
  expect(world.tracing.tree()).toBe(`${PLAIN} | ${PLAIN} | ${PLAIN}`)
})

/** A second installation of the real package, as a nested dependency would be. */
async function copyOfTheSdk(folder: string): Promise<(file: string) => string> {
  const original = createRequire(import.meta.url)
    .resolve('@google/genai')
    .replace(/dist.node.index.cjs$/, '')
  const target = join(folder, 'node_modules', '@google', 'genai')
  await mkdir(join(target, 'dist', 'node'), { recursive: true })
  for (const file of ['index.mjs', 'index.cjs']) {
    await cp(join(original, 'dist', 'node', file), join(target, 'dist', 'node', file))
  }
  await writeFile(join(target, 'package.json'), await readFile(join(original, 'package.json')))
  // Its own dependencies are those of the checkout.
  const modules = original.replace(/@google.genai.$/, '')
  for (const name of ['google-auth-library', 'p-retry', 'protobufjs', 'ws']) {
    await symlink(join(modules, name), join(folder, 'node_modules', name))
  }
  return (file) => join(target, 'dist', 'node', file)
}
