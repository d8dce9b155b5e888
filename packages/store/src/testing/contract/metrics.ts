import {
  type Assessment,
  experimentId,
  type MetricPoint,
  type MetricSubject,
  type Span,
  traceId,
  unixMillis,
  unixNanos,
} from '@loupe-ai/model'
import { describe, expect, test } from 'vitest'
import type { MetricQuery } from '../../metric-query.ts'
import { InvalidPageToken, type TraceStore } from '../../trace-store.ts'
import { A_MOMENT_NANOS, aSpan, spanIdOf } from '../a-span.ts'
import type { UnderTest } from '../under-test.ts'

const COUNT = { kind: 'COUNT' } as const
const SUM = { kind: 'SUM' } as const
const AVG = { kind: 'AVG' } as const
const MIN = { kind: 'MIN' } as const
const MAX = { kind: 'MAX' } as const
const percentile = (value: number) => ({ kind: 'PERCENTILE', percentile: value }) as const

const A_MOMENT_MILLIS = Number(A_MOMENT_NANOS / 1_000_000n)
const SECOND = 1_000_000_000n
const HOUR = 3600n * SECOND

/** Of experiment 0, at most 100 groups. */
const query = (subject: MetricSubject, more: Partial<MetricQuery> = {}): MetricQuery => ({
  experimentIds: [experimentId('0')],
  aggregations: [COUNT],
  dimensions: [],
  maxResults: 100,
  ...(more as object),
  ...subject,
})

const TRACES = { view: 'TRACES', metric: 'trace_count' } as const
const SPANS = { view: 'SPANS', metric: 'span_count' } as const
const ASSESSMENTS = { view: 'ASSESSMENTS', metric: 'assessment_count' } as const

/** A trace of one span that began `startSeconds` after the moment and took `seconds`. */
const aTrace = (number: number, startSeconds: number, seconds: number, overrides: Partial<Span> = {}): Span => {
  const startNanos = A_MOMENT_NANOS + BigInt(startSeconds) * SECOND
  return aSpan({
    traceId: traceId(`tr-${number}`),
    startNanos: unixNanos(startNanos),
    endNanos: unixNanos(startNanos + BigInt(seconds) * SECOND),
    ...overrides,
  })
}

const cost = (total: number) => ({
  inputCost: total / 4,
  outputCost: (total * 3) / 4,
  totalCost: total,
  priceTable: 't',
})

const anAssessment = (trace: Span['traceId'], number: number, overrides: Partial<Assessment> = {}): Assessment => ({
  assessmentId: `a-${number}`,
  traceId: trace,
  name: 'score',
  value: { kind: 'feedback', value: '1' as Extract<Assessment['value'], { kind: 'feedback' }>['value'] },
  source: { sourceType: 'HUMAN', sourceId: 'ann' },
  metadata: {},
  isValid: true,
  createdMillis: unixMillis(A_MOMENT_MILLIS),
  updatedMillis: unixMillis(A_MOMENT_MILLIS),
  ...overrides,
})

/** Groups as a table: dimensions, then values. */
const table = (points: readonly MetricPoint[]): unknown[][] =>
  points.map(({ bucketMillis, dimensions, values }) => [
    ...(bucketMillis === undefined ? [] : [bucketMillis - A_MOMENT_MILLIS]),
    ...dimensions,
    ...values,
  ])

export function measuresTraces(open: () => Promise<UnderTest<TraceStore>>): void {
  const ask = async ({ store }: { readonly store: TraceStore }, asked: MetricQuery): Promise<unknown[][]> =>
    table((await store.queryMetrics(asked)).items)

  describe('measures traces', () => {
    test('counts by name, state and time, in this order', async () => {
      await using under = await open()
      await under.store.insertSpans([
        aTrace(1, 0, 1, { name: 'b' }),
        aTrace(2, 10, 1, { name: 'a', status: { code: 'ERROR' } }),
        aTrace(3, 3599, 1, { name: 'a' }),
        aTrace(4, 3600, 1, { name: 'a' }),
        aTrace(5, -1, 1, { name: 'a', parentId: spanIdOf(9) }),
        aTrace(6, 0, 1, { name: 'a', experimentId: experimentId('1') }),
      ])

      expect(await ask(under, query(TRACES))).toEqual([[5]])
      expect(await ask(under, query(TRACES, { dimensions: ['trace_name'] }))).toEqual([
        ['a', 3],
        ['b', 1],
      ])
      expect(await ask(under, query(TRACES, { dimensions: ['trace_status', 'trace_name'] }))).toEqual([
        ['ERROR', 'a', 1],
        ['OK', 'a', 2],
        ['OK', 'b', 1],
      ])
      expect(await ask(under, query(TRACES, { bucketSeconds: 3600 }))).toEqual([
        [-3_600_000, 1],
        [0, 3],
        [3_600_000, 1],
      ])
      expect(await ask(under, query(TRACES, { bucketSeconds: 3600, dimensions: ['trace_name'] }))).toEqual([
        [0, 'a', 2],
        [0, 'b', 1],
        [3_600_000, 'a', 1],
      ])
      const bounds = { startMillis: unixMillis(A_MOMENT_MILLIS), endMillis: unixMillis(A_MOMENT_MILLIS + 3_599_000) }
      expect(await ask(under, query(TRACES, bounds))).toEqual([[3]])
    })

    test('a percentile lies between two values as on a line', async () => {
      await using under = await open()
      await under.store.insertSpans([1, 2, 4, 10].map((seconds, at) => aTrace(at, 0, seconds)))

      const aggregations = [AVG, MIN, MAX, percentile(0), percentile(50), percentile(99), percentile(100)]

      expect(await ask(under, query({ view: 'TRACES', metric: 'latency' }, { aggregations }))).toEqual([
        [4250, 1000, 10_000, 1000, 3000, expect.closeTo(9820, 6), 10_000],
      ])
    })

    test('sums tokens of traces that used some, those of caches too', async () => {
      await using under = await open()
      const usage = { inputTokens: 5, outputTokens: 7, totalTokens: 12, cacheReadInputTokens: 3 }
      await under.store.insertSpans([
        aTrace(1, 0, 1, { usage }),
        aTrace(2, 0, 1, { usage: { inputTokens: 1, cacheCreationInputTokens: 4 } }),
        aTrace(3, 0, 1),
      ])
      const sums = (metric: Extract<MetricSubject, { view: 'TRACES' }>['metric']) =>
        ask(under, query({ view: 'TRACES', metric }, { aggregations: [SUM, AVG] }))

      expect(await sums('input_tokens')).toEqual([[6, 3]])
      expect(await sums('output_tokens')).toEqual([[7, 7]])
      expect(await sums('total_tokens')).toEqual([[13, 6.5]])
      expect(await sums('cache_read_input_tokens')).toEqual([[3, 3]])
      expect(await sums('cache_creation_input_tokens')).toEqual([[4, 4]])
    })

    test('counts sessions once', async () => {
      await using under = await open()
      await under.store.insertSpans([
        aTrace(1, 0, 1, { sessionId: 's' }),
        aTrace(2, 0, 1, { sessionId: 's' }),
        aTrace(3, 0, 1, { sessionId: 't' }),
        aTrace(4, 0, 1),
      ])

      expect(await ask(under, query({ view: 'TRACES', metric: 'session_count' }))).toEqual([[2]])
    })

    test('of nothing there is a count and nothing else', async () => {
      await using under = await open()

      expect(await ask(under, query(TRACES))).toEqual([[0]])
      expect(await ask(under, query({ view: 'TRACES', metric: 'session_count' }))).toEqual([[0]])
      expect(await ask(under, query(TRACES, { dimensions: ['trace_name'] }))).toEqual([])
      const aggregations = [AVG, percentile(50)]
      expect(await ask(under, query({ view: 'SPANS', metric: 'latency' }, { aggregations }))).toEqual([])
      expect(await ask(under, query({ view: 'SPANS', metric: 'total_cost' }, { aggregations: [SUM] }))).toEqual([])
    })

    test('counts spans by what they are, in the bucket in which they began', async () => {
      await using under = await open()
      const call = { type: 'LLM', model: 'm', provider: 'p', parentId: spanIdOf(1) }
      await under.store.insertSpans([
        aTrace(1, 0, 1),
        aTrace(1, 3600, 2, { spanId: spanIdOf(2), name: 'call', ...call }),
        aTrace(1, 3600, 4, { spanId: spanIdOf(3), name: 'call', ...call, status: { code: 'ERROR' } }),
        aTrace(2, 0, 1, { endNanos: undefined }),
      ])

      expect(await ask(under, query(SPANS))).toEqual([[4]])
      expect(await ask(under, query(SPANS, { dimensions: ['span_name', 'span_type', 'span_status'] }))).toEqual([
        ['a span', 'CHAIN', 'OK', 2],
        ['call', 'LLM', 'ERROR', 1],
        ['call', 'LLM', 'OK', 1],
      ])
      expect(await ask(under, query(SPANS, { dimensions: ['span_model_name', 'span_model_provider'] }))).toEqual([
        ['m', 'p', 2],
      ])
      expect(await ask(under, query(SPANS, { bucketSeconds: 3600 }))).toEqual([
        [0, 2],
        [3_600_000, 2],
      ])
      expect(await ask(under, query(SPANS, { endMillis: unixMillis(A_MOMENT_MILLIS) }))).toEqual([[4]])
      expect(await ask(under, query({ ...SPANS, spans: { name: ['call'], status: ['OK'] } }))).toEqual([[1]])
      expect(await ask(under, query({ ...SPANS, spans: { type: ['LLM', 'CHAIN'] } }))).toEqual([[0]])
      expect(
        await ask(
          under,
          query(
            { view: 'SPANS', metric: 'latency' },
            { aggregations: [AVG, percentile(50)], dimensions: ['span_name'] },
          ),
        ),
      ).toEqual([
        ['a span', 1000, 1000],
        ['call', 3000, 3000],
      ])
    })

    test('sums what calls cost now, by model, of those that began within the bounds', async () => {
      await using under = await open()
      const call = { parentId: spanIdOf(1), model: 'm', provider: 'p' }
      const spans = [
        aTrace(1, 0, 1),
        aTrace(1, 10, 1, { spanId: spanIdOf(2), ...call, cost: cost(4) }),
        aTrace(1, 20, 1, { spanId: spanIdOf(3), ...call, model: 'n', cost: cost(8) }),
        aTrace(1, 30, 1, { spanId: spanIdOf(4), ...call }),
      ]
      await under.store.insertSpans(spans)
      const asked = query(
        { view: 'SPANS', metric: 'total_cost' },
        { aggregations: [SUM], dimensions: ['span_model_name'] },
      )

      expect(await ask(under, asked)).toEqual([
        ['m', 4],
        ['n', 8],
      ])
      expect(await ask(under, { ...asked, view: 'SPANS', metric: 'input_cost' })).toEqual([
        ['m', 1],
        ['n', 2],
      ])
      const from = unixMillis(A_MOMENT_MILLIS + 10_001)
      expect(await ask(under, { ...asked, startMillis: from })).toEqual([['n', 8]])
      expect(await ask(under, { ...asked, endMillis: from })).toEqual([['m', 4]])

      await under.store.reprice([
        { traceId: traceId('tr-1'), spanId: spanIdOf(2), cost: undefined },
        { traceId: traceId('tr-1'), spanId: spanIdOf(3), cost: cost(16) },
      ])
      await under.store.insertSpans(spans)

      expect(await ask(under, asked)).toEqual([['n', 16]])
    })

    test('counts valid assessments, and takes yes and true for 1', async () => {
      await using under = await open()
      await under.store.insertSpans([aTrace(1, 0, 1), aTrace(2, 3600, 1)])
      const judge = async (trace: string, values: readonly string[], more: Partial<Assessment> = {}) => {
        for (const [at, value] of values.entries()) {
          const json = value as Extract<Assessment['value'], { kind: 'feedback' }>['value']
          const assessment = anAssessment(traceId(trace), at, { value: { kind: 'feedback', value: json }, ...more })
          const id = `${trace}-${more.name ?? 'score'}-${at}`
          await under.store.editTrace(traceId(trace), [
            { kind: 'add-assessment', assessment: { ...assessment, assessmentId: id } },
          ])
        }
      }
      await judge('tr-1', ['true', '"Yes"', '"no"', '0.5', '"maybe"', '{"a":1}'])
      await judge('tr-2', ['4'])
      await judge('tr-2', ['5'], { name: 'old' })
      await judge('tr-2', ['6'], { name: 'other', overrides: 'tr-2-old-0' })

      expect(await ask(under, query(ASSESSMENTS))).toEqual([[8]])
      expect(await ask(under, query(ASSESSMENTS, { dimensions: ['assessment_name'], bucketSeconds: 3600 }))).toEqual([
        [0, 'score', 6],
        [3_600_000, 'other', 1],
        [3_600_000, 'score', 1],
      ])
      expect(await ask(under, query(ASSESSMENTS, { dimensions: ['assessment_value'], maxResults: 3 }))).toEqual([
        ['"Yes"', 1],
        ['"maybe"', 1],
        ['"no"', 1],
      ])
      expect(
        await ask(
          under,
          query(
            { view: 'ASSESSMENTS', metric: 'assessment_value', assessments: { name: ['score'], kind: ['feedback'] } },
            { aggregations: [AVG, MAX, percentile(50)] },
          ),
        ),
      ).toEqual([[1.3, 4, 1]])
    })

    test('only of the traces that a filter finds', async () => {
      await using under = await open()
      const tagged = (env: string) => ({ trace: { tags: { env }, metadata: {} } })
      await under.store.insertSpans([aTrace(1, 0, 1, tagged('prod')), aTrace(2, 0, 1, tagged('test'))])
      const filter = { kind: 'compare', field: { entity: 'tag', key: 'env' }, operator: '=', value: 'prod' } as const

      expect(await ask(under, query(TRACES, { filter }))).toEqual([[1]])
      expect(await ask(under, query(SPANS, { filter }))).toEqual([[1]])
      expect(await ask(under, query(ASSESSMENTS, { filter }))).toEqual([[0]])
      const spans = { kind: 'span', where: { ...filter, field: { entity: 'span', key: 'name' }, value: 'x' } } as const
      expect(await ask(under, query(TRACES, { filter: { kind: 'not', part: spans } }))).toEqual([[2]])
    })

    test('whatever comes twice, late or elsewhere counts once, and where its trace is', async () => {
      await using under = await open()
      const child = aTrace(1, 5, 1, { spanId: spanIdOf(2), parentId: spanIdOf(1), cost: cost(4), model: 'm' })
      const running = { ...child, endNanos: undefined, cost: undefined }
      await under.store.insertSpans([{ ...running, experimentId: experimentId('1') }])
      await under.store.insertSpans([child])
      await under.store.insertSpans([aTrace(1, 0, 10), running, child])
      await under.store.insertSpans([aTrace(1, 0, 10), { ...child, experimentId: experimentId('1') }])
      const reopened = { store: await under.reopen() }

      for (const asked of [TRACES, SPANS]) {
        expect(await ask(reopened, query(asked, { experimentIds: [experimentId('1')] }))).toEqual([[0]])
      }
      expect(await ask(reopened, query(TRACES))).toEqual([[1]])
      expect(await ask(reopened, query(SPANS, { dimensions: ['span_name'] }))).toEqual([['a span', 2]])
      expect(await ask(reopened, query({ view: 'SPANS', metric: 'total_cost' }, { aggregations: [SUM] }))).toEqual([
        [4],
      ])
    })

    test('what is said and deleted afterwards shows at once', async () => {
      await using under = await open()
      await under.store.insertSpans([aTrace(1, 0, 1, { cost: cost(1) }), aTrace(2, 0, 1, { cost: cost(2) })])
      await under.store.editTrace(traceId('tr-1'), [{ kind: 'set-tag', key: 'mlflow.traceName', value: 'renamed' }])

      expect(await ask(under, query(TRACES, { dimensions: ['trace_name'] }))).toEqual([
        ['a span', 1],
        ['renamed', 1],
      ])

      await under.store.deleteTraces({ experimentId: experimentId('0'), ids: [traceId('tr-1')] })
      await under.store.insertSpans([aTrace(1, 0, 1, { cost: cost(1) })])

      expect(await ask(under, query(TRACES))).toEqual([[1]])
      expect(await ask(under, query(SPANS))).toEqual([[1]])
      expect(await ask(under, query({ view: 'SPANS', metric: 'total_cost' }, { aggregations: [SUM] }))).toEqual([[2]])
    })

    test('pages through groups', async () => {
      await using under = await open()
      await under.store.insertSpans(
        Array.from({ length: 7 }, (_, at) =>
          aTrace(at, 0, 1, {
            name: `n${at % 4}`,
            startNanos: unixNanos(A_MOMENT_NANOS + BigInt(at % 2) * HOUR),
            endNanos: undefined,
          }),
        ),
      )
      const asked = query(TRACES, { bucketSeconds: 3600, dimensions: ['trace_name'] })
      const all = await ask(under, asked)
      const pages: unknown[][] = []
      for (let pageToken: string | undefined, first = true; first || pageToken !== undefined; first = false) {
        const page = await under.store.queryMetrics({ ...asked, maxResults: 3, ...(pageToken && { pageToken }) })
        expect(page.items.length).toBeLessThanOrEqual(3)
        pages.push(...table(page.items))
        pageToken = page.nextPageToken
      }

      expect(all).toHaveLength(4)
      expect(pages).toEqual(all)
      await expect(under.store.queryMetrics({ ...asked, pageToken: 'x' })).rejects.toThrow(InvalidPageToken)
    })
  })
}
