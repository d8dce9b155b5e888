import { startEmulator } from '@loupe-ai/gemini-emulator'
import { describe, expect, test, vi } from 'vitest'
import { clientOf, EVERY_COPY, GENAI_COPIES } from '../testing/genai-copies.ts'
import type { Genai } from '../testing/genai-copies.ts'
import { recordingTracing } from '../testing/recording-tracing.ts'
import { createGeminiInstrumentation } from './index.ts'
import { OWNER_NAMES, ownerOn } from './owners.ts'

const NOWHERE = 'http://127.0.0.1:9'

/** The descriptors of every class that a client is made of, along their prototypes, exported or not. */
function descriptorsOf(genai: Genai): unknown {
  const ai = clientOf(genai, NOWHERE)
  const parts = OWNER_NAMES.flatMap((owner) => ownerOn(ai, owner) ?? [])
  const prototypes: object[] = [genai.Chat.prototype, genai.Pager.prototype, genai.GoogleGenAI.prototype]
  for (const part of parts)
    for (
      let one = Object.getPrototypeOf(part) as object;
      one !== Object.prototype;
      one = Object.getPrototypeOf(one) as object
    )
      prototypes.push(one)
  return [parts.length, prototypes.map((one) => Object.getOwnPropertyDescriptors(one))]
}

describe.each(GENAI_COPIES)('the classes of the %s copy', (_, genai) => {
  test('are as they were when it is off again, descriptor by descriptor, exported or not', () => {
    const before = descriptorsOf(genai)
    const gemini = createGeminiInstrumentation(recordingTracing())

    for (let times = 0; times < 2; times++) {
      gemini.autolog(EVERY_COPY)
      expect(descriptorsOf(genai)).not.toEqual(before)
      gemini.autolog({ disable: true })
      expect(descriptorsOf(genai)).toEqual(before)
    }
  })

  test('are traced for a client made before autolog too, where the class has the method', async () => {
    await using emulator = await startEmulator()
    const ai = clientOf(genai, emulator.url)
    const tracing = recordingTracing()
    const gemini = createGeminiInstrumentation(tracing)
    gemini.autolog(EVERY_COPY)
    try {
      const { name = '' } = await ai.fileSearchStores.create({ config: { displayName: 'notes' } })
      await ai.fileSearchStores.get({ name })
      await ai.files.upload({ file: new Blob(['a'], { type: 'text/plain' }) })
      await ai.tunings.cancel({ name: 'tunedModels/none' }).catch(() => {})
    } finally {
      gemini.autolog({ disable: true })
    }

    expect(tracing.spans.map((span) => span.name)).toEqual([
      'FileSearchStores.create',
      'FileSearchStores.get',
      'Files.upload',
      'Tunings.cancel',
    ])
  })

  test('make one span for a call of a client that is traced twice, by itself and with all', async () => {
    await using emulator = await startEmulator()
    const all = recordingTracing()
    const one = recordingTracing()
    const gemini = createGeminiInstrumentation(all)
    gemini.autolog(EVERY_COPY)
    try {
      const ai = createGeminiInstrumentation(one).tracedClient(clientOf(genai, emulator.url))
      const pager = await ai.models.list({ config: { pageSize: 2 } })
      await pager.nextPage()
    } finally {
      gemini.autolog({ disable: true })
    }

    expect(one.tree()).toBe('Models.list:TASK | Pager.nextPage:TASK')
    expect(all.spans).toEqual([])
  })

  test.each([
    ['no key', {}],
    ['two keys', { GOOGLE_API_KEY: 'a', GEMINI_API_KEY: 'b' }],
    ['flags that contradict each other', { GOOGLE_GENAI_USE_ENTERPRISE: 'true', GOOGLE_GENAI_USE_VERTEXAI: 'false' }],
    ['a project', { GOOGLE_GENAI_USE_VERTEXAI: 'true', GOOGLE_CLOUD_PROJECT: 'p', GOOGLE_CLOUD_LOCATION: 'l' }],
  ])('are found without a word and without a request, with %s in the environment', (_, env) => {
    const names = ['GOOGLE_API_KEY', 'GEMINI_API_KEY', 'GOOGLE_GENAI_USE_ENTERPRISE', 'GOOGLE_GENAI_USE_VERTEXAI']
    for (const name of names) vi.stubEnv(name, undefined)
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
    const words: unknown[] = []
    const consoles = (['log', 'debug', 'info', 'warn', 'error'] as const).map((level) =>
      vi.spyOn(console, level).mockImplementation((...said) => void words.push(said)),
    )
    const sending = vi.spyOn(globalThis, 'fetch')
    const before = Object.getOwnPropertyDescriptors(console)
    const gemini = createGeminiInstrumentation(recordingTracing())
    try {
      gemini.autolog(EVERY_COPY)
      gemini.autolog({ disable: true })

      expect(words).toEqual([])
      expect(sending).not.toHaveBeenCalled()
      expect(Object.getOwnPropertyDescriptors(console)).toEqual(before)
    } finally {
      gemini.autolog({ disable: true })
      for (const spy of [...consoles, sending]) spy.mockRestore()
      vi.unstubAllEnvs()
    }
  })
})

test('a bundle that hands over some classes and no client has those traced', async () => {
  await using emulator = await startEmulator()
  const [, genai] = GENAI_COPIES[0]!
  const { apiClient } = clientOf(genai, emulator.url) as unknown as { apiClient: never }
  class Models extends genai.Models {}
  const tracing = recordingTracing()
  const gemini = createGeminiInstrumentation(tracing)
  gemini.autolog({ modules: [{ Models }] })
  try {
    await new Models(apiClient).get({ model: 'gemini-2.5-flash' })

    expect(tracing.spans.map(({ name }) => name)).toEqual(['Models.get'])
  } finally {
    gemini.autolog({ disable: true })
  }
})
