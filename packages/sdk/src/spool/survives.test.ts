import { startEmulator } from '@loupe-ai/gemini-emulator'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { freePort } from '../testing/free-port.ts'
import { INDEX_URL, runScript } from '../testing/run-script.ts'
import { startReceiver } from '../testing/start-receiver.ts'
import { testLoupe } from '../testing/test-loupe.ts'

let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'loupe-survives-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const IMPORT = `import * as loupe from ${JSON.stringify(INDEX_URL)};`
const run = (code: string, trackingUri: string) =>
  runScript(`${IMPORT}${code}`, { env: { LOUPE_TRACKING_URI: trackingUri, LOUPE_SPOOL_DIR: dir } })

describe.each([
  ['SIGKILL', `process.kill(process.pid, 'SIGKILL')`],
  ['SIGTERM', `process.kill(process.pid, 'SIGTERM'); await new Promise((resolve) => setTimeout(resolve, 5000))`],
  ['process.exit', 'process.exit(3)'],
  ['an error that nobody catches', `throw new Error('mine')`],
  ['its natural end', ''],
])('a program that ends by %s while its server is away', (_how, ending) => {
  test('leaves its finished span to the next program', async () => {
    const port = await freePort()
    const url = `http://127.0.0.1:${port}`
    await run(`loupe.withSpan(() => 'said', { name: 'finished', inputs: 'asked' }); ${ending}`, url)
    await using receiver = await startReceiver({ port })

    const result = await run('console.log(JSON.stringify(await loupe.flushTraces()))', url)

    expect(receiver.spans).toMatchObject([{ name: 'finished', attributes: { 'mlflow.spanInputs': '"asked"' } }])
    expect(JSON.parse(result.stdout)).toEqual({ delivered: 1, kept: 0, refused: 0, dropped: 0 })
    expect(readdirSync(join(dir, readdirSync(dir)[0]!))).toEqual(['destination.json'])
  })
})

test('a span that was running when its program was killed arrives as interrupted, with what was asked', async () => {
  await using receiver = await startReceiver()
  await run(
    `await loupe.withSpan(() => {
      loupe.withSpan(() => 1, { name: 'inner' })
      process.kill(process.pid, 'SIGKILL')
    }, { name: 'outer', inputs: 'asked' })`,
    receiver.url,
  )

  await run(`loupe.withSpan(() => 1, { name: 'next' })`, receiver.url)

  const byName = new Map(receiver.spans.map((span) => [span.name, span]))
  expect([...byName.keys()].toSorted()).toEqual(['inner', 'next', 'outer'])
  expect(byName.get('outer')).toMatchObject({
    status: { code: 2 },
    attributes: { 'loupe.interrupted': true, 'mlflow.spanInputs': '"asked"' },
  })
  expect(byName.get('outer')!.endTimeUnixNano).toBeGreaterThan(byName.get('inner')!.startTimeUnixNano)
  expect(byName.get('inner')!.attributes).not.toHaveProperty('loupe.interrupted')
})

test.each([
  ['killed', `process.kill(process.pid, 'SIGKILL')`],
  ['ended by process.exit', 'process.exit()'],
])('a span that had just begun when its program was %s arrives as interrupted', async (_how, ending) => {
  await using receiver = await startReceiver()
  await run(
    `loupe.startSpan({ name: 'begun', inputs: 'asked' })
    ${ending}`,
    receiver.url,
  )

  const result = await run('console.log(JSON.stringify(await loupe.flushTraces()))', receiver.url)

  expect(JSON.parse(result.stdout)).toMatchObject({ delivered: 1 })
  expect(receiver.spans).toMatchObject([
    { name: 'begun', status: { code: 2 }, attributes: { 'loupe.interrupted': true, 'mlflow.spanInputs': '"asked"' } },
  ])
})

test('the next program delivers what lies there with its own first span', async () => {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  await run(`loupe.startSpan({ name: 'before' }).end(); process.kill(process.pid, 'SIGKILL')`, url)
  await using receiver = await startReceiver({ port })

  await run(`loupe.withSpan(() => 1, { name: 'after' })`, url)

  expect(receiver.spans.map(({ name }) => name).toSorted()).toEqual(['after', 'before'])
})

test('a flush is quick where nobody listens', async () => {
  await using loupe = testLoupe({ trackingUri: `http://127.0.0.1:${await freePort()}`, spool: { dir } })
  loupe.withSpan(() => 1)
  const begunMillis = performance.now()

  expect(await loupe.flushTraces()).toEqual({ delivered: 0, kept: 1, refused: 0, dropped: 0 })
  expect(performance.now() - begunMillis).toBeLessThan(1000)
})

test('a program changes nothing about signals', async () => {
  const result = await run(
    `loupe.withSpan(() => 1)
    console.log(process.listenerCount('SIGTERM') + process.listenerCount('SIGINT'))`,
    `http://127.0.0.1:${await freePort()}`,
  )
  expect(result.stdout).toBe('0\n')
})

test('a program whose server is away says where its spans are, and ends soon', async () => {
  const result = await run(`loupe.withSpan(() => 1)`, `http://127.0.0.1:${await freePort()}`)

  expect(result.exitCode).toBe(0)
  expect(result.stderr).toContain(`1 span was not sent before the program ended, kept in ${dir}`)
  expect(result.tookMillis).toBeLessThan(3000)
})

test('two programs at once lose nothing and deliver nothing of each other', async () => {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  await Promise.all(
    ['a', 'b'].map((name) =>
      run(
        `for (let i = 0; i < 200; i++) loupe.withSpan(() => i, { name: '${name}' + i }); process.kill(process.pid, 'SIGKILL')`,
        url,
      ),
    ),
  )
  await using receiver = await startReceiver({ port })
  await Promise.all([run('await loupe.flushTraces()', url), run('await loupe.flushTraces()', url)])

  expect(new Set(receiver.spans.map(({ name }) => name)).size).toBe(400)
  expect(receiver.spans).toHaveLength(400)
})

test('a program that outruns its memory keeps its spans on disk, and counts them', async () => {
  let isAway = true
  await using receiver = await startReceiver({ answer: () => (isAway ? { status: 503 } : undefined) })
  await using loupe = testLoupe({
    trackingUri: receiver.url,
    spool: { dir },
    batch: { maxQueuedSpans: 10, pauseMillis: 1 },
  })
  for (let index = 0; index < 50; index++) loupe.startSpan({ name: `span ${index}` }).end()
  const away = await loupe.flushTraces({ timeoutMillis: 50 })
  isAway = false
  const back = await loupe.flushTraces()

  expect(away).toEqual({ delivered: 0, kept: 50, refused: 0, dropped: 0 })
  expect(back.kept).toBe(0)
  expect(back.dropped).toBe(0)
  expect(back.delivered).toBe(50)
  expect(new Set(receiver.spans.map(({ name }) => name)).size).toBe(50)
  expect(receiver.spans).toHaveLength(50)
})

test('without a place on disk spans are kept in memory, and that is said once', async () => {
  const file = join(dir, 'a file')
  writeFileSync(file, '')
  await using receiver = await startReceiver()
  await using loupe = testLoupe({ trackingUri: receiver.url, spool: { dir: file } })
  loupe.withSpan(() => 1)
  loupe.withSpan(() => 2)

  expect(await loupe.flushTraces()).toMatchObject({ delivered: 2, kept: 0 })
  expect(loupe.lines).toHaveLength(1)
  expect(loupe.lines[0]).toContain('LOUPE_SPOOL_DIR')
})

test('a flush after each invocation leaves nothing behind', async () => {
  await using receiver = await startReceiver()
  await using loupe = testLoupe({ trackingUri: receiver.url, spool: { dir } })
  for (let invocation = 1; invocation <= 3; invocation++) {
    loupe.withSpan(() => 1)
    expect(await loupe.flushTraces()).toEqual({ delivered: 1, kept: 0, refused: 0, dropped: 0 })
    expect(receiver.spans).toHaveLength(invocation)
  }
})

test('a span of 20 MB survives as well', async () => {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const code = `loupe.startSpan({ name: 'large', attributes: { text: 'x'.repeat(20e6) } }).end(); process.kill(process.pid, 'SIGKILL')`
  await run(code, url)
  await using receiver = await startReceiver({ port })
  await run('await loupe.flushTraces()', url)

  expect(receiver.spans).toMatchObject([{ name: 'large' }])
})

test('what a mask takes away touches neither the disk nor the network', async () => {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const code = `loupe.init({ mask: (text, { key }) => { if (key === 'bad') throw 1; return text.replaceAll('secret', '***') } })
    const span = loupe.startSpan({ name: 'masked', inputs: { deep: ['a "secret"'] }, attributes: { bad: 'secret too', n: 5 } })
    span.addEvent('event', { said: 'secret' })
    span.recordException(new Error('the secret'))
    span.end()
    loupe.startSpan({ name: 'running', inputs: 'secret' })
    process.kill(process.pid, 'SIGKILL')`
  await run(code, url)
  const folder = join(dir, readdirSync(dir)[0]!)
  const onDisk = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1'))
  await using receiver = await startReceiver({ port })
  await run('await loupe.flushTraces()', url)

  expect(onDisk.join()).toContain('masked')
  expect(onDisk.join()).not.toContain('secret')
  const masked = receiver.spans.find(({ name }) => name === 'masked')
  expect(masked).toMatchObject({
    attributes: { 'mlflow.spanInputs': '{"deep":["a \\"***\\""]}', bad: '[withheld: the mask failed]' },
    status: { message: 'the ***' },
  })
  expect(masked?.events.map(({ attributes }) => attributes['said'] ?? attributes['exception.message'])).toEqual([
    '***',
    'the ***',
  ])
})

test('a stream that nobody reads ends with its program, and is not interrupted', async () => {
  await using receiver = await startReceiver()
  await using emulator = await startEmulator()
  const code = `import { GoogleGenAI } from '@google/genai'
    loupe.gemini.autolog()
    const ai = new GoogleGenAI({ apiKey: 'k', httpOptions: { baseUrl: '${emulator.url}' } })
    globalThis.held = await ai.models.generateContentStream({ model: 'gemini-2.5-flash', contents: 'hi' })`

  await run(code, receiver.url)

  expect(receiver.spans).toMatchObject([
    { name: 'Models.generateContentStream', attributes: { 'gemini.stream.ending': 'unconsumed' }, status: { code: 1 } },
  ])
  expect(receiver.spans[0]?.attributes).not.toHaveProperty('loupe.interrupted')
})
