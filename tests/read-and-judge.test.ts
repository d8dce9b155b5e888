import { createLoupe, LoupeError, type Loupe } from '@loupe-ai/sdk'
import { startServer } from '@loupe-ai/server/testing'
import { inspect } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'

type Server = Awaited<ReturnType<typeof startServer>>

let server: Server
let loupe: Loupe

beforeAll(async () => {
  server = await startServer()
  loupe = createLoupe(
    { trackingUri: server.url, experimentName: 'read and judge', spool: false },
    { env: {}, write: () => {} },
  )
})
afterAll(async () => {
  await loupe.shutdown()
  await server[Symbol.asyncDispose]()
})

/** A trace of this process that nobody has flushed. */
function traceOf(name: string): string {
  let id = ''
  loupe.withSpan(
    (root) => {
      id = root.traceId
      root.setInputs({ question: name, big: 9_007_199_254_740_993n })
      loupe.withSpan(
        (call) => {
          call.setAttribute('gen_ai.usage.input_tokens', 5)
          call.setAttribute('gen_ai.usage.output_tokens', 7)
        },
        { name: 'model', spanType: 'CHAT_MODEL' },
      )
      return { answer: 42 }
    },
    { name, spanType: 'AGENT' },
  )
  return id
}

const codeOf = async (work: Promise<unknown>): Promise<string> => {
  const error: unknown = await work.catch((reason: unknown) => reason)
  return error instanceof LoupeError ? error.code : `no LoupeError: ${String(error)}`
}

test('a trace that was just made is read back as a tree, with every digit', async () => {
  const id = traceOf('ask')

  const trace = await loupe.getTrace(id)

  expect(trace.info).toMatchObject({ traceId: id, state: 'OK', tokenUsage: { inputTokens: 5, outputTokens: 7 } })
  expect(trace.roots.map(({ name }) => name)).toEqual(['ask'])
  expect(trace.roots[0]?.inputs).toEqual({ question: 'ask', big: 9_007_199_254_740_993n })
  expect(trace.roots[0]?.outputs).toEqual({ answer: 42 })
  expect(trace.roots[0]?.children.map(({ name }) => name)).toEqual(['model'])
  expect(trace.data.spans.map(({ name }) => name)).toEqual(['ask', 'model'])
  expect(trace.searchSpans({ spanType: 'CHAT_MODEL' }).map(({ name }) => name)).toEqual(['model'])
  expect(trace.searchSpans({ name: /^a/ }).map(({ name }) => name)).toEqual(['ask'])
})

test('reading takes no account of deliveries away from the next flush', async () => {
  await loupe.flushTraces()
  await loupe.getTrace(traceOf('counted'))

  expect(await loupe.flushTraces()).toMatchObject({ delivered: 2, kept: 0 })
})

test('what is thought of a trace is logged, changed, corrected and taken back', async () => {
  const traceId = traceOf('judged')
  const source = { sourceType: 'HUMAN', sourceId: 'ada' } as const

  const feedback = await loupe.logFeedback({ traceId, name: 'quality', value: 0.9, rationale: 'good', source })
  expect(feedback).toMatchObject({ traceId, kind: 'feedback', value: 0.9, rationale: 'good', source, valid: true })
  expect(await loupe.getAssessment(feedback)).toEqual(feedback)

  const updated = await loupe.updateAssessment({ ...feedback, value: ['better'], metadata: { k: 'v' } })
  expect(updated).toMatchObject({ value: ['better'], metadata: { k: 'v' }, rationale: 'good' })

  const failed = await loupe.logFeedback({ traceId, name: 'judge', error: new TypeError('no answer') })
  expect(failed).toMatchObject({ value: null, error: { errorCode: 'TypeError', errorMessage: 'no answer' } })
  await loupe.logExpectation({ traceId, name: 'answer', value: { n: [1] } })
  const correction = await loupe.logFeedback({ traceId, name: 'quality', value: 0, overrides: feedback.assessmentId })
  const trace = await loupe.getTrace(traceId)
  expect(trace.searchAssessments({ name: 'quality' }).map(({ value }) => value)).toEqual([0])
  expect(trace.searchAssessments({ kind: 'expectation' }).map(({ value }) => value)).toEqual([{ n: [1] }])

  await loupe.deleteAssessment(correction)
  expect((await loupe.getAssessment(feedback)).valid).toBe(true)
  expect(await codeOf(loupe.getAssessment(correction))).toBe('RESOURCE_DOES_NOT_EXIST')
})

test('a search gives pages, and goes through all of them when it is iterated', async () => {
  const ids = Array.from({ length: 5 }, (_, at) => traceOf(`paged ${at}`))

  const search = { filter: "name LIKE 'paged%'", orderBy: ['name ASC'], maxResults: 2 }
  const page = await loupe.searchTraces(search)
  const all: string[] = []
  for await (const trace of page) all.push(`${trace.info.traceId} ${trace.data.spans.length}`)

  expect(page.traces).toHaveLength(2)
  expect(all).toEqual(ids.map((id) => `${id} 2`))
  const second = await loupe.searchTraces({ ...search, pageToken: page.nextPageToken!, includeSpans: false })
  expect(second.traces.map(({ info, data }) => [info.traceId, data.spans.length])).toEqual([
    [ids[2], 0],
    [ids[3], 0],
  ])
  expect((await loupe.searchTraces({ experimentNames: ['read and judge'], maxResults: 1 })).traces).toHaveLength(1)
  expect((await loupe.searchTraces({ experimentIds: ['0'] })).traces).toEqual([])
})

test('tags are set and deleted, and traces found by what was thought of them', async () => {
  const traceId = traceOf('tagged')
  await loupe.setTraceTag(traceId, 'env', 'prod')
  await loupe.logFeedback({ traceId, name: 'tagged-score', value: 0.4 })

  const filter = "tag.env = 'prod' AND feedback.`tagged-score` < 0.5"
  expect((await loupe.searchTraces({ filter })).traces.map(({ info }) => info.traceId)).toEqual([traceId])
  await loupe.deleteTraceTag(traceId, 'env')

  expect((await loupe.searchTraces({ filter })).traces).toEqual([])
  expect(await codeOf(loupe.deleteTraceTag(traceId, 'env'))).toBe('RESOURCE_DOES_NOT_EXIST')
})

test('deleted traces are gone', async () => {
  const [first, second] = [traceOf('first'), traceOf('second')]

  expect(await loupe.deleteTraces({ traceIds: [first, 'tr-none'] })).toBe(1)
  expect(await codeOf(loupe.getTrace(first))).toBe('RESOURCE_DOES_NOT_EXIST')
  expect((await loupe.getTrace(second)).info.traceId).toBe(second)
  expect(await loupe.deleteTraces({ maxTimestampMillis: Date.now() + 1000 })).toBeGreaterThan(0)
  expect((await loupe.searchTraces()).traces).toEqual([])
  expect(await codeOf(loupe.deleteTraces({}))).toBe('INVALID_PARAMETER_VALUE')
})

test('a trace is readable as text, and no text in it steers a terminal', async () => {
  const traceId = traceOf('read me\u001b[31m')
  await loupe.logFeedback({ traceId, name: 'quality', value: 'good', rationale: 'line\nbreak' })

  const trace = await loupe.getTrace(traceId)
  const lines = String(trace).split('\n')

  expect(inspect(trace)).toBe(String(trace))
  expect(lines[0]).toMatch(new RegExp(`^Trace ${traceId} {2}OK · .+ m?s · 12 tokens \\(5 in, 7 out\\)`))
  expect(lines.find((line) => line.includes('AGENT'))).toMatch(/^ {2}└─ read me \[31m {2}AGENT · /)
  expect(lines.find((line) => line.includes('CHAT_MODEL'))).toMatch(/^ {5}└─ model {2}CHAT_MODEL · .*12 tokens/)
  expect(lines.at(-1)).toBe('  feedback quality = "good" (CODE): line break')
})

test('what goes wrong is said with its cause and its remedy', async () => {
  const away = createLoupe({ trackingUri: 'http://127.0.0.1:9', spool: false }, { env: {}, write: () => {} })
  const nowhere = createLoupe({ trackingUri: 'ftp://x', spool: false }, { env: {}, write: () => {} })

  await expect(away.getTrace('tr-1')).rejects.toMatchObject({
    code: 'SERVER_UNREACHABLE',
    message: expect.stringMatching(
      /getTrace: no answer from http:\/\/127\.0\.0\.1:9.*Is the server running\?/,
    ) as string,
  })
  await expect(nowhere.searchTraces()).rejects.toMatchObject({ code: 'INVALID_PARAMETER_VALUE' })
  await expect(loupe.searchTraces({ filter: 'bad filter' })).rejects.toMatchObject({ code: 'INVALID_PARAMETER_VALUE' })
  await expect(loupe.logFeedback({ traceId: 'tr-none', value: 1 })).rejects.toMatchObject({
    code: 'RESOURCE_DOES_NOT_EXIST',
  })
})
