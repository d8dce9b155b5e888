import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { connect } from '../testing/connect.ts'
import { cutText } from './cut-text.ts'

const BODY = JSON.stringify({ contents: [{ parts: [{ text: 'Tell me a story about a lighthouse' }] }] })

function open(url: string, query = '?alt=sse&key=k', init: RequestInit = {}): Promise<Response> {
  return fetch(`${url}/v1beta/models/gemini-2.5-flash:streamGenerateContent${query}`, {
    method: 'POST',
    body: BODY,
    ...init,
  })
}

test('events end with two CRLF, carry no [DONE], and have the service’s headers', async () => {
  await using connected = await connect()

  const response = await open(connected.emulator.url)
  const text = await response.text()
  const events = text.split('\r\n\r\n')

  expect(response.headers.get('content-type')).toBe('text/event-stream')
  expect(response.headers.get('content-disposition')).toBe('attachment')
  expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  expect(events.pop()).toBe('')
  expect(events.length).toBeGreaterThan(4)
  for (const event of events) expect(() => JSON.parse(event.replace(/^data: /, ''))).not.toThrow()
})

test('without alt=sse the stream is one JSON array', async () => {
  await using connected = await connect()

  const response = await open(connected.emulator.url, '?key=k')
  const chunks = (await response.json()) as { candidates: { finishReason?: string }[] }[]

  expect(response.headers.get('content-type')).toContain('application/json')
  expect(chunks.length).toBeGreaterThan(4)
  expect(chunks.at(-1)?.candidates[0]?.finishReason).toBe('STOP')
})

test('each chunk is sent when it is made', async () => {
  await using connected = await connect({ chunkMillis: 30 })

  const response = await open(connected.emulator.url)
  const times: number[] = []
  for await (const _ of response.body!) times.push(performance.now())

  expect(times.length).toBeGreaterThan(4)
  expect(times.at(-1)! - times[0]!).toBeGreaterThanOrEqual(30 * 3)
})

test('a stream stops when its reader goes away', async () => {
  await using connected = await connect({ chunkMillis: 3_600_000 })
  const hangUp = new AbortController()

  const response = await open(connected.emulator.url, undefined, { signal: hangUp.signal })
  const reader = response.body!.getReader()
  await reader.read()
  hangUp.abort()

  await expect(reader.read()).rejects.toThrow('aborted')
})

test('usage grows from chunk to chunk and ends at the unary count', async () => {
  await using connected = await connect()
  const model = 'gemini-3.5-flash'
  const contents = 'Tell me a story about a lighthouse'
  const config = { thinkingConfig: { includeThoughts: true } }

  const unary = await connected.ai.models.generateContent({ model, contents, config })
  const chunks = []
  for await (const chunk of await connected.ai.models.generateContentStream({ model, contents, config }))
    chunks.push(chunk)
  const parts = chunks.flatMap((chunk) => chunk.candidates?.[0]?.content?.parts ?? [])

  expect(chunks.at(-1)?.usageMetadata).toEqual(unary.usageMetadata)
  expect(chunks[0]?.usageMetadata).not.toHaveProperty('thoughtsTokenCount')
  expect(parts[0]?.thought).toBe(true)
  expect(parts.at(-1)).toEqual({ text: '', thoughtSignature: expect.any(String) })
  expect(
    parts
      .filter((part) => !part.thought)
      .map((part) => part.text)
      .join(''),
  ).toBe(unary.text)
})

test('2.0 counts the output in the last chunk only', async () => {
  await using connected = await connect()

  const chunks = []
  const request = { model: 'gemini-2.0-flash', contents: 'Tell me a story about a lighthouse' }
  for await (const chunk of await connected.ai.models.generateContentStream(request)) chunks.push(chunk)

  expect(chunks.slice(0, -1).every(({ usageMetadata }) => usageMetadata?.candidatesTokenCount === undefined)).toBe(true)
  expect(chunks.at(-1)?.usageMetadata?.candidatesTokenCount).toBeGreaterThan(0)
})

test('pieces of a text are the text, and never half a character', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), fc.string(), (text, seed) => {
      const pieces = cutText(text, seed)

      expect(pieces.join('')).toBe(text)
      for (const piece of pieces) expect(piece.isWellFormed()).toBe(true)
    }),
  )
})
