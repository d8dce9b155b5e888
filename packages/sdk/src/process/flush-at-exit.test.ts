import { expect, test } from 'vitest'

import { freePort } from '../testing/free-port.ts'
import { INDEX_PATH, INDEX_URL, runScript } from '../testing/run-script.ts'
import { startReceiver } from '../testing/start-receiver.ts'

const IMPORT = `import * as loupe from ${JSON.stringify(INDEX_URL)};`

test('a script that never flushes loses nothing and ends at once', async () => {
  await using receiver = await startReceiver()
  const script = `${IMPORT}
    await loupe.withSpan(async () => { await 0; loupe.startSpan({ name: 'inner' }).end() }, { name: 'outer' })
    process.on('exit', () => console.log(Math.round(performance.now() - begun)))
    const begun = performance.now()`

  const result = await runScript(script, { env: { LOUPE_TRACKING_URI: receiver.url } })

  expect(result).toMatchObject({ exitCode: 0, stderr: '' })
  expect(receiver.spans.map((span) => span.name).toSorted()).toEqual(['inner', 'outer'])
  expect(Number(result.stdout)).toBeLessThan(2500)
})

test('works from CommonJS', async () => {
  await using receiver = await startReceiver()
  const script = `const loupe = require(${JSON.stringify(INDEX_PATH)})
    loupe.init({ trackingUri: process.env.URL, experimentName: 'commonjs' })
    loupe.withSpan(() => 1, { name: 'required' })`

  const result = await runScript(script, { env: { URL: receiver.url }, type: 'commonjs' })

  expect(result).toMatchObject({ exitCode: 0, stderr: '' })
  expect(receiver.spans).toMatchObject([{ name: 'required', resource: { 'loupe.experiment.name': 'commonjs' } }])
})

test('with no server a program still ends soon, with its own exit code, and says once what to do', async () => {
  const script = `${IMPORT}
    loupe.withSpan(() => 1)
    loupe.withSpan(() => 2)
    process.exitCode = 7`

  const server = `localhost:${await freePort()}`

  const result = await runScript(script, { env: { LOUPE_TRACKING_URI: `http://ann:pass@${server}` } })

  expect(result.exitCode).toBe(7)
  expect(result.tookMillis).toBeLessThan(15_000)
  expect(result.stderr.split('\n')).toEqual([
    `loupe: traces cannot be sent to http://${server} now: fetch failed (ECONNREFUSED). They are kept and tried again. ` +
      'Is the server running? npx @loupe-ai/cli server',
    'loupe: 2 spans were not sent before the program ended',
    '',
  ])
})

test('a server that hangs holds a program up for three seconds at most', async () => {
  await using receiver = await startReceiver({ answer: () => ({ status: 200, hangs: true }) })
  const script = `${IMPORT}
    loupe.withSpan(() => 1)`

  const result = await runScript(script, { env: { LOUPE_TRACKING_URI: receiver.url } })

  expect(result).toMatchObject({ exitCode: 0, stderr: 'loupe: 1 span was not sent before the program ended\n' })
  expect(result.tookMillis).toBeLessThan(15_000)
})

test.each([
  [
    'an error that nobody handles',
    `await loupe.withSpan(async () => { await 0; throw new Error('mine') }, { name: 'last' })`,
    1,
    'Error: mine',
  ],
  [
    'an error thrown in a timer',
    `setTimeout(() => loupe.withSpan(() => { throw new Error('mine') }, { name: 'last' }))`,
    1,
    'Error: mine',
  ],
  ['process.exit', `loupe.withSpan(() => 1, { name: 'last' }); process.exit(5)`, 5, ''],
])('a program that ends at once by %s has its traces sent, and its own ending', async (_, code, exitCode, ownWords) => {
  await using receiver = await startReceiver()
  // More than one request holds.
  const script = `${IMPORT}
    for (let i = 0; i < 1000; i++) loupe.startSpan({ name: 'early' }).end()
    ${code}`

  const result = await runScript(script, { env: { LOUPE_TRACKING_URI: receiver.url } })

  expect(result.exitCode).toBe(exitCode)
  expect(result.stderr).not.toContain('loupe:')
  expect(result.stderr).toContain(ownWords)
  // At least once: a request that was under way may have arrived.
  expect(new Set(receiver.spans.map(({ spanId }) => spanId)).size).toBe(1001)
  expect(receiver.spans.at(-1)?.name).toBe('last')
})

test('a program that ends at once says what is lost, when its server is away or hangs for more than a moment', async () => {
  await using hanging = await startReceiver({ answer: () => ({ status: 200, hangs: true }) })
  const script = `${IMPORT}
    loupe.withSpan(() => 1)
    const begun = performance.now()
    process.on('exit', () => console.log(performance.now() - begun))
    process.exit(5)`

  for (const url of [hanging.url, `http://127.0.0.1:${await freePort()}`, 'no address']) {
    const result = await runScript(script, { env: { LOUPE_TRACKING_URI: url } })
    expect(result).toMatchObject({ exitCode: 5, stderr: 'loupe: 1 span was not sent before the program ended\n' })
    expect(Number(result.stdout)).toBeLessThan(2500)
  }
})

test('importing alone starts nothing, and switched off nothing is sent', async () => {
  await using receiver = await startReceiver()
  const script = `${IMPORT}
    loupe.withSpan(() => 1)
    console.log(await loupe.createExperiment('x'), JSON.stringify(await loupe.setExperiment('x')))
    console.log(process.listenerCount('beforeExit'))`

  const result = await runScript(script, { env: { LOUPE_TRACKING_URI: receiver.url, LOUPE_TRACING: 'false' } })

  expect(result).toMatchObject({ exitCode: 0, stderr: '', stdout: '0 {"name":"x"}\n0\n' })
  expect(receiver.requests).toEqual([])
})
