import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { answer, json, startScriptedGemini } from '../../../packages/sdk/src/instrument/testing/scripted-gemini.ts'
import { startReceiver } from '../../../packages/sdk/src/testing/start-receiver.ts'
import type { Receiver } from '../../../packages/sdk/src/testing/start-receiver.ts'
import { application, GENAI } from './application.ts'

const NODES = { 22: process.env['LOUPE_TEST_NODE_22']!, 24: process.execPath }
const COLD = json(answer([{ text: 'cold' }]))
const RUNS = Object.keys(NODES).flatMap((node) =>
  Object.keys(GENAI).flatMap((version) =>
    (['ES module', 'CommonJS'] as const).map(
      (format) => [node as unknown as keyof typeof NODES, version as keyof typeof GENAI, format] as const,
    ),
  ),
)

const importing = (format: string, names: string, from: string): string =>
  format === 'CommonJS' ? `const ${names} = require('${from}')\n` : `import ${names} from '${from}'\n`
const mainFile = (format: string): 'main.cjs' | 'main.mjs' => (format === 'CommonJS' ? 'main.cjs' : 'main.mjs')

/** A client of a class of its own, a chat, and a dependency with its own copy: all that knows nothing of us. */
const program = (format: string): string => `${importing(format, '{ GoogleGenAI }', '@google/genai')}
${importing(format, '{ ask }', 'dep')}
class My extends GoogleGenAI { mine = true }
const main = async () => {
  const ai = new My({ apiKey: 'k' })
  const { text } = await ai.models.generateContent({ model: 'mine', contents: 'hot' })
  const said = await ai.chats.create({ model: 'chat' }).sendMessage({ message: 'hot' })
  console.log(text, said.text, await ask(), ai.mine, ai instanceof GoogleGenAI)
}
main()`

const dependency = (format: string): string => `${importing(format, '{ GoogleGenAI }', '@google/genai')}
const ask = async () => {
  const { text } = await new GoogleGenAI({ apiKey: 'k' }).models.generateContent({ model: 'nested', contents: 'hot' })
  return text
}
${format === 'CommonJS' ? 'module.exports = { ask }' : 'export { ask }'}`

const seen = (receiver: Receiver): unknown[] =>
  receiver.spans
    .filter(({ endTimeUnixNano }) => endTimeUnixNano > 0n)
    .map(({ name, attributes }) => `${name} ${String(attributes['gen_ai.request.model'])}`)
    .toSorted()

test('the older Node is one', () => {
  expect(execFileSync(NODES[22], ['--version'], { encoding: 'utf8' })).toMatch(/^v22\./)
})

describe.each(RUNS)('on Node %s a program with %s as %s', (node, version, format) => {
  test('is traced without a line of code, its dependency with another version too', async () => {
    await using receiver = await startReceiver()
    await using gemini = await startScriptedGemini()
    gemini.answer(COLD, COLD, COLD)
    await using app = await application({
      file: mainFile(format),
      code: program(format),
      genai: GENAI[version],
      nested: {
        genai: version === '1.52' ? GENAI['2.32'] : GENAI['1.52'],
        file: format === 'CommonJS' ? 'index.cjs' : 'index.mjs',
        code: dependency(format),
      },
    })

    const result = await app.run(NODES[node], ['--import', '@loupe-ai/sdk/register'], {
      LOUPE_TRACKING_URI: receiver.url,
      GOOGLE_GEMINI_BASE_URL: gemini.url,
    })

    expect(result).toEqual({ exitCode: 0, stdout: 'cold cold cold true true\n', stderr: '' })
    expect(seen(receiver)).toEqual([
      'Chat.sendMessage chat',
      'Models.generateContent chat',
      'Models.generateContent mine',
      'Models.generateContent nested',
    ])
  })

  test('is traced by one line, clients made before it too, and no more after it is switched off', async () => {
    await using receiver = await startReceiver()
    await using gemini = await startScriptedGemini()
    gemini.answer(COLD, COLD, COLD)
    const code = `${importing(format, '{ GoogleGenAI }', '@google/genai')}
${importing(format, format === 'CommonJS' ? 'loupe' : '* as loupe', '@loupe-ai/sdk')}
const main = async () => {
  const call = (model) => early.models.generateContent({ model, contents: 'hot' })
  const early = new GoogleGenAI({ apiKey: 'k' })
  loupe.gemini.autolog()
  await call('early')
  await new GoogleGenAI({ apiKey: 'k' }).models.generateContent({ model: 'late', contents: 'hot' })
  loupe.gemini.autolog({ disable: true })
  console.log((await call('off')).text)
}
main()`
    await using app = await application({ file: mainFile(format), code, genai: GENAI[version] })

    const result = await app.run(NODES[node], [], {
      LOUPE_TRACKING_URI: receiver.url,
      GOOGLE_GEMINI_BASE_URL: gemini.url,
    })

    expect(result).toEqual({ exitCode: 0, stdout: 'cold\n', stderr: '' })
    expect(seen(receiver)).toEqual(['Models.generateContent early', 'Models.generateContent late'])
  })
})
