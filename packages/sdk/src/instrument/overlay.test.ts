import { assert, dictionary, jsonValue, property, string } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { overlay } from './overlay.ts'

class Counter {
  #count = 0
  tools = ['own']
  next(): number {
    return ++this.#count
  }
}

describe('an overlay', () => {
  test('reads, lists and spreads like the original, but for what is replaced', () => {
    assert(
      property(dictionary(string(), jsonValue()), jsonValue(), (original, tools) => {
        const shown = overlay(original, { tools })

        expect({ ...shown }).toEqual({ ...original, tools })
        expect(Object.keys(shown)).toEqual(Object.keys({ ...original, tools }))
        expect(JSON.stringify(shown)).toBe(JSON.stringify({ ...original, tools }))
      }),
    )
  })

  test('may cover what is frozen, and refuses writes in the very words', () => {
    const frozen = Object.freeze({ config: 1, contents: 'a' })
    const shown = overlay<{ config: number; contents: string }>(frozen, { config: 2 })
    const words = (target: { contents: string }): unknown => {
      try {
        return (target.contents = 'b')
      } catch (error) {
        return String(error)
      }
    }

    expect(shown.config).toBe(2)
    expect(words(shown)).toBe(words(frozen as { contents: string }))
    expect(String(words(shown))).toContain('read only')
  })

  test('hands writes and deletions on, after which the replaced value is gone', () => {
    const original: Record<string, unknown> = { contents: 'a', schema: 1, tools: [] }
    const shown = overlay(original, { tools: ['traced'] })

    shown['contents'] = ['b']
    delete shown['schema']
    shown['tools'] = 'mine'

    expect(original).toEqual({ contents: ['b'], tools: 'mine' })
    expect(shown['tools']).toBe('mine')
    expect('schema' in shown).toBe(false)
  })

  test('keeps the class, and what is inherited stays so', () => {
    const shown = overlay(new Counter(), { next: () => 7 })

    expect(shown).toBeInstanceOf(Counter)
    expect(shown.next()).toBe(7)
    expect(Object.keys(shown)).toEqual(['tools'])
  })
})
