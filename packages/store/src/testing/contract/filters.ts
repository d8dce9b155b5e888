import { experimentId, type FieldRef, type Filter, type JsonText, traceId, unixNanos } from '@loupe-ai/model'
import { describe, expect, test } from 'vitest'
import type { TraceStore } from '../../trace-store.ts'
import { A_MOMENT_NANOS, aSpan, spanIdOf } from '../a-span.ts'
import type { UnderTest } from '../under-test.ts'
import { and, attribute, exists, is, isIn, like, span, TEXT } from './filter-words.ts'

const tag = (key: string): FieldRef => ({ entity: 'tag', key })
const oneSpan = (...parts: Filter[]): Filter => ({ kind: 'span', where: and(...parts) })
const text = TEXT

const START_MILLIS = Number(A_MOMENT_NANOS / 1_000_000n)

/** `ok`: a chat with a tool. `bad`: an error. `run`: still running. */
const TRACES = [
  aSpan({
    traceId: traceId('ok'),
    name: 'chat',
    inputs: JSON.stringify({ text: 'first line\nGRÖSSE "quoted" 100%', n: 12.5 }) as JsonText,
    outputs: String.raw`"\u65e5\u672c\u8a9e a\/b"` as JsonText,
    attributes: { model: 'gemini-2.5', deep: [{ secret: 'nested\ttext' }], count: 42n },
    trace: {
      tags: { env: 'prod', "o'dd `key`": 'x' },
      metadata: { 'mlflow.sourceRun': 'r1' },
      clientRequestId: 'c-1',
    },
  }),
  aSpan({ traceId: traceId('ok'), spanId: spanIdOf(2), parentId: spanIdOf(1), name: 'search', type: 'TOOL' }),
  aSpan({
    traceId: traceId('bad'),
    name: 'search',
    type: 'CHAIN',
    status: { code: 'ERROR', message: 'quota' },
    startNanos: unixNanos(A_MOMENT_NANOS + 60_000_000_000n),
    endNanos: unixNanos(A_MOMENT_NANOS + 60_250_000_000n),
    inputs: String.raw`"back\\slash 100 percent"` as JsonText,
    trace: { tags: { env: 'dev' }, metadata: {} },
  }),
  aSpan({
    traceId: traceId('run'),
    name: 'chat',
    endNanos: undefined,
    status: { code: 'UNSET' },
    startNanos: unixNanos(A_MOMENT_NANOS + 120_000_000_000n),
  }),
  aSpan({ traceId: traceId('elsewhere'), experimentId: experimentId('9'), name: 'chat' }),
]

const CASES: readonly [name: string, filter: Filter | undefined, found: readonly string[]][] = [
  ['nothing', undefined, ['bad', 'ok', 'run']],
  ['an empty AND', and(), ['bad', 'ok', 'run']],
  ['status =', is(attribute('status'), 'ERROR'), ['bad']],
  ['status !=', is(attribute('status'), 'ERROR', '!='), ['ok', 'run']],
  ['status IN', isIn(attribute('status'), ['OK', 'IN_PROGRESS']), ['ok', 'run']],
  ['status NOT IN', isIn(attribute('status'), ['OK', 'IN_PROGRESS'], true), ['bad']],
  ['an empty IN', isIn(attribute('status'), []), []],
  ['timestamp >', is(attribute('timestamp_ms'), START_MILLIS, '>'), ['bad', 'run']],
  [
    'timestamp >= and <',
    and(is(attribute('timestamp_ms'), START_MILLIS, '>='), is(attribute('timestamp_ms'), START_MILLIS + 60_000, '<')),
    ['ok'],
  ],
  ['timestamp = a fraction', is(attribute('timestamp_ms'), START_MILLIS + 0.5), []],
  ['duration >', is(attribute('execution_time_ms'), 250, '>'), ['ok']],
  ['duration >= does not count a running trace', is(attribute('execution_time_ms'), 0, '>='), ['bad', 'ok']],
  ['end time counts a running trace at its start', is(attribute('end_time_ms'), START_MILLIS + 120_000, '>='), ['run']],
  ['request id LIKE', like(attribute('request_id'), 'b%'), ['bad']],
  ['client request id', is(attribute('client_request_id'), 'c-1'), ['ok']],
  ['client request id != needs one', is(attribute('client_request_id'), 'zz', '!='), ['ok']],
  ['name', is(attribute('name'), 'search'), ['bad']],
  ['run id', is(attribute('run_id'), 'r1'), ['ok']],
  ['run id IS NULL', exists(attribute('run_id'), true), ['bad', 'run']],
  ['tag =', is(tag('env'), 'prod'), ['ok']],
  ['tag != needs the tag', is(tag('env'), 'prod', '!='), ['bad']],
  ['tag NOT IN needs the tag', isIn(tag('env'), ['prod'], true), ['bad']],
  ['tag IS NOT NULL', exists(tag('env')), ['bad', 'ok']],
  ['tag IS NULL', exists(tag('env'), true), ['run']],
  ['tag with an odd key', is(tag("o'dd `key`"), 'x'), ['ok']],
  ['tag that would end the text', is(tag("env' OR '1'='1"), "x' OR '1'='1"), []],
  ['tag LIKE is of one case', like(tag('env'), 'PRO_'), []],
  ['tag ILIKE is not', like(tag('env'), 'PRO_', true), ['ok']],
  ['metadata', is({ entity: 'metadata', key: 'mlflow.sourceRun' }, 'r1'), ['ok']],
  ['span name', is(span('name'), 'search'), ['bad', 'ok']],
  ['span conditions hold for the same span', oneSpan(is(span('name'), 'search'), is(span('type'), 'TOOL')), ['ok']],
  ['and for no two', oneSpan(is(span('name'), 'chat'), is(span('type'), 'TOOL')), []],
  ['span status', is(span('status'), 'UNSET'), ['run']],
  ['span and trace', and(is(span('name'), 'search'), is(attribute('status'), 'OK')), ['ok']],
  ['span and text', oneSpan(is(span('type'), 'CHAIN'), like(text, '%slash%')), ['bad']],
  ['text in a name', like(text, '%chat%'), ['ok', 'run']],
  ['text over a line break', like(text, '%first line\nGR%'), ['ok']],
  ['text of one case', like(text, '%größe%'), []],
  ['text of any case, beyond ASCII', like(text, '%grösse "QUOTED"%', true), ['ok']],
  ['text that was sent as escapes', like(text, '%日本語%'), ['ok']],
  ['text that was sent with needless escapes', like(text, '%a/b%'), ['ok']],
  ['JSON as it was sent', like(text, '%"n":12.5%'), ['ok']],
  ['a backslash is a character', like(text, String.raw`%back\slash%`), ['bad']],
  ['a percent sign matches anything', like(text, '%100%'), ['bad', 'ok']],
  ['an underscore matches one character', like(text, '%語_a/b%'), ['ok']],
  ['an attribute value', like(text, '%gemini-2.5%'), ['ok']],
  ['an attribute value deep inside', like(text, '%nested\ttext%'), ['ok']],
  ['a number among the attributes', like(text, '%42%'), ['ok']],
  ['not the names of attributes', like(text, '%secret%'), []],
]

export function filtersTraces(open: () => Promise<UnderTest<TraceStore>>): void {
  describe('filters traces', () => {
    test('by every field and operator', async () => {
      await using under = await open()
      await under.store.insertSpans(TRACES)

      const found: [string, readonly string[]][] = []
      for (const [name, filter] of CASES) {
        const { items } = await under.store.searchTraces({ experimentIds: [experimentId('0')], filter, maxResults: 9 })
        found.push([name, items.map((info) => info.traceId).toSorted()])
      }

      expect(found).toEqual(CASES.map(([name, , ids]) => [name, ids]))
    })

    test('by what a span says now, not by what its partial said', async () => {
      await using under = await open()
      await under.store.insertSpans([aSpan({ endNanos: undefined, status: { code: 'UNSET' }, name: 'early' })])
      await under.store.insertSpans([aSpan({ name: 'late' })])
      const find = async (filter: Filter): Promise<number> =>
        (await under.store.searchTraces({ experimentIds: [experimentId('0')], filter, maxResults: 9 })).items.length

      expect(await find(is(span('name'), 'early'))).toBe(0)
      expect(await find(is(span('status'), 'UNSET'))).toBe(0)
      expect(await find(like(text, '%early%'))).toBe(0)
      expect(await find(is(span('name'), 'late'))).toBe(1)
    })

    test('in several experiments, and in none', async () => {
      await using under = await open()
      await under.store.insertSpans(TRACES)
      const both = await under.store.searchTraces({ experimentIds: ['0', '9'].map(experimentId), maxResults: 9 })
      const none = await under.store.searchTraces({ experimentIds: [], maxResults: 9 })

      expect(both.items).toHaveLength(4)
      expect(none).toEqual({ items: [] })
    })
  })
}
