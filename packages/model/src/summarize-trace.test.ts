import { expect, test } from 'vitest'
import { type SummarySpan, summarizeTrace } from './summarize-trace.ts'
import { experimentId, spanId, traceId } from './ids.ts'
import { unixMillis, unixNanos } from './time.ts'

const TRACE = traceId('tr-1')
const id = (number: number) => spanId(number.toString(16).padStart(16, '0'))

function aSpan(number: number, fields: Partial<SummarySpan> = {}): SummarySpan {
  const startNanos = unixNanos(BigInt(number) * 1_000_000n)
  return {
    spanId: id(number),
    experimentId: experimentId('0'),
    name: `span ${number}`,
    startNanos,
    endNanos: unixNanos(startNanos + 500_000n),
    status: { code: 'OK' },
    trace: { tags: {}, metadata: {} },
    ...fields,
  }
}

test('tokens of a parent that repeats its children count once', () => {
  const spans = [
    aSpan(1, { usage: { inputTokens: 5, outputTokens: 3 } }),
    aSpan(2, { parentId: id(1), usage: { inputTokens: 5, outputTokens: 3 } }),
    aSpan(3, { usage: { inputTokens: 1 } }),
  ]

  expect(summarizeTrace(TRACE, spans).usage).toEqual({ inputTokens: 6, outputTokens: 3 })
})

test('the answer does not depend on the order of arrival', () => {
  const spans = [
    aSpan(1, { trace: { tags: { team: 'a' }, metadata: {} }, sessionId: 's1', usage: { inputTokens: 2 } }),
    aSpan(2, { parentId: id(1), trace: { tags: { team: 'b', only: 'here' }, metadata: {} }, sessionId: 's2' }),
  ]

  expect(summarizeTrace(TRACE, spans)).toEqual(summarizeTrace(TRACE, spans.toReversed()))
  expect(summarizeTrace(TRACE, spans).tags).toEqual({ 'mlflow.traceName': 'span 1', team: 'a', only: 'here' })
  expect(summarizeTrace(TRACE, spans).metadata['mlflow.trace.session']).toBe('s1')
})

test('a trace without its root, or with a running root, is in progress and has no duration', () => {
  expect(summarizeTrace(TRACE, [aSpan(2, { parentId: id(1) })])).toMatchObject({ state: 'IN_PROGRESS' })
  const running = summarizeTrace(TRACE, [aSpan(1, { endNanos: undefined })])
  expect(running.state).toBe('IN_PROGRESS')
  expect(running.durationMillis).toBeUndefined()
})

test('the duration reaches from the first start to the last end', () => {
  const late = aSpan(9, { parentId: id(1) })

  expect(summarizeTrace(TRACE, [aSpan(1), late]).durationMillis).toBe(8.5)
})

test('a trace record wins over the spans, and an unfinished one leaves the state to them', () => {
  const record = {
    traceId: TRACE,
    experimentId: experimentId('7'),
    requestTimeMillis: unixMillis(5),
    state: 'IN_PROGRESS' as const,
    tags: { team: 'record' },
    metadata: {},
  }
  const info = summarizeTrace(TRACE, [aSpan(1, { status: { code: 'ERROR' } })], record)

  expect(info).toMatchObject({ experimentId: '7', requestTimeMillis: 5, state: 'ERROR', spanCount: 1 })
  expect(info.tags['team']).toBe('record')
})

test('spans that are each other’s ancestors do not hang the sum', () => {
  const spans = [
    aSpan(1, { parentId: id(2), usage: { inputTokens: 1 } }),
    aSpan(2, { parentId: id(1), usage: { inputTokens: 2 } }),
  ]

  expect(summarizeTrace(TRACE, spans).spanCount).toBe(2)
})

test('a failed trace says why, as its root does', () => {
  const failed = aSpan(1, { status: { code: 'ERROR', message: '404 NOT_FOUND: no such model' } })
  const child = aSpan(2, { parentId: id(1), status: { code: 'ERROR', message: 'inner' } })

  expect(summarizeTrace(TRACE, [child, failed]).metadata['loupe.trace.error']).toBe('404 NOT_FOUND: no such model')
  expect(summarizeTrace(TRACE, [aSpan(1)]).metadata['loupe.trace.error']).toBeUndefined()
})

test('a tag may have any name', () => {
  const tags = JSON.parse('{"__proto__": "kept"}')

  expect(Object.entries(summarizeTrace(TRACE, [aSpan(1, { trace: { tags, metadata: {} } })]).tags)).toContainEqual([
    '__proto__',
    'kept',
  ])
})

test('a trace costs what its calls cost, to the digit, and nothing is known of one without prices', () => {
  const cost = { inputCost: 0.1, outputCost: 0.2, totalCost: 0.3, priceTable: 'any' }
  const spans = [aSpan(1), aSpan(2, { parentId: id(1), cost }), aSpan(3, { parentId: id(1), cost })]

  const { cost: sum, metadata } = summarizeTrace(TRACE, [...spans, aSpan(4, { parentId: id(2), cost })])

  expect(sum).toEqual({ inputCost: 0.2, outputCost: 0.4, totalCost: 0.6 })
  expect(metadata['mlflow.trace.cost']).toBe('{"input_cost":0.2,"output_cost":0.4,"total_cost":0.6}')
  expect(summarizeTrace(TRACE, [aSpan(1)]).metadata).toEqual({})
})

test('tokens and costs that only the record tells are those of the trace, and what is none of them tells nothing', () => {
  const recorded = (tokenUsage: string, cost: string) => ({
    traceId: TRACE,
    experimentId: experimentId('0'),
    requestTimeMillis: unixMillis(1),
    state: 'OK' as const,
    tags: {},
    metadata: { 'mlflow.trace.tokenUsage': tokenUsage, 'mlflow.trace.cost': cost },
  })
  const record = recorded(
    '{"input_tokens": 10, "output_tokens": 5, "total_tokens": 15}',
    '{"input_cost": 0.1, "output_cost": 0.2, "total_cost": 0.3}',
  )

  const alone = summarizeTrace(TRACE, [], record)
  expect(alone.usage).toEqual({ inputTokens: 10, outputTokens: 5, totalTokens: 15 })
  expect(alone.cost).toEqual({ inputCost: 0.1, outputCost: 0.2, totalCost: 0.3 })

  const spans = [aSpan(1, { usage: { inputTokens: 7, reasoningTokens: 2 } })]
  expect(summarizeTrace(TRACE, spans, record).usage).toEqual({
    inputTokens: 10,
    outputTokens: 5,
    totalTokens: 15,
    reasoningTokens: 2,
  })
  for (const text of ['', '{', 'null', '[1]', '{"input_tokens": -1, "output_tokens": 1.5, "total_cost": "x"}']) {
    expect(summarizeTrace(TRACE, [], recorded(text, text))).toMatchObject({ usage: undefined, cost: undefined })
  }
})
