import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { loosen, tighten } from './loose-text.ts'
import { MARKER, PayloadSplitter, type SplitPayload } from './split-payload.ts'

const splitPayload = (json: string): SplitPayload => new PayloadSplitter().split(json)

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.json(),
  fc.jsonValue().map((value) => JSON.stringify(value, undefined, 2)),
  fc.jsonValue().map(asPythonWrites),
  fc
    .array(fc.constantFrom('"', '\\', '{', '}', '[', ']', ':', ',', '\u0002', 'é', '日', '\\u00e9', ' '), {
      maxLength: 20,
    })
    .map((pieces) => pieces.join('')),
)

function asPythonWrites(value: unknown): string {
  return JSON.stringify(value).replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

test('any text comes back from its loose form', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(tighten(loosen(text))).toBe(text)
    }),
    { numRuns: 2000 },
  )
})

test('loose text has no escapes, and marks what only sorts', () => {
  const { body, form } = loosen(String.raw`{"role":"user","text":"a\n\"b\" \u65e5"}`)
  expect(body).toBe('{\u0003role\u0003:\u0003user\u0003,\u0003text\u0003:\u0002a\n"b" 日\u0002}')
  expect(form).toBe(1)
  expect(loosen(JSON.stringify({ a: 'x\ny' }))).toMatchObject({ form: 0, raw: '' })
  expect(loosen(asPythonWrites({ a: 'größe 😀' }))).toMatchObject({ form: 1, raw: '' })
})

test('parts are in order, apart, and parts of the text', () => {
  fc.assert(
    fc.property(fc.oneof(anyText, anyHistory()), (text) => {
      let last = 0
      for (const { start, end } of splitPayload(text).parts) {
        expect(start).toBeGreaterThanOrEqual(last)
        expect(end).toBeGreaterThan(start)
        last = end
      }
      expect(last).toBeLessThanOrEqual(text.length)
    }),
    { numRuns: 1000 },
  )
})

function anyHistory(): fc.Arbitrary<string> {
  const message = fc.record({
    role: fc.constantFrom('user', 'model'),
    parts: fc.array(fc.record({ text: fc.string() })),
  })
  return fc.array(message).map((contents) => JSON.stringify({ model: 'm', contents, config: { temperature: 0.5 } }))
}

test('each message of a request is a part, whatever is around it', () => {
  const contents = [1, 2, 3].map((turn) => ({ parts: [{ text: `turn ${turn}` }], role: turn % 2 ? 'user' : 'model' }))
  const json = JSON.stringify({ model: 'm', contents, config: { systemInstruction: 'x'.repeat(600) } })
  const { parts } = splitPayload(json)
  expect(parts.map(({ role }) => role)).toEqual(['user', 'model', 'user', undefined])
  expect(parts.map(({ start, end }) => json.slice(start, end))).toEqual([
    ...contents.map((message) => JSON.stringify(message)),
    JSON.stringify('x'.repeat(600)),
  ])
})

test('the message of an answer is the same part as in the next request', () => {
  const message = { parts: [{ text: 'hello' }], role: 'model' }
  const answer = JSON.stringify({ candidates: [{ content: message, finishReason: 'STOP' }], usage: { total: 5 } })
  const request = JSON.stringify({ contents: [{ role: 'user', parts: [] }, message] })
  const cut = (json: string): string[] => splitPayload(json).parts.map(({ start, end }) => json.slice(start, end))
  expect(cut(answer)).toEqual([JSON.stringify(message)])
  expect(cut(request)).toContain(JSON.stringify(message))
})

test('what is not JSON, or holds the marker, stays whole', () => {
  for (const text of ['{"role":"user","content":[' + ' '.repeat(99), `{"a":"${MARKER}"}${' '.repeat(99)}`, '']) {
    expect(splitPayload(text).parts).toEqual([])
  }
})

test('texts, numbers and words outside of parts are told of, keys apart', () => {
  const json = JSON.stringify({
    model: 'm"1',
    contents: [{ role: 'user', parts: [] }],
    n: [1.5, true],
    config: { t: 2 },
  })
  const values: string[] = []
  splitPayload(json).eachValue((value, isKey) => values.push(isKey ? `${value}:` : value))
  expect(values).toEqual(['model:', 'm"1', 'contents:', 'n:', '1.5', 'true', 'config:', 't:', '2'])
})
