import { experimentId, type FieldRef, type Filter, type JsonText, type Span, traceId, unixNanos } from '@loupe-ai/model'
import { describe, expect, test } from 'vitest'
import type { TraceStore } from '../../trace-store.ts'
import { A_MOMENT_NANOS, aSpan, spanIdOf } from '../a-span.ts'
import type { UnderTest } from '../under-test.ts'
import { and, attribute, exists, is, isIn, like, says, span } from './filter-words.ts'

const spanAttribute = (key: string): FieldRef => ({ entity: 'span-attribute', key })
const or = (...parts: Filter[]): Filter => ({ kind: 'or', parts })
const not = (part: Filter): Filter => ({ kind: 'not', part })
const oneSpan = (...parts: Filter[]): Filter => ({
  kind: 'span',
  where: parts.length === 1 ? parts[0]! : and(...parts),
})

const json = (value: unknown): JsonText => JSON.stringify(value) as JsonText
const named = (name: string): Filter => is(span('name'), name)
const typed = (type: string): Filter => is(span('type'), type)

/** Ends `millis` after the moment when all begin. */
const ended = (millis: number): Pick<Span, 'startNanos' | 'endNanos'> => ({
  startNanos: unixNanos(A_MOMENT_NANOS),
  endNanos: unixNanos(A_MOMENT_NANOS + BigInt(millis) * 1_000_000n),
})

/** `chat`: a model and a tool. `fail`: an error without a model. `open`: runs, and knows next to nothing. */
const TRACES = [
  aSpan({
    traceId: traceId('chat'),
    name: 'plan',
    type: 'CHAT_MODEL',
    ...ended(2000),
    model: 'gemini-2.5-pro',
    provider: 'gcp.gemini',
    usage: { inputTokens: 1000, outputTokens: 20 },
    cost: { inputCost: 0.001, outputCost: 0.0002, totalCost: 0.0012, priceTable: 'test' },
    sessionId: 's-1',
    userId: 'ada',
    inputs: json({ messages: [{ role: 'user', content: 'Die GRÖSSTE Straße\nhat ein Schlagloch' }] }),
    outputs: json({ text: '東京の天気は晴れです。 مرحبا بالعالم' }),
    attributes: {
      'gen_ai.request.model': 'gemini-2.5-pro',
      temperature: 0.5,
      whole: 7,
      count: 42n,
      stream: true,
      stops: ['END', 'a"b'],
      empty: '',
      absent: null,
      $odd: 'dollar',
    },
  }),
  aSpan({
    traceId: traceId('chat'),
    spanId: spanIdOf(2),
    parentId: spanIdOf(1),
    name: 'search',
    type: 'TOOL',
    ...ended(100),
    inputs: json({ query: 'quota' }),
    outputs: json('exceeded twice'),
    attributes: { retry: 'no' },
  }),
  aSpan({
    traceId: traceId('fail'),
    name: 'search',
    type: 'CHAIN',
    ...ended(500),
    status: { code: 'ERROR', message: 'quota' },
    inputs: json('Quota exceeded: 100% of limit_1'),
    attributes: { retry: 'yes', temperature: 'hot' },
    trace: { tags: { env: 'dev' }, metadata: {} },
  }),
  aSpan({ traceId: traceId('open'), name: 'plan', endNanos: undefined, status: { code: 'UNSET' } }),
  aSpan({ traceId: traceId('elsewhere'), experimentId: experimentId('9'), name: 'search' }),
]

const ALL = ['chat', 'fail', 'open']

const CASES: readonly [name: string, filter: Filter, found: readonly string[]][] = [
  ['OR', or(is(attribute('status'), 'OK'), is(attribute('status'), 'ERROR')), ['chat', 'fail']],
  ['an empty OR', or(), []],
  ['NOT', not(is(attribute('status'), 'OK')), ['fail', 'open']],
  ['NOT of nothing', not(and()), []],
  ['NOT needs no tag, as != does', not(is({ entity: 'tag', key: 'env' }, 'prod')), ALL],
  ['NOT of NOT', not(not(is(attribute('status'), 'OK'))), ['chat']],
  ['NOT of a comparison with what is not there', not(is(attribute('execution_time_ms'), 0, '>')), ['open']],
  ['NOT over spans: no span is so', not(oneSpan(named('search'))), ['open']],
  ['NOT over an OR of both', not(or(oneSpan(typed('TOOL')), is(attribute('status'), 'ERROR'))), ['open']],
  ['OR of a trace and a span', or(is(attribute('status'), 'ERROR'), oneSpan(typed('TOOL'))), ['chat', 'fail']],
  [
    'AND within OR within AND',
    and(
      exists(attribute('execution_time_ms')),
      or(and(oneSpan(named('search')), is(attribute('status'), 'ERROR')), is(attribute('user'), 'ada')),
    ),
    ['chat', 'fail'],
  ],
  ['OR on one span', oneSpan(named('search'), or(typed('TOOL'), typed('LLM'))), ['chat']],
  ['NOT on one span', oneSpan(named('search'), not(typed('TOOL'))), ['fail']],
  ['two spans', and(oneSpan(named('plan')), oneSpan(named('search'))), ['chat']],
  ['a span within a span is that span', oneSpan(named('search'), oneSpan(typed('TOOL'))), ['chat']],
  ['a condition on spans alone, of any span', and(named('plan'), typed('TOOL')), ['chat']],
  ['everything of a span at once', oneSpan(), ALL],

  ['span model', oneSpan(is(span('model'), 'gemini-2.5-pro')), ['chat']],
  ['span model IS NULL', oneSpan(exists(span('model'), true)), ALL],
  ['NOT span model', not(oneSpan(exists(span('model')))), ['fail', 'open']],
  ['span provider', oneSpan(like(span('provider'), 'GCP%', true)), ['chat']],
  ['span duration', oneSpan(is(span('duration_ms'), 500, '>=')), ['chat', 'fail']],
  ['span duration of one that runs', oneSpan(is(span('duration_ms'), 0, '>=')), ['chat', 'fail']],
  ['span input tokens', oneSpan(is(span('input_tokens'), 1000)), ['chat']],
  ['span output tokens', oneSpan(is(span('output_tokens'), 20, '<=')), ['chat']],
  ['span total tokens, summed if not counted', oneSpan(is(span('total_tokens'), 1020)), ['chat']],
  ['span tokens that are not known are not 0', oneSpan(is(span('total_tokens'), 0)), []],
  ['span cost', oneSpan(is(span('cost'), 0.001, '>')), ['chat']],
  ['span cost that is not known', oneSpan(is(span('cost'), 1, '<'), typed('TOOL')), []],

  ['trace session', is(attribute('session'), 's-1'), ['chat']],
  ['trace user', isIn(attribute('user'), ['ada', 'bob']), ['chat']],
  ['trace user IS NULL', exists(attribute('user'), true), ['fail', 'open']],
  ['trace model', like(attribute('model'), 'gemini%'), ['chat']],
  ['trace model IS NOT NULL', exists(attribute('model')), ['chat']],
  ['trace model IS NULL', exists(attribute('model'), true), ['fail', 'open']],
  ['span count', is(attribute('span_count'), 2), ['chat']],
  ['trace input tokens', is(attribute('input_tokens'), 999, '>'), ['chat']],
  ['trace output tokens', is(attribute('output_tokens'), 20), ['chat']],
  ['trace total tokens', is(attribute('total_tokens'), 1020), ['chat']],
  ['trace tokens that are not known', is(attribute('total_tokens'), 0, '>='), ['chat']],
  ['trace cost', is(attribute('cost'), 0.0012, '<='), ['chat']],

  ['attribute =', is(spanAttribute('retry'), 'no'), ['chat']],
  ['attribute != needs the attribute', is(spanAttribute('retry'), 'no', '!='), ['fail']],
  ['attribute IN', isIn(spanAttribute('retry'), ['yes', 'no']), ['chat', 'fail']],
  ['attribute NOT IN', isIn(spanAttribute('retry'), ['yes'], true), ['chat']],
  ['attribute LIKE is of the whole value', like(spanAttribute('gen_ai.request.model'), 'gemini-2._-pro'), ['chat']],
  ['attribute RLIKE', { kind: 'matches', field: spanAttribute('retry'), pattern: '^y' }, ['fail']],
  ['attribute IS NOT NULL', exists(spanAttribute('retry')), ['chat', 'fail']],
  ['attribute of a span without it', oneSpan(exists(spanAttribute('retry'), true)), ['chat', 'open']],
  ['attribute that is null', exists(spanAttribute('absent')), []],
  ['attribute that is empty', is(spanAttribute('empty'), ''), ['chat']],
  ['attribute as a number', is(spanAttribute('temperature'), 0.4, '>'), ['chat']],
  ['attribute = a number', is(spanAttribute('count'), 42), ['chat']],
  ['an integer as text', is(spanAttribute('count'), '42'), ['chat']],
  ['a double as text', is(spanAttribute('temperature'), '0.5'), ['chat']],
  ['a whole double as text', is(spanAttribute('whole'), '7'), ['chat']],
  ['a truth as text', is(spanAttribute('stream'), 'true'), ['chat']],
  ['a list as text', is(spanAttribute('stops'), String.raw`["END","a\"b"]`), ['chat']],
  ['attribute with a dollar', is(spanAttribute('$odd'), 'dollar'), ['chat']],
  ['attribute that would end the text', is(spanAttribute("retry') OR ('1"), "x' OR '1'='1"), []],
  ['inputs as an attribute', like(spanAttribute('mlflow.spanInputs'), '%limit_1%'), ['fail']],
  ['outputs as an attribute', like(spanAttribute('mlflow.spanOutputs'), '%exceeded%'), ['chat']],
  ['type as an attribute', is(spanAttribute('mlflow.spanType'), 'TOOL'), ['chat']],
  ['attributes of the same span', oneSpan(is(spanAttribute('retry'), 'no'), exists(spanAttribute('count'))), []],

  ['HAS one word, in any case', says('QUOTA'), ['chat', 'fail']],
  ['HAS all words, in any order', says('exceeded quota'), ['fail']],
  ['HAS whole words only', says('quot'), []],
  ['HAS what is punctuation to others', says('limit-1: 100'), ['fail']],
  ['HAS words beside an escape', says('straße hat'), ['chat']],
  ['HAS ß and ss as one', says('strasse'), ['chat']],
  ['HAS umlauts in any case', says('größte'), ['chat']],
  ['HAS ẞ, the capital', says('STRAẞE'), ['chat']],
  ['HAS Japanese', says('天気'), ['chat']],
  ['HAS Japanese that was not said', says('雨'), []],
  ['HAS Arabic', says('بالعالم'), ['chat']],
  ['HAS a part of an Arabic word', says('العالم'), []],
  ['HAS full-width letters', says('ｑｕｏｔａ'), ['chat', 'fail']],
  ['HAS a name', says('plan'), ['chat', 'open']],
  ['HAS the value of an attribute', says('hot'), ['fail']],
  ['HAS on one span', oneSpan(says('quota'), typed('TOOL')), ['chat']],
  ['HAS on no such span', oneSpan(says('quota'), typed('CHAT_MODEL')), []],
  ['NOT HAS', not(says('quota')), ['open']],
  ['HAS and LIKE on one span', oneSpan(says('quota'), like(attribute('text'), '%limit%')), ['fail']],
  ['HAS or a trace', or(says('مرحبا'), is(attribute('status'), 'IN_PROGRESS')), ['chat', 'open']],
]

export function filtersByTrees(open: () => Promise<UnderTest<TraceStore>>): void {
  describe('filters by trees', () => {
    test('of conditions on traces, spans and what they say', async () => {
      await using under = await open()
      await under.store.insertSpans(TRACES)

      const found: [string, readonly string[]][] = []
      for (const [name, filter] of CASES) {
        const { items } = await under.store.searchTraces({ experimentIds: [experimentId('0')], filter, maxResults: 9 })
        found.push([name, items.map((info) => info.traceId).toSorted()])
      }

      expect(found).toEqual(CASES.map(([name, , ids]) => [name, ids]))
    })

    test('and a filter finds exactly what its NOT does not', async () => {
      await using under = await open()
      await under.store.insertSpans(TRACES)

      for (const [name, filter, found] of CASES) {
        const query = { experimentIds: [experimentId('0')], filter: not(filter), maxResults: 9 }
        const { items } = await under.store.searchTraces(query)
        const others = ALL.filter((id) => !found.includes(id))
        expect([name, items.map((info) => info.traceId).toSorted()]).toEqual([name, others])
      }
    })

    test('and counts what a filter finds', async () => {
      await using under = await open()
      await under.store.insertSpans(TRACES)
      const ids = [experimentId('0')]

      expect(await under.store.countTraces(ids, oneSpan(named('search')))).toBe(2)
      expect(await under.store.countTraces(undefined, oneSpan(named('search')))).toBe(3)
      expect(await under.store.countTraces([], says('quota'))).toBe(0)
      expect(await under.store.countTraces(ids)).toBe(3)
    })

    test('by what a span costs now', async () => {
      await using under = await open()
      await under.store.insertSpans(TRACES)
      const cost = { inputCost: 2, outputCost: 1, totalCost: 3, priceTable: 'test' }
      await under.store.reprice([{ traceId: traceId('chat'), spanId: spanIdOf(1), cost }])
      const find = async (filter: Filter): Promise<string[]> => {
        const page = await under.store.searchTraces({ experimentIds: [experimentId('0')], filter, maxResults: 9 })
        return page.items.map((info) => info.traceId)
      }

      expect(await find(oneSpan(is(span('cost'), 3)))).toEqual(['chat'])
      expect(await find(oneSpan(is(span('cost'), 1, '<')))).toEqual([])
      expect(await find(is(attribute('cost'), 3))).toEqual(['chat'])
    })
  })

  describe('filters by links', () => {
    const links = async (under: UnderTest<TraceStore>): Promise<(filter: Filter) => Promise<string[]>> => {
      await under.store.insertSpans([
        aSpan({ traceId: traceId('made'), trace: { tags: {}, metadata: { 'mlflow.sourceRun': 'r1' } } }),
        aSpan({ traceId: traceId('linked') }),
        aSpan({
          traceId: traceId('tagged'),
          trace: { tags: { 'mlflow.linkedPrompts': '[{"name":"greet","version":"4"}]' }, metadata: {} },
        }),
        aSpan({
          traceId: traceId('none'),
          trace: { tags: { 'mlflow.linkedPrompts': 'no JSON' }, metadata: { 'mlflow.sourceRun': 'r9' } },
        }),
      ])
      const link = [
        { kind: 'link-run', runId: 'r2' },
        { kind: 'link-run', runId: 'r1' },
        { kind: 'link-prompt', name: 'greet', version: '3' },
      ] as const
      await under.store.editTrace(traceId('linked'), link)
      await under.store.editTrace(traceId('linked'), link)
      return async (filter) => {
        const page = await under.store.searchTraces({ experimentIds: [experimentId('0')], filter, maxResults: 9 })
        return page.items.map((info) => info.traceId).toSorted()
      }
    }

    test('of runs, which = and IN find and the others do not', async () => {
      await using under = await open()
      const find = await links(under)
      const run = attribute('run_id')

      expect(await find(is(run, 'r1'))).toEqual(['linked', 'made'])
      expect(await find(is(run, 'r2'))).toEqual(['linked'])
      expect(await find(isIn(run, ['r2', 'r9']))).toEqual(['linked', 'none'])
      expect(await find(not(is(run, 'r1')))).toEqual(['none', 'tagged'])
      expect(await find(is(run, 'r1', '!='))).toEqual(['none'])
      expect(await find(exists(run, true))).toEqual(['linked', 'tagged'])
      expect(await find(like(run, 'r_'))).toEqual(['made', 'none'])
    })

    test('of prompts, by name and version', async () => {
      await using under = await open()
      const find = await links(under)

      expect(await find(is(attribute('prompt'), 'greet/3'))).toEqual(['linked'])
      expect(await find(is(attribute('prompt'), 'greet/4'))).toEqual(['tagged'])
      expect(await find(is(attribute('prompt'), 'greet'))).toEqual([])
    })

    test('and tells them with the trace, each once', async () => {
      await using under = await open()
      await links(under)
      const [linked, none] = await under.store.getTraceInfos(['linked', 'none'].map(traceId))

      expect(linked).toMatchObject({ linkedRuns: ['r1', 'r2'], linkedPrompts: ['greet/3'] })
      expect(none).not.toHaveProperty('linkedRuns')
      expect(none).not.toHaveProperty('linkedPrompts')
    })
  })
}
