import { EXCEPTION } from '@loupe-ai/model'
import { describe, expect, test } from 'vitest'
import { idOf, nanosAt, spanOf } from './testing/span-of.ts'
import { ancestorsOf, viewTrace } from './trace-view.ts'
import { visibleRows } from './visible-rows.ts'

const MODEL = 'gemini-3-flash-preview'
const MITTENS = [
  { id: 1, name: 'mittens', type: 'AGENT', from: 0, to: 1000 },
  { id: 2, parent: 1, name: 'Chat.sendMessage', type: 'CHAT_MODEL', from: 0, to: 700 },
  {
    id: 3,
    parent: 2,
    name: 'Models.generateContent',
    type: 'LLM',
    from: 0,
    to: 300,
    model: MODEL,
    usage: { totalTokens: 391 },
  },
  {
    id: 4,
    parent: 2,
    name: 'execute_tool multiply',
    type: 'TOOL',
    from: 300,
    to: 400,
    inputs: { a: 57, b: 44 },
    outputs: { result: 2508 },
  },
  {
    id: 5,
    parent: 2,
    type: 'LLM',
    from: 400,
    to: 700,
    model: MODEL,
    usage: { inputTokens: 400, outputTokens: 87 },
    attributes: { 'gen_ai.response.time_to_first_chunk': 0.1 },
  },
  { id: 6, parent: 1, name: 'Chat.sendMessage', type: 'CHAT_MODEL', from: 700, to: 1000 },
  { id: 7, parent: 6, type: 'LLM', from: 700, to: 1000, model: MODEL, usage: { totalTokens: 406 } },
].map(spanOf)

describe('a row', () => {
  const { rows } = viewTrace(MITTENS)

  test('stands depth first with the end of what is below it', () => {
    expect(rows.map((row) => [row.depth, row.parentIndex, row.endIndex])).toEqual([
      [0, -1, 7],
      [1, 0, 5],
      [2, 1, 3],
      [2, 1, 4],
      [2, 1, 5],
      [1, 0, 7],
      [2, 5, 7],
    ])
  })

  test('says behind its name what matters for its type', () => {
    expect(rows.map((row) => row.subtitle)).toEqual([
      '3 calls, 1 tool',
      'turn 1',
      MODEL,
      '(57, 44) → 2508',
      MODEL,
      'turn 2',
      MODEL,
    ])
    expect(rows.map((row) => row.label).slice(2, 4)).toEqual(['generateContent', 'multiply'])
  })

  test('of one call with nothing below does not count itself', () => {
    const [row] = viewTrace([spanOf({ id: 1, type: 'LLM' })]).rows

    expect(row?.subtitle).toBeUndefined()
  })

  test('sums the tokens of its children only where it has none itself', () => {
    expect(rows.map((row) => row.tokens)).toEqual([1284, 878, 391, undefined, 487, 406, 406])
  })

  test('has its bar and its first token where they were in time', () => {
    expect([rows[4]!.from, rows[4]!.to]).toEqual([0.4, 0.7])
    expect(rows[4]!.firstToken).toBeCloseTo(0.5)
    expect(viewTrace(MITTENS).firstTokenMillis).toBeCloseTo(500)
  })

  test('of a chat that frames calls looks other than the call itself', () => {
    expect([rows[1]!.look.letter, rows[2]!.look.letter]).toEqual(['C', 'M'])
  })
})

test('a failed span says why, readably, and its ancestors know', () => {
  const body = '{"error":{"code":429,"message":"quota is used up","status":"RESOURCE_EXHAUSTED"}}'
  const event = { name: EXCEPTION.event, timeNanos: nanosAt(5), attributes: { [EXCEPTION.message]: body } }
  const view = viewTrace([spanOf({ id: 1 }), spanOf({ id: 2, parent: 1, status: 'ERROR', events: [event] })])

  expect(view.rows[1]).toMatchObject({ state: 'error', subtitle: '429 RESOURCE_EXHAUSTED: quota is used up' })
  expect(view.rows[0]).toMatchObject({ state: 'ok', failedBelow: true })
  expect(view.failures).toBe(1)
})

test('a tool that answers with an object shows it without quotes', () => {
  const { rows } = viewTrace([
    spanOf({ id: 1, type: 'TOOL', inputs: { query: 'tides' }, outputs: { count: 5, done: true } }),
  ])

  expect(rows[0]!.subtitle).toBe('(tides) → {count: 5, done: true}')
})

test('a running span reaches to the last moment that is known', () => {
  const { rows } = viewTrace([spanOf({ id: 1, to: 'running' }), spanOf({ id: 2, parent: 1, from: 10, to: 40 })])

  expect(rows[0]).toMatchObject({ state: 'running', durationMillis: undefined, from: 0, to: 1 })
})

test('a trace without spans is empty, not an error', () => {
  expect(viewTrace([])).toMatchObject({ rows: [], totalMillis: 0, failures: 0 })
})

test('a chain of ten thousand spans does not overflow the stack', () => {
  const chain = Array.from({ length: 10_000 }, (_, at) =>
    spanOf({ id: at + 1, parent: at === 0 ? undefined : at, from: at }),
  )

  const view = viewTrace(chain)

  expect(view.rows.at(-1)!.depth).toBe(9999)
  expect(ancestorsOf(view, 9999)).toHaveLength(9999)
})

describe('folding', () => {
  const view = viewTrace(MITTENS)

  test('leaves out what is below a folded row', () => {
    expect(visibleRows(view, new Set([idOf(2)])).map((row) => row.index)).toEqual([0, 1, 5, 6])
    expect(visibleRows(view, new Set([idOf(1), idOf(2)])).map((row) => row.index)).toEqual([0])
    expect(visibleRows(view, new Set())).toHaveLength(7)
  })

  test('of a span that is not there changes nothing', () => {
    expect(visibleRows(view, new Set([idOf(99)]))).toHaveLength(7)
  })
})
