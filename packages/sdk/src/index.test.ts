import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'

import { copyOfPackage } from './testing/copy-of-package.ts'
import { INDEX_PATH, INDEX_URL, runScript } from './testing/run-script.ts'
import { startReceiver } from './testing/start-receiver.ts'
import { SDK_VERSION } from './version.ts'

test('two copies of the package are one: what is set on one holds for the other', async () => {
  await using receiver = await startReceiver()
  await using copy = await copyOfPackage()
  const script = `
    const first = await import(${JSON.stringify(INDEX_URL)})
    const second = await import(${JSON.stringify(copy.indexUrl)})
    first.init({ trackingUri: ${JSON.stringify(receiver.url)}, experimentName: 'shared' })
    const inner = async () => second.withSpan(async () => second.updateCurrentTrace({ userId: 'u' }), { name: 'inner' })
    await first.withSpan(inner, { name: 'outer' })
    console.log(first.withSpan === second.withSpan, JSON.stringify(await second.flushTraces()))`

  const result = await runScript(script)

  expect(result.stderr).toBe('')
  expect(result.stdout).toBe('false {"delivered":2,"kept":0,"refused":0,"dropped":0}\n')
  expect(receiver.spans.map((span) => span.resource['loupe.experiment.name'])).toEqual(['shared', 'shared'])
  expect(receiver.spans.find((span) => span.name === 'outer')?.attributes['user.id']).toBe('u')
})

test('copies of two versions keep to themselves but nest', async () => {
  await using receiver = await startReceiver()
  await using copy = await copyOfPackage({ version: '0.0.9' })
  const script = `
    const first = await import(${JSON.stringify(INDEX_URL)})
    const second = await import(${JSON.stringify(copy.indexUrl)})
    first.init({ experimentName: 'first' })
    second.init({ experimentName: 'second' })
    await first.withSpan(async () => {
      await 0
      await second.withSpan(async () => first.withSpan(async () => 1, { name: 'innermost' }), { name: 'inner' })
    }, { name: 'outer' })`

  const result = await runScript(script, { env: { LOUPE_TRACKING_URI: receiver.url } })

  expect(result).toMatchObject({ exitCode: 0, stderr: '' })
  const path = receiver.spans
    .toSorted((left, right) => Number(left.startTimeUnixNano - right.startTimeUnixNano))
    .map((span) => [
      span.name,
      span.resource['loupe.experiment.name'],
      receiver.spans.find((other) => other.spanId === span.parentSpanId)?.name,
    ])
  expect(path).toEqual([
    ['outer', 'first', undefined],
    ['inner', 'second', 'outer'],
    ['innermost', 'first', 'inner'],
  ])
})

test('what a program puts into its environment after its imports counts', async () => {
  const script = `
    const loupe = await import(${JSON.stringify(INDEX_URL)})
    process.env.LOUPE_TRACKING_URI = 'http://127.0.0.1:9'
    console.log(loupe.getTrackingUri(), loupe.SpanType.CHAT_MODEL)`
  expect((await runScript(script)).stdout).toBe('http://127.0.0.1:9 CHAT_MODEL\n')
})

test('on a Node too old for us tracing does no harm: it even works', async () => {
  await using receiver = await startReceiver()
  // What Node 20, which many machines still have, lacks of what newer code is tempted to use.
  const script = `
    delete Promise.withResolvers
    delete Promise.try
    delete Object.groupBy
    delete Map.groupBy
    for (const name of Reflect.ownKeys(Iterator.prototype)) if (typeof name === 'string' && name !== 'constructor') delete Iterator.prototype[name]
    const loupe = await import(${JSON.stringify(INDEX_URL)})
    loupe.withSpan(() => loupe.withSpan(() => 1, { name: 'inner' }), { name: 'outer' })
    console.log((await loupe.flushTraces()).delivered)
    loupe.withSpan(() => 1, { name: 'at the end' })`

  const { stdout, stderr, exitCode } = await runScript(script, { env: { LOUPE_TRACKING_URI: receiver.url } })

  expect({ stdout, stderr, exitCode }).toEqual({ stdout: '2\n', stderr: '', exitCode: 0 })
  expect(receiver.spans.map(({ name }) => name)).toEqual(['inner', 'outer', 'at the end'])
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
