import {
  EXCEPTION,
  experimentId,
  type Filter,
  type JsonText,
  type Span,
  type SpanEvent,
  traceId,
  unixNanos,
} from '@loupe-ai/model'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PreparedTooEarly, type TraceStore } from '../../trace-store.ts'
import { A_MOMENT_NANOS, aSpan, spanIdOf } from '../a-span.ts'
import type { UnderTest } from '../under-test.ts'
import { like, says, TEXT } from './filter-words.ts'

const SEED = 20261124
const ZERO = experimentId('0')

// Few pieces, so that patterns hit, and among them what folds, composes, is structure in JSON or a word of its own.
const PIECES = [
  'ab',
  'B',
  'c ',
  'ß',
  'SS',
  'é',
  'e\u0301',
  '日本',
  'か',
  '"',
  '{',
  '}',
  ',',
  ':',
  '[',
  ']',
  '\n',
  '7',
  '_',
  '%',
  '—',
  'role',
]

const anyPhrase = fc.array(fc.constantFrom(...PIECES), { maxLength: 6 }).map((pieces) => pieces.join(''))
const anyMessage = fc.record({
  role: fc.constantFrom('user', 'model', 'system'),
  parts: fc.array(fc.record({ text: anyPhrase }), { maxLength: 2 }),
})
const anyPayload = fc
  .oneof(
    fc.record({
      model: anyPhrase,
      contents: fc.array(anyMessage, { maxLength: 3 }),
      config: fc.record({ n: fc.nat(99) }),
    }),
    fc.record({ query: anyPhrase }),
    anyPhrase,
  )
  .map((value) => JSON.stringify(value) as JsonText)

const anyText = fc.record({
  name: anyPhrase,
  inputs: fc.option(anyPayload, { nil: undefined }),
  outputs: fc.option(anyPayload, { nil: undefined }),
  attributes: fc.dictionary(fc.constantFrom('k', 'ab'), fc.oneof(anyPhrase, fc.nat(99)), { maxKeys: 2 }),
  status: fc.record({ code: fc.constant('ERROR' as const), message: fc.option(anyPhrase, { nil: undefined }) }),
  events: fc.array(
    fc.record({
      name: fc.constantFrom(EXCEPTION.event, 'ab'),
      timeNanos: fc.constant(unixNanos(A_MOMENT_NANOS)),
      attributes: fc.dictionary(fc.constantFrom(EXCEPTION.message, 'k'), anyPhrase, { maxKeys: 2 }),
    }),
    { maxLength: 1 },
  ),
})

// Without a line break, which may be what stands between two texts.
const anyPattern = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...PIECES.filter((piece) => piece !== '\n')) },
      fc.constantFrom('%', '_'),
    ),
    {
      minLength: 1,
      maxLength: 4,
    },
  )
  .map((pieces) => `%${pieces.join('')}%`)

/**
 * As `LIKE` is promised (design.md §4): over the name, the inputs, the outputs and the attribute values, each as it is, and
 * over what is written with escapes there also as it is meant; and over what the status and exceptions say.
 */
function textOf({ name, inputs, outputs, attributes, status, events }: Span): string {
  const meant = [inputs, outputs].flatMap((json) => (json === undefined ? [] : escapedIn(JSON.parse(json))))
  const failure = [status.message ?? '', ...events.map(exceptionText)].filter((text) => text !== '')
  return [name, inputs ?? '', outputs ?? '', ...Object.values(attributes).map(String), ...meant, ...failure].join('\n')
}

const exceptionText = ({ name, attributes }: SpanEvent): string =>
  name === EXCEPTION.event ? String(attributes[EXCEPTION.message] ?? '') : ''

function escapedIn(value: unknown): string[] {
  if (typeof value === 'string') return JSON.stringify(value) === `"${value}"` ? [] : [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => [...escapedIn(key), ...escapedIn(inner)])
}

/** Tries each way to cut the text, as SQL's standard says it, without an expression. */
function isLike(text: readonly string[], pattern: readonly string[]): boolean {
  // Of the pattern so far: whether it fits the text up to each place.
  let fits = [true, ...text.map(() => false)]
  for (const part of pattern) {
    const before = fits
    const next = [part === '%' && before[0]!]
    for (const [index, character] of text.entries()) {
      const isOne = before[index]! && (part === '_' || part === character)
      next.push(part === '%' ? before[index + 1]! || next[index]! : isOne)
    }
    fits = next
  }
  return fits.at(-1)!
}

export function findsText(open: () => Promise<UnderTest<TraceStore>>): void {
  describe('finds text', () => {
    test('LIKE and ILIKE find every trace whose text has it, and no other', async () => {
      await using under = await open()
      const spans = fc
        .sample(anyText, { numRuns: 80, seed: SEED })
        .map((fields, number) => aSpan({ traceId: traceId(`t${number}`), ...fields }))
      await under.store.insertSpans(spans)
      const texts = spans.map((span) => ({ id: span.traceId, text: textOf(span) }))

      const wrong: unknown[] = []
      for (const pattern of fc.sample(anyPattern, { numRuns: 70, seed: SEED })) {
        for (const ignoreCase of [false, true]) {
          const filter = like(TEXT, pattern, ignoreCase)
          const { items } = await under.store.searchTraces({ experimentIds: [ZERO], filter, maxResults: 100 })
          const of = (whole: string): string[] => [...(ignoreCase ? whole.toLowerCase() : whole)]
          const expected = texts.filter(({ text }) => isLike(of(text), of(pattern))).map(({ id }) => id)
          const found = items.map((info) => info.traceId)
          const [missing, extra] = [
            expected.filter((id) => !found.includes(id)),
            found.filter((id) => !expected.includes(id)),
          ]
          if (missing.length + extra.length > 0) wrong.push({ pattern, ignoreCase, missing, extra })
        }
      }

      expect(wrong).toEqual([])
    }, 300_000)

    test('newest first, also where so many say it that a page is full of the newest', async () => {
      await using under = await open()
      const count = 900
      const spans = Array.from({ length: count }, (_, number) =>
        aSpan({
          traceId: traceId(`t${String(number).padStart(3, '0')}`),
          startNanos: unixNanos(A_MOMENT_NANOS + BigInt(number) * 60_000_000_000n),
          inputs: JSON.stringify(`message ${number} is ${number === 0 ? 'seldom' : 'common'}`) as JsonText,
        }),
      )
      await under.store.insertSpans(spans)
      const expected = spans
        .slice(1)
        .map((span) => span.traceId)
        .toReversed()

      for (const filter of [says('common'), like(TEXT, '%common%'), like(TEXT, '%message%com%')]) {
        const found: string[] = []
        let pageToken: string | undefined
        do {
          const page = await under.store.searchTraces({ experimentIds: [ZERO], filter, maxResults: 300, pageToken })
          found.push(...page.items.map((info) => info.traceId))
          pageToken = page.nextPageToken
        } while (pageToken !== undefined)
        expect(found).toEqual(expected)
      }
      for (const filter of [says('seldom'), like(TEXT, '%seld%')]) {
        const { items } = await under.store.searchTraces({ experimentIds: [ZERO], filter, maxResults: 9 })
        expect(items.map((info) => info.traceId)).toEqual(['t000'])
      }
    }, 120_000)

    test('a message that later turns repeat is found where it was said first, and by LIKE in all of them', async () => {
      await using under = await open()
      const said = { role: 'user', parts: [{ text: 'the unmistakable walrus' }] }
      const turns = [1, 2, 3].map((turn) => {
        const contents = [
          said,
          ...Array.from({ length: turn }, (_, n) => ({ role: 'model', parts: [{ text: `${n}` }] })),
        ]
        return aSpan({ traceId: traceId(`turn${turn}`), inputs: JSON.stringify({ contents }) as JsonText })
      })
      for (const turn of turns) await under.store.insertSpans([turn])
      const find = async (filter: Filter): Promise<string[]> => {
        const { items } = await under.store.searchTraces({ experimentIds: [ZERO], filter, maxResults: 9 })
        return items.map((info) => info.traceId).toSorted()
      }

      expect(await find(says('WALRUS unmistakable'))).toEqual(['turn1'])
      expect(await find(like(TEXT, '%mistakable wal%'))).toEqual(['turn1', 'turn2', 'turn3'])
    })

    test('what was prepared before its message was taken away is refused, and kept whole when it comes again', async () => {
      await using under = await open()
      const contents = [{ role: 'user', parts: [{ text: 'the unmistakable walrus' }] }]
      const inputs = JSON.stringify({ contents }) as JsonText
      const late = aSpan({ traceId: traceId('late'), spanId: spanIdOf(2), inputs })
      await under.store.insertSpans([aSpan({ traceId: traceId('first'), inputs })])

      const early = under.store.prepareSpans([late])
      await under.store.deleteTraces({ experimentId: ZERO, ids: [traceId('first')] })
      await under.store.whenPurged()
      await expect(under.store.insertPrepared([early])).rejects.toThrow(PreparedTooEarly)
      await under.store.insertPrepared([under.store.prepareSpans([late])])

      expect(await under.store.getSpans(traceId('late'))).toMatchObject([{ inputs }])
    })

    test('a message outlives the trace that said it first, as long as another refers to it', async () => {
      await using under = await open()
      const contents = [{ role: 'user', parts: [{ text: 'the unmistakable walrus' }] }]
      const inputs = JSON.stringify({ contents }) as JsonText
      await under.store.insertSpans([aSpan({ traceId: traceId('first'), inputs })])
      await under.store.insertSpans([aSpan({ traceId: traceId('second'), spanId: spanIdOf(2), inputs })])

      await under.store.deleteTraces({ experimentId: ZERO, ids: [traceId('first')] })
      await under.store.whenPurged()
      const { items } = await under.store.searchTraces({
        experimentIds: [ZERO],
        filter: says('walrus'),
        maxResults: 9,
      })
      const [span] = await under.store.getSpans(traceId('second'))
      await under.store.insertSpans([aSpan({ traceId: traceId('third'), spanId: spanIdOf(3), inputs })])
      await under.store.deleteTraces({ experimentId: ZERO, ids: [traceId('second')] })
      await under.store.whenPurged()
      const [third] = await under.store.getSpans(traceId('third'))

      expect(items.map((info) => info.traceId)).toEqual(['second'])
      expect(span?.inputs).toBe(inputs)
      expect(third?.inputs).toBe(inputs)
    })
  })
}
