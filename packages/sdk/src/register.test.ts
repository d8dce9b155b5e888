import { expect, test } from 'vitest'

import { answer, json, startScriptedGemini, usage } from './instrument/testing/scripted-gemini.ts'
import { copyOfPackage } from './testing/copy-of-package.ts'
import { INDEX_URL, runScript } from './testing/run-script.ts'
import { startReceiver } from './testing/start-receiver.ts'

const CALL = `
  const ai = new GoogleGenAI({ apiKey: 'a secret key' })
  const { text } = await ai.models.generateContent({ model: 'gemini-x', contents: 'The opposite of hot is' })
  console.log(text)`

test.each([
  ['an ES module', 'module', `import { GoogleGenAI } from '@google/genai';${CALL}`],
  ['a CommonJS module', 'commonjs', `const { GoogleGenAI } = require('@google/genai'); (async () => {${CALL}})()`],
] as const)('a program that knows nothing of us is traced when we are preloaded: %s', async (_, type, script) => {
  await using receiver = await startReceiver()
  await using gemini = await startScriptedGemini()
  gemini.answer(json(answer([{ text: 'cold' }], { usageMetadata: usage(5, 1) })))
  const env = { LOUPE_TRACKING_URI: receiver.url, GOOGLE_GEMINI_BASE_URL: gemini.url }

  const result = await runScript(script, { env, type, preload: new URL('register.ts', import.meta.url).href })

  expect(result).toMatchObject({ exitCode: 0, stdout: 'cold\n', stderr: '' })
  expect(receiver.spans).toHaveLength(1)
  expect(receiver.spans[0]?.attributes).toMatchObject({
    'gen_ai.request.model': 'gemini-x',
    'gen_ai.usage.input_tokens': 5n,
    'mlflow.spanInputs': expect.stringContaining('The opposite of hot is'),
    'mlflow.spanOutputs': expect.stringContaining('cold'),
  })
  expect(receiver.requests[0]?.body.toString('latin1')).not.toContain('a secret key')
})

test('gemini.autolog and tracedGemini work from the front door, and nest in withSpan', async () => {
  await using receiver = await startReceiver()
  await using gemini = await startScriptedGemini()
  const script = `
    import * as loupe from ${JSON.stringify(INDEX_URL)}
    import { GoogleGenAI } from '@google/genai'
    const call = (ai) => ai.models.generateContent({ model: 'gemini-x', contents: 'hi' })
    const early = new GoogleGenAI({ apiKey: 'k' })
    loupe.gemini.autolog()
    await loupe.withSpan(() => call(early), { name: 'all' })
    loupe.gemini.autolog({ disable: true })
    await call(early)
    await loupe.withSpan(() => call(loupe.tracedGemini(new GoogleGenAI({ apiKey: 'k' }))), { name: 'one' })`
  gemini.answer(...Array.from({ length: 3 }, () => json(answer([{ text: 'cold' }]))))

  const result = await runScript(script, {
    env: { LOUPE_TRACKING_URI: receiver.url, GOOGLE_GEMINI_BASE_URL: gemini.url },
  })

  expect(result).toMatchObject({ exitCode: 0, stderr: '' })
  const parents = receiver.spans.map((span) => [
    span.attributes['gen_ai.request.model'] ?? span.name,
    receiver.spans.find((other) => other.spanId === span.parentSpanId)?.name,
  ])
  expect(parents).toEqual([
    ['gemini-x', 'all'],
    ['all', undefined],
    ['gemini-x', 'one'],
    ['one', undefined],
  ])
})

test('where there is no SDK to trace, autolog says so once and what to do', async () => {
  await using copy = await copyOfPackage({ nodeModules: ['@opentelemetry/api', '@loupe-ai'] })
  const script = `
    import * as loupe from ${JSON.stringify(copy.indexUrl)}
    loupe.gemini.autolog()
    loupe.gemini.autolog()`

  const result = await runScript(script, { cwd: copy.folder })

  expect(result).toMatchObject({ exitCode: 0, stdout: '' })
  expect(result.stderr.trimEnd().split('\n')).toEqual([
    expect.stringMatching(/^loupe: .*found no @google\/genai.*autolog\(\{ modules: \[genai\] \}\)/),
  ])
})
