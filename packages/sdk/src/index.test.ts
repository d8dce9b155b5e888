import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'

import { INDEX_PATH, INDEX_URL, runScript } from './testing/run-script.ts'
import { startReceiver } from './testing/start-receiver.ts'
import { SDK_VERSION } from './version.ts'

test('two copies of the package are one: what is set on one holds for the other', async () => {
  await using receiver = await startReceiver()
  // A query makes the module system load the same file a second time; its inner modules are shared, so the URL of a
  // folder reached by another path would be no truer: what counts is that each copy has its own exports.
  const script = `
    const first = await import(${JSON.stringify(INDEX_URL)})
    const second = await import(${JSON.stringify(`${INDEX_URL}?copy`)})
    first.init({ trackingUri: ${JSON.stringify(receiver.url)}, experimentName: 'shared' })
    await first.withSpan(async () => second.withSpan(async () => second.updateCurrentTrace({ userId: 'u' }), { name: 'inner' }), { name: 'outer' })
    console.log(first.withSpan === second.withSpan, second.getTrackingUri() === first.getTrackingUri())
    console.log(JSON.stringify(await second.flushTraces()))`

  const result = await runScript(script)

  expect(result.stderr).toBe('')
  expect(result.stdout).toBe('false true\n{"delivered":2,"kept":0,"refused":0,"dropped":0}\n')
  expect(receiver.spans.map((span) => span.resource['loupe.experiment.name'])).toEqual(['shared', 'shared'])
  expect(receiver.spans.find((span) => span.name === 'outer')?.attributes['user.id']).toBe('u')
})

test('what a program puts into its environment after its imports counts', async () => {
  const script = `
    const loupe = await import(${JSON.stringify(INDEX_URL)})
    process.env.LOUPE_TRACKING_URI = 'http://127.0.0.1:9'
    console.log(loupe.getTrackingUri(), loupe.SpanType.CHAT_MODEL)`
  expect((await runScript(script)).stdout).toBe('http://127.0.0.1:9 CHAT_MODEL\n')
})

test('the version that spans carry is the package’s', async () => {
  const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string
  }
  expect(SDK_VERSION).toBe(version)
})

test('loads no more than it needs of other packages', async () => {
  const script = `
    const { registerHooks } = require('node:module')
    const loaded = []
    registerHooks({ load: (url, context, next) => { loaded.push(url); return next(url, context) } })
    require(${JSON.stringify(INDEX_PATH)})
    console.log(loaded.filter((url) => /node_modules|packages/.test(url)).map((url) => url.replace(/.*(node_modules|packages)\\//, '')).filter((path) => !path.startsWith('sdk/')).join('\\n'))`
  const { stdout, stderr } = await runScript(script, { type: 'commonjs' })
  expect(stderr).toBe('')
  const packages = new Set(
    stdout
      .trim()
      .split('\n')
      .map((path) =>
        path
          .split('/')
          .slice(0, path.startsWith('@') ? 2 : 1)
          .join('/'),
      ),
  )
  expect([...packages].toSorted()).toEqual(['@opentelemetry/api', 'contract', 'model', 'wire'])
  expect(stdout).not.toContain('zod')
})
