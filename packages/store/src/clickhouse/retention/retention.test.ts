import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { experimentId, type JsonText, type Span, type TraceEdit, traceId, unixMillis, unixNanos } from '@loupe-ai/model'
import { expect, test, vi } from 'vitest'
import { aSpan, spanIdOf } from '../../testing/a-span.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { PreparedTooEarly } from '../../trace-store.ts'
import { openClickHouseTraceStore } from '../clickhouse-trace-store.ts'
import { findUnpurged } from '../delete-traces.ts'
import { openEmbeddedEngine } from '../embedded-engine.ts'

const DAY_NANOS = 86_400_000_000_000n
/** The first moment of a week. */
const WEEK_NANOS = 2960n * 7n * DAY_NANOS
const ZERO = experimentId('0')

const at = (id: string, days: number, fields: Partial<Span> = {}): Span =>
  aSpan({
    traceId: traceId(id),
    startNanos: unixNanos(WEEK_NANOS + BigInt(Math.round(days * 1000)) * (DAY_NANOS / 1000n)),
    endNanos: unixNanos(WEEK_NANOS + BigInt(Math.round(days * 1000)) * (DAY_NANOS / 1000n) + 5n),
    inputs: JSON.stringify({ messages: [{ role: 'user', content: `the same question` }] }) as JsonText,
    ...fields,
  })

async function openIn(path: string, oldPartsSeconds?: number) {
  const engine = await openEmbeddedEngine(path, { ...(oldPartsSeconds !== undefined && { oldPartsSeconds }) })
  return { engine, store: await openClickHouseTraceStore(engine) }
}

const TABLES = [
  'spans',
  'parts',
  'traces',
  'trace_keys',
  'trace_records',
  'trace_edits',
  'span_costs',
  'deleted_traces',
]

test('a week goes with everything that was said of its traces, and nothing of another', async () => {
  await using folder = await temporaryFolder()
  const { engine, store } = await openIn(folder.path)
  const [old, gone, kept] = [traceId('old'), traceId('gone'), traceId('kept')]
  await store.insertSpans([at('old', 1), at('gone', 2), at('kept', 8)])
  for (const id of [old, gone, kept]) {
    await store.editTrace(id, [{ kind: 'set-tag', key: 'team', value: 'a' }])
    await store.reprice([{ traceId: id, spanId: spanIdOf(1), cost: undefined }])
  }
  await store.putTraceRecord({
    traceId: old,
    experimentId: ZERO,
    requestTimeMillis: unixMillis(Number(WEEK_NANOS / 1_000_000n) + 90_000_000),
    state: 'OK',
    tags: {},
    metadata: {},
  })
  await store.deleteTraces({ experimentId: ZERO, ids: [gone] })
  await vi.waitFor(async () => expect(await engine.rows("SELECT 1 FROM spans WHERE trace_id = 'gone'")).toEqual([]), {
    timeout: 10_000,
  })
  const weeks = await store.storedWeeks()
  expect(weeks).toMatchObject([
    { week: 2960, experimentIds: ['0'], traces: 1 },
    { week: 2961, experimentIds: ['0'], traces: 1 },
  ])
  expect(await store.tracesOfWeek(2960, [old, gone, kept])).toEqual([gone, old])

  expect(await store.dropWeek(2960)).toEqual({ dropped: true, traces: 1 })

  for (const table of TABLES) {
    const rows = await engine.rows<{ trace_id: string }>(`SELECT DISTINCT trace_id FROM ${table} WHERE trace_id != ''`)
    expect([table, rows.filter((row) => row.trace_id !== 'kept')]).toEqual([table, []])
  }
  expect(await store.getTraceInfos([old, gone, kept])).toMatchObject([{ traceId: 'kept', tags: { team: 'a' } }])
  expect(await store.getSpans(kept)).toMatchObject([{ inputs: at('kept', 8).inputs }])
  expect(await store.storedWeeks()).toMatchObject([{ week: 2961 }])
  await store.close()
})

test('what was said of traces that never came goes with the week in which it was said', async () => {
  await using folder = await temporaryFolder()
  vi.useFakeTimers({ toFake: ['Date'], now: Number(WEEK_NANOS / 1_000_000n) })
  try {
    const { engine, store } = await openIn(folder.path)
    const tag: TraceEdit = { kind: 'set-tag', key: 'k', value: 'v' }
    for (const id of ['never', 'later']) await store.editTrace(traceId(id), [tag])
    await store.insertSpans([at('later', 8)])
    vi.setSystemTime(Number(WEEK_NANOS / 1_000_000n) + 8 * 86_400_000)
    await store.editTrace(traceId('next week'), [tag])
    expect((await store.storedWeeks()).map(({ week }) => week)).toEqual([2960, 2961])

    expect(await store.dropWeek(2960)).toEqual({ dropped: true, traces: 0 })

    for (const table of ['trace_edits', 'trace_keys']) {
      const rows = await engine.rows(`SELECT DISTINCT trace_id FROM ${table} ORDER BY trace_id`)
      expect([table, rows]).toEqual([table, [{ trace_id: 'later' }, { trace_id: 'next week' }]])
    }
    await store.close()
  } finally {
    vi.useRealTimers()
  }
})

test('what was remembered of a week is forgotten with it: the same message is stored anew', async () => {
  await using folder = await temporaryFolder()
  const { store } = await openIn(folder.path)
  await store.insertSpans([at('a', 1)])
  await store.dropWeek(2960)

  await store.insertSpans([at('a', 1, { spanId: spanIdOf(2) }), at('b', 1)])

  expect(await store.getSpans(traceId('a'))).toEqual([at('a', 1, { spanId: spanIdOf(2) })])
  expect(await store.getSpans(traceId('b'))).toEqual([at('b', 1)])
  expect(await store.countTraces()).toBe(2)
  await store.close()
})

test('spans that are stored while their week is dropped are refused and kept when they come again', async () => {
  await using folder = await temporaryFolder()
  const { store } = await openIn(folder.path)
  await store.insertSpans([at('a', 1)])
  const prepared = store.prepareSpans([at('b', 1)])

  const dropping = store.dropWeek(2960)
  const storing = store.insertPrepared([prepared])

  await expect(storing).rejects.toBeInstanceOf(PreparedTooEarly)
  expect(await dropping).toEqual({ dropped: true, traces: 1 })
  expect(await store.countTraces()).toBe(0)
  await store.insertPrepared([store.prepareSpans([at('b', 1)])])
  expect(await store.getSpans(traceId('b'))).toEqual([at('b', 1)])
  expect(await store.countTraces()).toBe(1)
  await store.close()
})

test('a week in which a trace of another week lies stays, and says whose', async () => {
  await using folder = await temporaryFolder()
  const { store } = await openIn(folder.path)
  await store.insertSpans([
    at('long', 6.999),
    at('long', 7.001, { spanId: spanIdOf(2), parentId: spanIdOf(1) }),
    at('a', 1),
  ])

  expect(await store.dropWeek(2960)).toMatchObject({ dropped: false, straddlers: [{ traceId: 'long' }] })
  await store.deleteTraces({ experimentId: ZERO, ids: [traceId('long')] })

  expect(await store.dropWeek(2960)).toEqual({ dropped: true, traces: 1 })
  expect(await store.countTraces()).toBe(0)
  await store.close()
})

test('after dropping everything the store opens again and goes on', async () => {
  await using folder = await temporaryFolder()
  const { store } = await openIn(folder.path)
  await store.insertSpans([at('a', 1), at('b', 2)])
  await store.dropWeek(2960)
  await store.close()

  const again = (await openIn(folder.path)).store
  expect(await again.countTraces()).toBe(0)
  await again.insertSpans([at('c', 3)])
  expect(await again.countTraces()).toBe(1)
  await again.close()
})

test('experiments are told apart by size, without what was deleted', async () => {
  await using folder = await temporaryFolder()
  const { store } = await openIn(folder.path)
  const small = experimentId('1')
  await store.insertSpans(Array.from({ length: 90 }, (_, index) => at(`big-${index}`, 1)))
  await store.insertSpans(Array.from({ length: 10 }, (_, index) => at(`small-${index}`, 1, { experimentId: small })))

  const sizes = new Map((await store.experimentSizes()).map((size) => [size.experimentId, size]))

  expect(sizes.get(ZERO)?.traces).toBe(90)
  expect(sizes.get(small)?.traces).toBe(10)
  expect(sizes.get(ZERO)!.bytes).toBeGreaterThan(4 * sizes.get(small)!.bytes)
  expect(sizes.get(small)!.bytes).toBeGreaterThan(0)
  await store.close()
})

test('copies of a trace that came under another experiment count for the one that it is in, which they go with', async () => {
  await using folder = await temporaryFolder()
  const { store } = await openIn(folder.path)
  const one = experimentId('1')
  const spans = Array.from({ length: 50 }, (_, index) => at(`imported-${index}`, 1))
  await store.insertSpans([at('own', 1), ...spans])
  const before = (await store.experimentSizes()).find(({ experimentId: id }) => id === ZERO)!

  // The copy that began first stays.
  const earlier = unixNanos(spans[0]!.startNanos - 1n)
  await store.insertSpans(spans.map((span) => ({ ...span, experimentId: one, startNanos: earlier })))

  const sizes = new Map((await store.experimentSizes()).map((size) => [size.experimentId, size]))
  expect(sizes.get(ZERO)).toMatchObject({ traces: 1 })
  expect(sizes.get(one)).toMatchObject({ traces: 50 })
  expect(sizes.get(ZERO)!.bytes).toBeLessThan(before.bytes / 3)
  expect(sizes.get(one)!.bytes).toBeGreaterThan(before.bytes)
  await store.close()
})

const incompressible = (seed: number): JsonText => {
  let state = seed
  const letters = Array.from({ length: 4000 }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return String.fromCharCode(33 + (Math.floor(state / 65_536) % 90))
  })
  return JSON.stringify(letters.join('')) as JsonText
}

test('the room of deleted traces, and of dropped weeks, is free on the disk', async () => {
  await using folder = await temporaryFolder()
  const { engine, store } = await openIn(folder.path, 1)
  const many = (prefix: string, days: number): Span[] =>
    Array.from({ length: 500 }, (_, index) => at(`${prefix}-${index}`, days, { inputs: incompressible(index + days) }))
  await store.insertSpans(many('deleted', 1))
  await store.insertSpans(many('dropped', 8))
  await store.insertSpans(many('kept', 15))
  const full = await bytesBelow(folder.path)
  expect(full).toBeGreaterThan(3_000_000)

  await store.dropWeek(2961)
  await vi.waitFor(async () => expect(await bytesBelow(folder.path)).toBeLessThan(0.75 * full), { timeout: 20_000 })
  const ids = many('deleted', 1).map((span) => span.traceId)
  await store.deleteTraces({ experimentId: ZERO, ids })
  await vi.waitFor(async () => expect(await findUnpurged(engine)).toEqual([]), { timeout: 20_000 })
  expect(await store.freeSpace()).toBeGreaterThan(0)

  await vi.waitFor(async () => expect(await bytesBelow(folder.path)).toBeLessThan(0.5 * full), {
    timeout: 170_000,
    interval: 1000,
  })
  expect(await store.countTraces()).toBe(500)
  await store.close()
}, 240_000)

/** As the disk counts: a file that two names share is one. */
async function bytesBelow(folder: string): Promise<number> {
  const files = new Map<number, number>()
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])) {
    const found = entry.isFile() ? await stat(join(entry.parentPath, entry.name)).catch(() => undefined) : undefined
    if (found !== undefined) files.set(found.ino, found.size)
  }
  return [...files.values()].reduce((sum, size) => sum + size, 0)
}
