import { createRequire } from 'node:module'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { GENAI_COPIES } from '../testing/genai-copies.ts'
import { answer, json } from '../testing/scripted-gemini.ts'
import { recordingTracing } from '../testing/recording-tracing.ts'
import { tracedWorld } from '../testing/traced-world.ts'
import { copiesIn, findModules } from './find-modules.ts'
import { createGeminiInstrumentation } from './index.ts'

afterEach(() => void vi.unstubAllGlobals())

describe('finding copies of the SDK', () => {
  test('gives the very classes that import and require give', () => {
    const found = findModules().map(({ Models }) => Models)

    for (const [, genai] of GENAI_COPIES) expect(found).toContain(genai.Models)
  })

  test('looks through a module that interop has wrapped, and at nothing else', () => {
    const genai = createRequire(import.meta.url)('@google/genai') as object

    expect(copiesIn({ default: genai })).toEqual([genai])
    for (const odd of [undefined, null, 'genai', {}, { Models: 1 }, { default: { Models: {} } }])
      expect(copiesIn(odd)).toEqual([])
  })

  test('finds nothing, quietly, where modules cannot be required', () => {
    vi.stubGlobal('process', undefined)

    expect(findModules()).toEqual([])
  })
})

test('without node:module autolog traces what it is given, and tells once when it has nothing', async () => {
  const [, genai] = GENAI_COPIES[0]!
  await using world = await tracedWorld(genai, { autolog: false })
  const told: string[] = []
  const lonely = createGeminiInstrumentation(recordingTracing(), { warn: (message) => told.push(message) })
  const processes = process
  vi.stubGlobal('process', undefined)

  lonely.autolog()
  lonely.autolog()
  lonely.autolog({ disable: true })
  world.gemini.autolog({ modules: [genai] })
  vi.stubGlobal('process', processes)

  expect(told).toEqual([expect.stringContaining('modules: [genai]')])
  world.server.answer(json(answer([{ text: 'Cold.' }])))
  await new genai.GoogleGenAI({ apiKey: 'k', httpOptions: { baseUrl: world.server.url } }).models.generateContent({
    model: 'm',
    contents: 'hot',
  })
  expect(world.tracing.tree()).toBe('Models.generateContent:LLM')
})
