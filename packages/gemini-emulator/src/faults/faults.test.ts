import { connect as openSocket } from 'node:net'
import { expect, test } from 'vitest'
import { apiErrorOf, connect, withFault } from '../testing/connect.ts'
import type { Connected } from '../testing/connect.ts'
import { chooseFaults, parseFaultRule } from './fault-rule.ts'

const MODEL = 'gemini-2.5-flash'
const CHILD = 'In one sentence, explain how a computer works to a young child.'

const generate = ({ ai }: Connected, fault: string) =>
  ai.models.generateContent({ model: MODEL, contents: CHILD, config: withFault(fault) })

/** Reads a stream to its end or its failure. */
async function readStream({ ai }: Connected, fault: string): Promise<{ texts: string[]; error?: Error }> {
  const texts: string[] = []
  try {
    const config = withFault(fault)
    for await (const chunk of await ai.models.generateContentStream({ model: MODEL, contents: CHILD, config }))
      texts.push(chunk.text ?? '')
    return { texts }
  } catch (error) {
    return { texts, error: error as Error }
  }
}

test.each([
  ['400', 400, 'INVALID_ARGUMENT'],
  ['403', 403, 'PERMISSION_DENIED'],
  ['429', 429, 'RESOURCE_EXHAUSTED'],
  ['500', 500, 'INTERNAL'],
  ['503', 503, 'UNAVAILABLE'],
  ['504', 504, 'DEADLINE_EXCEEDED'],
])('the fault %s is the real body', async (fault, status, name) => {
  await using connected = await connect()

  const error = await apiErrorOf(generate(connected, fault))

  expect(error.status).toBe(status)
  expect(JSON.parse(error.message).error).toMatchObject({ code: status, status: name })
})

test('a 429 tells the quota and when to try again', async () => {
  await using connected = await connect()

  const error = await apiErrorOf(generate(connected, '429:59.95'))
  const { details, message } = JSON.parse(error.message).error

  expect(message).toContain('Please retry in 59.95s.')
  expect(details.map((detail: { '@type': string }) => detail['@type'].split('.').at(-1))).toEqual([
    'Help',
    'QuotaFailure',
    'RetryInfo',
  ])
  expect(details[2].retryDelay).toBe('59s')
})

test('bodies that are no error bodies', async () => {
  await using connected = await connect()

  expect(JSON.parse((await apiErrorOf(generate(connected, 'error-text'))).message).error.message).toContain(
    'UNAVAILABLE',
  )
  expect(JSON.parse((await apiErrorOf(generate(connected, 'error-array'))).message)).toHaveLength(1)
  expect((await apiErrorOf(generate(connected, '502'))).message).toContain('DOCTYPE')
  await expect(generate(connected, 'empty-body')).rejects.toThrow(SyntaxError)
  await expect(generate(connected, 'invalid-json')).rejects.toThrow(SyntaxError)
  await expect(generate(connected, 'reset')).rejects.toThrow('fetch failed')
})

test('streams that break', async () => {
  await using connected = await connect()

  const cut = await readStream(connected, 'stream-cut:2')
  const failed = await readStream(connected, 'stream-error:2')
  const raw = await readStream(connected, 'stream-error-raw:1')
  const truncated = await readStream(connected, 'invalid-json')

  expect(cut.texts).toHaveLength(2)
  expect(cut.error?.message).toBe('terminated')
  expect(failed.texts).toHaveLength(2)
  expect(failed.error).toMatchObject({ name: 'ApiError', status: 503 })
  expect(raw.error).toMatchObject({ name: 'ApiError', status: 503 })
  expect(truncated.error?.message).toContain('Incomplete JSON segment')
})

test('a stream in writes of three bytes is the same stream', async () => {
  await using connected = await connect()

  const whole = await readStream(connected, 'none')
  const bytes = await readStream(connected, 'stream-bytes:3')

  expect(bytes).toEqual(whole)
})

test('answers that say nothing', async () => {
  await using connected = await connect()

  const blocked = await generate(connected, 'blocked:SAFETY')
  const stopped = await generate(connected, 'safety-stop')
  const malformed = await generate(connected, 'malformed-call')
  const bare = await generate(connected, 'no-usage,no-finish')

  expect(blocked.candidates).toBeUndefined()
  expect(blocked.promptFeedback).toEqual({ blockReason: 'SAFETY', safetyRatings: [] })
  expect(blocked.usageMetadata?.totalTokenCount).toBe(blocked.usageMetadata?.promptTokenCount)
  expect(stopped.candidates?.[0]).toMatchObject({ finishReason: 'SAFETY' })
  expect(malformed.candidates?.[0]).toMatchObject({ content: {}, finishReason: 'MALFORMED_FUNCTION_CALL' })
  expect(bare.usageMetadata).toBeUndefined()
  expect(bare.candidates?.[0]?.finishReason).toBeUndefined()
  expect(bare.text).not.toBe('')
})

test('a stalled answer lasts until the client gives up', async () => {
  await using connected = await connect()
  const config = { ...withFault('stall'), abortSignal: AbortSignal.timeout(50) }

  await expect(connected.ai.models.generateContent({ model: MODEL, contents: CHILD, config })).rejects.toThrow(
    'aborted',
  )
})

test('closing does not wait for a stalled answer', async () => {
  const connected = await connect()
  const stalled = readStream(connected, 'stream-stall:1')
  const stopped = generate(connected, 'stall').catch((error: Error) => error.message)

  await connected[Symbol.asyncDispose]()

  expect((await stalled).error).toBeDefined()
  expect(await stopped).toBe('fetch failed')
})

test('a slow answer is late by as much as the header says, and too late for the timeout the client told', async () => {
  await using connected = await connect()
  const url = `${connected.emulator.url}/v1/models/${MODEL}:generateContent`
  const ask = async (headers: Record<string, string>) => {
    const body = JSON.stringify({ contents: [{ parts: [{ text: CHILD }] }] })
    const started = performance.now()
    const { status } = await fetch(url, {
      method: 'POST',
      body,
      headers: { 'x-goog-api-key': 'k', 'x-emulator-latency-ms': '120', ...headers },
    })
    return { status, millis: performance.now() - started }
  }

  const patient = await ask({})
  const hasty = await ask({ 'x-server-timeout': '0.01' })

  expect(patient.status).toBe(200)
  expect(patient.millis).toBeGreaterThanOrEqual(118)
  expect(hasty.status).toBe(504)
})

test('rules with rates strike as often as they say, the same each time', async () => {
  const rules = [parseFaultRule('429:0.1'), parseFaultRule('503:x2')]
  const run = (seed: string): string[] =>
    Array.from({ length: 2000 }, (_, count) =>
      chooseFaults(rules, seed, count)
        .map(({ kind }) => kind)
        .join(),
    )

  const struck = run('a').filter((kinds) => kinds.includes('429')).length

  expect(run('a')).toEqual(run('a'))
  expect(run('a')).not.toEqual(run('b'))
  expect(struck).toBeGreaterThan(140)
  expect(struck).toBeLessThan(260)
  expect(run('a').filter((kinds) => kinds.includes('503'))).toHaveLength(2)
})

test('faults of start options hit, then let pass', async () => {
  await using connected = await connect({ faults: ['503:x2'] })
  const ask = () => connected.ai.models.generateContent({ model: MODEL, contents: CHILD })

  expect((await apiErrorOf(ask())).status).toBe(503)
  expect((await apiErrorOf(ask())).status).toBe(503)
  expect((await ask()).text).toContain('computer')
})

test('faults of a header hit the first requests of each call, however many came before, then let it pass', async () => {
  await using connected = await connect()
  await connected.ai.models.generateContent({ model: MODEL, contents: CHILD })
  const statuses = async (contents: string, fault: string): Promise<number[]> => {
    const asked: number[] = []
    for (let i = 0; i < 4; i++) {
      const config = withFault(fault)
      const answer = await connected.ai.models
        .generateContent({ model: MODEL, contents, config })
        .catch((error) => error)
      asked.push((answer as { status?: number }).status ?? 200)
    }
    return asked
  }

  expect(await statuses(CHILD, '503:x1')).toEqual([503, 200, 503, 200])
  expect(await statuses(CHILD, '503:x2')).toEqual([503, 503, 200, 503])
  expect(await statuses('another', '503:x2,429:x1')).toEqual([503, 503, 200, 503])
})

test('the SDK gets through a header of faults by trying again', async () => {
  await using connected = await connect()
  const httpOptions = { ...withFault('503:x2').httpOptions, retryOptions: { attempts: 3, initialDelay: 0.01 } }

  const answers = ['one', 'two'].map((contents) =>
    connected.ai.models.generateContent({ model: MODEL, contents, config: { httpOptions } }),
  )

  expect((await Promise.all(answers)).map(({ text }) => typeof text)).toEqual(['string', 'string'])
})

test.each(['418', '429:2:3:4', '429:1.5:2', 'reset:oops', ''])('“%s” is no fault', (text) => {
  expect(() => parseFaultRule(text)).toThrow(RangeError)
})

test.each([
  ['stream-cut', '1', { kind: 'share', share: 1 }],
  ['stream-cut:2', '2', { kind: 'share', share: 1 }],
  ['stream-cut:2:0.5', '2', { kind: 'share', share: 0.5 }],
  ['stream-cut:0.5', '1', { kind: 'share', share: 0.5 }],
  ['blocked:SAFETY:x3', 'SAFETY', { kind: 'first', requests: 3 }],
])('%s is read', (text, argument, often) => {
  expect(parseFaultRule(text)).toEqual({ fault: { kind: text.split(':')[0], argument }, often })
})

test('a fault header that cannot be read is a 400 that says why', async () => {
  await using connected = await connect()

  const error = await apiErrorOf(generate(connected, 'explode'))

  expect(error.status).toBe(400)
  expect(error.message).toContain('unknown fault “explode”')
})

test('a client that hangs up in the middle of a stream does the emulator no harm', async () => {
  await using connected = await connect({ chunkMillis: 5 })
  const body = JSON.stringify({ contents: [{ parts: [{ text: CHILD }] }] })
  const socket = openSocket(connected.emulator.port, '127.0.0.1')
  socket.write(
    `POST /v1/models/${MODEL}:streamGenerateContent?alt=sse&key=k HTTP/1.1\r\nhost: x\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  )
  await new Promise((resolve) => socket.once('data', resolve))
  socket.destroy()

  const response = await connected.ai.models.generateContent({ model: MODEL, contents: CHILD })

  expect(response.text).toContain('computer')
})
