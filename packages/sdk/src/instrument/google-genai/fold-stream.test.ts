import { array, assert, property, string } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chunk, usage } from '../testing/scripted-gemini.ts'
import { foldStream } from './fold-stream.ts'

const fold = (...chunks: unknown[]): Record<string, unknown> => {
  const folded = foldStream()
  for (const one of chunks) folded.add(one)
  return folded.response()
}

const candidates = (...chunks: unknown[]): { content?: { parts: unknown[] }; finishReason?: string }[] =>
  fold(...chunks)['candidates'] as { content?: { parts: unknown[] }; finishReason?: string }[]

describe('folding a stream', () => {
  test('however a text is cut, it comes back whole', () => {
    assert(
      property(array(string(), { minLength: 1 }), (pieces) => {
        const [candidate] = candidates(...pieces.map((text) => chunk([{ text }])))

        expect(candidate!.content).toEqual({ role: 'model', parts: [{ text: pieces.join('') }] })
      }),
    )
  })

  test('thoughts, answer and a signed empty part stay apart', () => {
    const [candidate] = candidates(
      chunk([{ text: 'Finding', thought: true }]),
      chunk([{ text: ' it', thought: true }]),
      chunk([{ text: 'Cold' }]),
      chunk([{ text: '.' }]),
      chunk([{ text: '', thoughtSignature: 'EqQB' }], 'STOP'),
    )

    expect(candidate!.content!.parts).toEqual([
      { text: 'Finding it', thought: true },
      { text: 'Cold.' },
      { text: '', thoughtSignature: { present: true, length: 4 } },
    ])
    expect(candidate!.finishReason).toBe('STOP')
  })

  test('candidates are told apart by index, or by position', () => {
    const two = (texts: string[], withIndex: boolean): unknown => ({
      candidates: texts.map((text, index) => ({ content: { parts: [{ text }] }, ...(withIndex && { index }) })),
    })

    for (const withIndex of [true, false]) {
      const [first, second] = candidates(two(['a', 'x'], withIndex), two(['b', 'y'], withIndex))
      expect([first!.content!.parts, second!.content!.parts]).toEqual([[{ text: 'ab' }], [{ text: 'xy' }]])
    }
    const [zero, one] = candidates(
      { candidates: [{ index: 1, content: { parts: [{ text: 'late' }] } }] },
      chunk([{ text: 'early' }]),
    )
    expect([zero!.content!.parts, one!.content!.parts]).toEqual([[{ text: 'early' }], [{ text: 'late' }]])
  })

  test('each count of the usage is its latest, whatever chunk it came with', () => {
    expect(
      fold(
        chunk([{ text: 'a' }], undefined, { promptTokenCount: 10, totalTokenCount: 10 }),
        chunk([{ text: 'b' }], 'STOP', usage(9, 2)),
        { usageMetadata: { trafficType: 'ON_DEMAND' } },
      )['usageMetadata'],
    ).toEqual({ promptTokenCount: 9, candidatesTokenCount: 2, totalTokenCount: 11, trafficType: 'ON_DEMAND' })
  })

  test('the tools’ answers are not the model’s, and the next request starts afresh', () => {
    const call = { functionCall: { name: 'add', args: {} } }
    const answers = {
      candidates: [{ content: { role: 'user', parts: [{ functionResponse: { name: 'add', response: {} } }] } }],
    }

    expect(fold(chunk([call], 'STOP', usage(1, 1)), answers)).toEqual(chunk([call], 'STOP', usage(1, 1)))
    expect(fold(chunk([call], 'STOP', usage(1, 1)), answers, chunk([{ text: 'done' }], 'STOP'))).toEqual(
      chunk([{ text: 'done' }], 'STOP'),
    )
  })

  test('lists of sources grow', () => {
    const grounded = (uri: string): unknown => ({
      candidates: [
        {
          index: 0,
          groundingMetadata: { groundingChunks: [{ web: { uri } }], searchEntryPoint: { renderedContent: uri } },
        },
      ],
    })

    expect(candidates(grounded('a'), grounded('b'))[0]).toEqual({
      index: 0,
      groundingMetadata: {
        groundingChunks: [{ web: { uri: 'a' } }, { web: { uri: 'b' } }],
        searchEntryPoint: { renderedContent: 'b' },
      },
    })
  })

  test('arguments that arrive in pieces make one call', () => {
    const piece = (functionCall: unknown, finishReason?: string): unknown => chunk([{ functionCall }], finishReason)
    const [candidate] = candidates(
      piece({ name: 'weather', willContinue: true }),
      piece({ partialArgs: [{ jsonPath: '$.location', stringValue: 'New', willContinue: true }], willContinue: true }),
      piece({
        partialArgs: [{ jsonPath: '$.location', stringValue: ' Delhi', willContinue: true }],
        willContinue: true,
      }),
      piece({ partialArgs: [{ jsonPath: '$.location', stringValue: '' }], willContinue: true }),
      piece({
        partialArgs: [
          { jsonPath: '$.days[0].n', numberValue: 3 },
          { jsonPath: '$.metric', boolValue: true },
          { jsonPath: '$.unit', nullValue: 'NULL_VALUE' },
        ],
        willContinue: true,
      }),
      piece({}, 'STOP'),
      chunk([{ functionCall: { name: 'next', args: { a: 1 } } }]),
    )

    expect(candidate!.content!.parts).toEqual([
      {
        functionCall: { name: 'weather', args: { location: 'New Delhi', days: [{ n: 3 }], metric: true, unit: null } },
      },
      { functionCall: { name: 'next', args: { a: 1 } } },
    ])
  })

  test('a path of arguments cannot reach a prototype', () => {
    const path = (jsonPath: string): unknown =>
      chunk([{ functionCall: { name: 'evil', willContinue: true, partialArgs: [{ jsonPath, stringValue: 'x' }] } }])
    fold(path('$.__proto__.polluted'), path("$['constructor'].prototype.polluted"))

    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
    expect(Reflect.get(Object, 'polluted')).toBeUndefined()
  })

  test('chunks are read and never changed', () => {
    const chunks = [
      chunk([{ text: 'a' }], undefined, usage(1, 1)),
      chunk([{ text: 'b', thoughtSignature: 's' }], 'STOP', usage(1, 2)),
    ]
    const before = structuredClone(chunks)

    fold(...chunks)

    expect(chunks).toEqual(before)
  })

  test('what a program does to chunks that it was given is not recorded', () => {
    const chunks = [
      chunk([{ text: 'a' }], undefined, usage(1, 1)),
      chunk([{ functionCall: { name: 'f', args: { deep: [1] } } }, { text: 'b' }], 'STOP', {
        ...usage(1, 2),
        promptTokensDetails: [{ modality: 'TEXT', tokenCount: 1 }],
      }),
    ]
    const expected = fold(...structuredClone(chunks))
    const folded = foldStream()
    for (const one of chunks) {
      folded.add(one)
      emptyAll(one)
    }

    expect(folded.response()).toEqual(expected)
  })

  test.each([[undefined], [null], ['text'], [{}], [{ candidates: 'x' }], [{ candidates: [null, 1, { content: 3 }] }]])(
    'the odd chunk %j does no harm',
    (odd) => {
      expect(candidates(chunk([{ text: 'a' }]), odd, chunk([{ text: 'b' }]))[0]!.content).toMatchObject({
        parts: [{ text: 'ab' }],
      })
    },
  )
})

/** Takes everything out of an object, at every depth. */
function emptyAll(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  for (const key of Object.keys(value)) {
    emptyAll(Reflect.get(value, key))
    Reflect.deleteProperty(value, key)
  }
}
