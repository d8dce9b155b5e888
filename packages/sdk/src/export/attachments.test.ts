import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'

import { INDEX_URL, runScript } from '../testing/run-script.ts'
import { startReceiver, type Answer, type ReceivedRequest, type Receiver } from '../testing/start-receiver.ts'
import { testLoupe } from '../testing/test-loupe.ts'

const PNG = Buffer.from('\x89PNG\r\n\x1a\n and some pixels', 'latin1')
const PART = { inlineData: { mimeType: 'image/png', data: PNG.toString('base64') } }

const ask = (loupe: ReturnType<typeof testLoupe>, ...parts: unknown[]): void =>
  loupe.withSpan((span) => span.setInputs({ contents: parts }), { name: 'ask' })

const told = ({ requests }: Receiver): string[] => requests.map(({ method, url }) => `${method} ${url}`)
const inputsOf = ({ spans }: Receiver, at = 0): string => String(spans[at]!.attributes['mlflow.spanInputs'])

/** Answers attachments by `statuses`, one after another, and everything else with 200. */
function answering(...statuses: number[]): (request: ReceivedRequest) => Answer | undefined {
  return ({ method }) => (method === 'PUT' ? { status: statuses.shift() ?? 200, body: '{}' } : undefined)
}

const PUT = /^PUT \/api\/loupe\/v1\/traces\/tr-[0-9a-f]{32}\/attachments\/[0-9a-f-]{36}$/

test('a picture travels before the span that refers to it, with its type', async () => {
  await using receiver = await startReceiver()
  await using loupe = testLoupe({ trackingUri: receiver.url, spool: false })
  ask(loupe, 'What is it?', PART)
  await loupe.flushTraces()

  expect(told(receiver)).toEqual([expect.stringMatching(PUT), 'POST /v1/traces'])
  const [put] = receiver.requests
  expect(put!.headers['content-type']).toBe('image/png')
  expect(put!.body.equals(PNG)).toBe(true)
  const [, traceId, id] = /traces\/(.*)\/attachments\/(.*)$/.exec(put!.url)!
  expect(JSON.parse(inputsOf(receiver))).toEqual({
    contents: [
      'What is it?',
      {
        inlineData: {
          mimeType: 'image/png',
          data: `mlflow-attachment://${id}?content_type=image%2Fpng&trace_id=${traceId}&size=${PNG.length}`,
        },
      },
    ],
  })
})

test('a picture that comes again in its trace is sent once', async () => {
  await using receiver = await startReceiver()
  await using loupe = testLoupe({ trackingUri: receiver.url, spool: false })
  loupe.withSpan((span) => {
    span.setInputs(PART)
    ask(loupe, PART, PART)
    span.setOutputs(PART)
  })
  await loupe.flushTraces()
  expect(told(receiver).filter((request) => request.startsWith('PUT'))).toHaveLength(1)
  expect(receiver.spans).toHaveLength(2)
})

test('while the server is busy picture and span wait, and then arrive in order', async () => {
  await using receiver = await startReceiver({ answer: answering(503, 200) })
  await using loupe = testLoupe({ trackingUri: receiver.url, spool: false })
  ask(loupe, PART)
  expect(await loupe.flushTraces()).toMatchObject({ delivered: 0, kept: 1 })
  expect(receiver.spans).toEqual([])

  expect(await loupe.flushTraces()).toMatchObject({ delivered: 1, kept: 0 })
  expect(told(receiver)).toEqual([expect.stringMatching(PUT), expect.stringMatching(PUT), 'POST /v1/traces'])
})

test.each([
  [404, 'knows no attachments, and is not asked again', 1, false],
  [409, 'has it already', 2, false],
  [413, 'finds it too large', 2, true],
])('a server that answers %i %s: the spans arrive all the same', async (status, _, puts, isTold) => {
  await using receiver = await startReceiver({ answer: answering(status, status) })
  await using loupe = testLoupe({ trackingUri: receiver.url, spool: false })
  ask(loupe, PART)
  await loupe.flushTraces()
  ask(loupe, PART)
  await loupe.flushTraces()
  expect(receiver.spans).toHaveLength(2)
  expect(told(receiver).filter((request) => request.startsWith('PUT'))).toHaveLength(puts)
  expect(loupe.lines.some((line) => line.includes('did not take an attachment'))).toBe(isTold)
})

test('without content nothing of a picture leaves', async () => {
  await using receiver = await startReceiver()
  await using loupe = testLoupe({ trackingUri: receiver.url, spool: false, captureContent: false })
  ask(loupe, PART, PNG)
  await loupe.flushTraces()
  expect(told(receiver)).toEqual(['POST /v1/traces'])
  expect(receiver.spans[0]!.attributes['mlflow.spanInputs']).toBeUndefined()
})

test.each([
  ['option', { maxMediaBytes: 0 }, {}],
  ['environment', {}, { LOUPE_MAX_MEDIA_BYTES: '0' }],
])('by %s only type, size and hash leave', async (_, option, env) => {
  await using receiver = await startReceiver()
  await using loupe = testLoupe({ trackingUri: receiver.url, spool: false, ...option }, env)
  ask(loupe, PART)
  await loupe.flushTraces()
  expect(told(receiver)).toEqual(['POST /v1/traces'])
  expect(JSON.parse(inputsOf(receiver))).toMatchObject({
    contents: [
      {
        inlineData: {
          data: { mimeType: 'image/png', bytes: PNG.length, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
        },
      },
    ],
  })
})

test('a server below a path gets attachments there too', async () => {
  await using receiver = await startReceiver()
  await using loupe = testLoupe({ trackingUri: `${receiver.url}/tools/loupe/`, spool: false })
  ask(loupe, PART)
  await loupe.flushTraces()
  expect(receiver.requests[0]!.url).toMatch(/^\/tools\/loupe\/api\/loupe\/v1\/traces\/tr-/)
})

test('a program that ends by process.exit() brings its picture first, too', async () => {
  await using receiver = await startReceiver()
  const script = `import * as loupe from ${JSON.stringify(INDEX_URL)}
    loupe.withSpan((span) => span.setInputs(${JSON.stringify(PART)}))
    process.exit(0)`

  await runScript(script, { env: { LOUPE_TRACKING_URI: receiver.url } })

  expect(told(receiver)).toEqual([expect.stringMatching(PUT), 'POST /v1/traces'])
  expect(receiver.requests[0]!.body.equals(PNG)).toBe(true)
})

test('where the picture does not arrive in the last moment the span waits for the next program', async () => {
  const path = await mkdtemp(join(tmpdir(), 'loupe-attachments-'))
  await using folder = { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
  await using receiver = await startReceiver({ answer: answering(503) })
  const env = { LOUPE_TRACKING_URI: receiver.url, LOUPE_SPOOL_DIR: folder.path }
  const script = `import * as loupe from ${JSON.stringify(INDEX_URL)}
    loupe.withSpan((span) => span.setInputs(${JSON.stringify(PART)}))
    process.exit(0)`
  await runScript(script, { env })
  expect(told(receiver)).toEqual([expect.stringMatching(PUT)])

  await runScript(`import * as loupe from ${JSON.stringify(INDEX_URL)}; await loupe.flushTraces()`, { env })

  expect(told(receiver).slice(1)).toEqual([expect.stringMatching(PUT), 'POST /v1/traces'])
  expect(receiver.spans).toHaveLength(1)
})

test('a server that fails for a moment gets picture and span a flush later', async () => {
  const answers: Answer[] = [{ status: 500, body: 'database is locked' }, { status: 200 }, { status: 500 }]
  await using receiver = await startReceiver({ answer: () => answers.shift() })
  await using loupe = testLoupe({ trackingUri: receiver.url, spool: false })
  ask(loupe, PART)

  expect(await loupe.flushTraces()).toMatchObject({ delivered: 0, kept: 1, refused: 0 })
  await loupe.flushTraces()
  await loupe.flushTraces()

  expect(told(receiver).filter((request) => request.startsWith('PUT'))).toHaveLength(2)
  expect(receiver.spans).toHaveLength(1)
})

test('a picture over which a server fails each time does not hold its span up for ever', async () => {
  await using receiver = await startReceiver({
    answer: ({ method }) => (method === 'PUT' ? { status: 500 } : undefined),
  })
  await using loupe = testLoupe({ trackingUri: receiver.url, spool: false })
  ask(loupe, PART)
  for (let flush = 0; flush < 8; flush++) await loupe.flushTraces()
  expect(receiver.spans).toHaveLength(1)
})
