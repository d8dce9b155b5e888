import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { randomRequest } from './random-request.ts'
import { readTraceRequestJson } from './read-json.ts'
import { readTraceRequest, readTraceResponse } from './read-protobuf.ts'
import { writeTraceRequestJson } from './write-json.ts'
import { writeTraceRequest } from './write-protobuf.ts'

const repeat = (unit: readonly number[], times: number) =>
  Uint8Array.from({ length: unit.length * times }, (_, at) => unit[at % unit.length]!)

test('random bytes never throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(typeof readTraceRequest(bytes).ok).toBe('boolean')
      expect(typeof readTraceResponse(bytes).ok).toBe('boolean')
    }),
    { numRuns: 2000 },
  )
})

test('a request that is cut anywhere never throws, and is not read as whole', () => {
  fc.assert(
    fc.property(randomRequest, fc.double({ min: 0, max: 1, noNaN: true }), (request, share) => {
      const whole = writeTraceRequest(request)
      const length = Math.floor(share * whole.length)
      const cut = readTraceRequest(whole.subarray(0, length))
      const whatWasRead = cut.ok ? writeTraceRequest(cut.value).length : cut.failure.offset

      expect(whatWasRead).toBeLessThanOrEqual(length)
    }),
  )
})

test('a request with any byte changed never throws', () => {
  fc.assert(
    fc.property(randomRequest, fc.nat(), fc.nat(255), (request, place, byte) => {
      const bytes = writeTraceRequest(request).slice()
      if (bytes.length > 0) bytes[place % bytes.length] = byte
      expect(typeof readTraceRequest(bytes).ok).toBe('boolean')
    }),
    { numRuns: 500 },
  )
})

test('JSON that is cut or of the wrong shape never throws', () => {
  fc.assert(
    fc.property(randomRequest, fc.nat(), (request, place) => {
      const text = writeTraceRequestJson(request)
      expect(readTraceRequestJson(text.slice(0, place % text.length)).ok).toBe(false)
    }),
  )
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(typeof readTraceRequestJson(`{"resourceSpans":[{"scopeSpans":[{"spans":[${text}]}]}]}`).ok).toBe('boolean')
    }),
  )
})

test.each([
  ['an empty field number', [0x02, 0x00], 'a tag has no valid field number'],
  ['a length beyond the end', [0x0a, 0x05, 0x00], 'a length reaches beyond its message'],
  ['a nested length beyond its parent', [0x0a, 0x02, 0x12, 0x05, 0, 0, 0, 0, 0], 'a length reaches beyond its message'],
  [
    'a length of which only high bits are set',
    [0x0a, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01],
    'a length reaches beyond its message',
  ],
  [
    'a time cut off by the end of its span',
    message(0x0a, message(0x12, [...message(0x12, [0x39, 1, 2, 3]), 0x1a, 18, ...new Uint8Array(18)])),
    'a value reaches beyond its message',
  ],
  [
    'a time that lacks one byte',
    message(0x0a, message(0x12, message(0x12, [0x39, 1, 2, 3, 4, 5, 6, 7]))),
    'a value reaches beyond its message',
  ],
  [
    'a huge length',
    [0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f],
    'a length reaches beyond its message',
  ],
  ['a varint without end', [0x0a, ...Array.from({ length: 12 }, () => 0xff)], 'a varint has more than ten bytes'],
  ['a group that does not begin', [0x14], 'a group ends that did not begin'],
  ['a wire type that does not exist', [0x17], 'wire type 7 does not exist'],
])('%s is told of with its place', (_name, bytes, reason) => {
  const decoded = readTraceRequest(Uint8Array.from(bytes))

  expect(decoded).toMatchObject({ ok: false, failure: { reason } })
})

test('unknown fields of every wire type are stepped over, groups within groups too', () => {
  const unknown = [0x98, 0x06, 1, 0x99, 0x06, ...new Uint8Array(8), 0x9a, 0x06, 2, 9, 9, 0x9d, 0x06, 1, 2, 3, 4]
  const group = [0x9b, 0x06, ...unknown, 0xa3, 0x06, 0xa4, 0x06, 0x9c, 0x06]

  expect(readTraceRequest(Uint8Array.from([...unknown, ...group, 0x0a, 0x00]))).toEqual({
    ok: true,
    value: { resourceSpans: [{ resource: {}, scopeSpans: [] }] },
  })
})

test('groups nested without end do not exhaust the stack', () => {
  expect(readTraceRequest(repeat([0x9b, 0x06], 200_000))).toMatchObject({
    ok: false,
    failure: { reason: 'groups are nested too deeply' },
  })
})

test('two bytes for each message cannot ask for more memory than a million messages take', () => {
  expect(readTraceRequest(repeat([0x0a, 0x00], 1_100_000))).toMatchObject({
    ok: false,
    failure: { reason: 'more than 1048576 messages' },
  })
})

test('a value nested beyond reason is handed on as bytes, and its neighbours are read', () => {
  let value = [0x10, 1]
  for (let depth = 0; depth < 200; depth++) value = message(0x2a, message(0x0a, value))
  const attribute = [...message(0x0a, [0x6b]), ...message(0x12, value)]
  const span = [...message(0x4a, attribute), ...message(0x2a, [0x78])]
  const decoded = readTraceRequest(Uint8Array.from(message(0x0a, message(0x12, message(0x12, span)))))
  if (!decoded.ok) throw new Error(decoded.failure.reason)
  const read = decoded.value.resourceSpans[0]!.scopeSpans[0]!.spans[0]!
  let deepest: unknown = read.attributes['k']
  while (Array.isArray(deepest)) deepest = deepest[0]

  expect(deepest).toBeInstanceOf(Uint8Array)
  expect(read.name).toBe('x')
})

/** A length-delimited field. */
function message(tag: number, content: readonly number[]): number[] {
  const length = content.length < 128 ? [content.length] : [(content.length & 0x7f) | 0x80, content.length >> 7]
  return [tag, ...length, ...content]
}
