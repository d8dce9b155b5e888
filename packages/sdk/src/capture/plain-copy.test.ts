import { anything, assert, jsonValue, property } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { KEEP } from './edited.ts'
import { plainCopy } from './plain-copy.ts'

describe('a plain copy', () => {
  test('of JSON is that JSON', () => {
    assert(
      property(jsonValue(), (value) => {
        expect(JSON.stringify(plainCopy(value))).toBe(JSON.stringify(value))
      }),
    )
  })

  test('of anything at all can be written as JSON and never throws', () => {
    const values = anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
      withNullPrototype: true,
      withSparseArray: true,
    })
    assert(
      property(values, (value) => {
        expect(() => JSON.parse(JSON.stringify(plainCopy(value)))).not.toThrow()
      }),
    )
  })

  test('does not follow later changes', () => {
    const value = { parts: [{ text: 'a' }] }
    const copy = plainCopy(value)
    value.parts[0]!.text = 'b'

    expect(copy).toEqual({ parts: [{ text: 'a' }] })
  })

  test('marks cycles, functions, blobs and what cannot be read, and leaves bytes', () => {
    const value: Record<string, unknown> = {
      callTool: function callTool() {},
      bytes: new Uint8Array(3),
      blob: new Blob(['abcd'], { type: 'text/plain' }),
      when: new Date(0),
      get broken(): never {
        throw new Error('mine')
      },
    }
    value['self'] = value

    expect(plainCopy(value)).toEqual({
      callTool: '[function callTool]',
      bytes: new Uint8Array(3),
      blob: { mimeType: 'text/plain', bytes: 4 },
      when: '1970-01-01T00:00:00.000Z',
      broken: '[unreadable]',
      self: '[circular]',
    })
  })

  test('shows what stands twice side by side twice', () => {
    const part = { text: 'a' }

    expect(plainCopy([part, part])).toEqual([{ text: 'a' }, { text: 'a' }])
  })

  test('ends in the depths and at very many nodes', () => {
    let deep: unknown = 'end'
    for (let depth = 0; depth < 10_000; depth++) deep = [deep]

    expect(JSON.stringify(plainCopy(deep))).toContain('[too deep]')
    expect(JSON.stringify(plainCopy(Array(1e9)))).toContain('[truncated]')
  })

  test('lets the caller replace and leave out, and never calls a getter of a class', () => {
    class Response {
      text = 'own'
      get data(): never {
        throw new Error('called')
      }
    }
    const copy = plainCopy({ secret: 'x', gone: 1, response: new Response() }, (key) =>
      key === 'secret' ? '[redacted]' : key === 'gone' ? undefined : KEEP,
    )

    expect(copy).toEqual({ secret: '[redacted]', response: { text: 'own' } })
  })
})
