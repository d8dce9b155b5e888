import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readTracesSearch } from './traces-search.ts'

describe('the state of the list in the URL', () => {
  test('keeps a filter and a state', () => {
    expect(readTracesSearch({ filter: "name = 'x'", state: 'error' })).toEqual({ filter: "name = 'x'", state: 'error' })
  })

  test('leaves out what it does not know', () => {
    expect(readTracesSearch({ filter: '  ', state: 'sideways', page: '3' })).toEqual({})
    expect(readTracesSearch({ filter: 5, state: ['ok'] })).toEqual({})
  })

  test('survives any garbage and is stable when read again', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.anything()), (raw) => {
        const once = readTracesSearch(raw)
        expect(readTracesSearch({ ...once })).toEqual(once)
      }),
    )
  })
})
