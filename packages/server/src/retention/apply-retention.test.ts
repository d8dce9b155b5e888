import { type Span, traceId, unixNanos } from '@loupe-ai/model'
import { openStores, traceArtifactPath } from '@loupe-ai/store'
import { expect, test } from 'vitest'
import { aSpan } from '../testing/a-span.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { applyRetention, type ApplyOptions, type RetentionStores } from './apply-retention.ts'
import { RETENTION_TAGS } from './retention-policy.ts'

const DAY_NANOS = 86_400_000_000_000n
const DAY_MILLIS = 86_400_000
/** The first moment of a week. */
const WEEK_DAYS = 2960n * 7n
const NOW_MILLIS = Number(WEEK_DAYS + 30n) * DAY_MILLIS

const at = (id: string, days: number, fields: Partial<Span> = {}): Span => {
  const startNanos = unixNanos(WEEK_DAYS * DAY_NANOS + BigInt(Math.round(days * 1000)) * (DAY_NANOS / 1000n))
  return aSpan({ traceId: traceId(id), startNanos, endNanos: unixNanos(startNanos + 5n), ...fields })
}

async function opened() {
  const folder = await temporaryFolder()
  const stores = await openStores({ dataDir: folder.path })
  const create = async (name: string, tags: Record<string, string> = {}) => {
    const outcome = await stores.experiments.create({ name, tags })
    return (outcome.created ? outcome.experiment : outcome.existing).experimentId
  }
  const ids = async (): Promise<string[]> => {
    const { items } = await stores.experiments.search({ viewType: 'ALL', maxResults: 100 })
    const experimentIds = items.map(({ experimentId }) => experimentId)
    const found = await stores.traces.searchTraces({ experimentIds, maxResults: 1000 })
    return found.items.map((info) => info.traceId).toSorted()
  }
  return {
    stores,
    create,
    ids,
    async [Symbol.asyncDispose]() {
      await stores.close()
      await folder[Symbol.asyncDispose]()
    },
  }
}

const apply = (stores: RetentionStores, options: Partial<ApplyOptions> = {}) =>
  applyRetention({ stores, defaults: {}, nowMillis: NOW_MILLIS, isDryRun: false, ...options })

test('whole weeks go that nobody wants, single traces where somebody does, and their files with them', async () => {
  await using under = await opened()
  const { stores } = under
  const [short, long] = [await under.create('short'), await under.create('long', { [RETENTION_TAGS.maxAgeDays]: '18' })]
  await stores.traces.insertSpans([
    at('first week', 1, { experimentId: short }),
    at('first week, long', 2, { experimentId: long }),
    at('second week', 13, { experimentId: short }),
    at('second week, long', 13, { experimentId: long }),
    at('fourth week', 22, { experimentId: short }),
    at('now', 29.9, { experimentId: short }),
  ])
  for (const id of ['first week', 'second week', 'now']) {
    await stores.artifacts.put(traceArtifactPath(traceId(id), 'a.txt'), new Uint8Array([1]))
  }
  const defaults = { maxAgeDays: 7 }
  const before = await under.ids()

  const planned = await apply(stores, { defaults, isDryRun: true })
  expect(await under.ids()).toEqual(before)
  const done = await apply(stores, { defaults })

  expect(done).toMatchObject({
    steps: [
      { kind: 'week', startMillis: Number(WEEK_DAYS) * DAY_MILLIS, traces: 2 },
      { kind: 'experiment', name: 'short', reason: 'age', traces: 2 },
    ],
    warnings: [],
  })
  expect(planned).toEqual(done)
  expect(await under.ids()).toEqual(['now', 'second week, long'])
  const left = await stores.artifacts.list(['traces'])
  expect(left.map(({ name }) => name)).toEqual(['now'])
  expect((await apply(stores, { defaults })).steps).toEqual([])
})

test('a trace that is in two weeks goes when it is old, and keeps its first week while it is not', async () => {
  await using under = await opened()
  const { stores } = under
  const overMidnight = (id: string) => [at(id, 6.999), { ...at(id, 7.001), spanId: aSpan().spanId }]
  await stores.traces.insertSpans([at('a', 1), ...overMidnight('long')])

  expect((await apply(stores, { defaults: { maxAgeDays: 23 } })).steps).toMatchObject([{ kind: 'week', traces: 2 }])
  expect(await under.ids()).toEqual([])
})

test('an experiment that is too large loses its oldest traces, and no other does', async () => {
  await using under = await opened()
  const { stores } = under
  const large = await under.create('large')
  const spans = (prefix: string, experimentId: typeof large) =>
    Array.from({ length: 100 }, (_, index) =>
      at(`${prefix}-${String(index).padStart(3, '0')}`, 1 + index / 100, { experimentId }),
    )
  await stores.traces.insertSpans([...spans('large', large), ...spans('other', await under.create('other'))])
  const size = (await stores.traces.experimentSizes()).find(({ experimentId }) => experimentId === large)!
  await stores.experiments.setTag(large, RETENTION_TAGS.maxBytes, String(Math.ceil(size.bytes / 2)))

  const { steps } = await apply(stores)

  expect(steps).toEqual([{ kind: 'experiment', experimentId: large, name: 'large', reason: 'size', traces: 50 }])
  const left = await under.ids()
  expect(left.filter((id) => id.startsWith('other'))).toHaveLength(100)
  expect(left.filter((id) => id.startsWith('large'))[0]).toBe('large-050')
})

test('what a tag says that cannot be read is told of, and nothing is deleted for it', async () => {
  await using under = await opened()
  const { stores } = under
  const experimentId = await under.create('odd', { [RETENTION_TAGS.maxAgeDays]: 'soon' })
  await stores.traces.insertSpans([at('a', 1, { experimentId })])

  const { steps, warnings } = await apply(stores, { defaults: { maxAgeDays: 1 } })

  expect(steps).toEqual([])
  expect(warnings).toMatchObject([expect.stringContaining('experiment odd is "soon"')])
  expect(await under.ids()).toEqual(['a'])
})

test('what was ended early says so, and goes on when it is asked again', async () => {
  await using under = await opened()
  const { stores } = under
  await stores.traces.insertSpans([at('a', 1), at('b', 13), at('c', 29.9)])
  const ending = new AbortController()
  const traces: RetentionStores['traces'] = new Proxy(stores.traces, {
    get(target, key) {
      if (key === 'dropWeek') ending.abort()
      const value: unknown = Reflect.get(target, key)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  const defaults = { maxAgeDays: 7 }

  const first = await apply({ ...stores, traces }, { defaults, signal: ending.signal })
  const left = await under.ids()
  const second = await apply(stores, { defaults })

  expect(first).toMatchObject({ steps: [{ kind: 'week', traces: 1 }], isComplete: false })
  expect(left).toEqual(['b', 'c'])
  expect(second).toMatchObject({ isComplete: true })
  expect(await under.ids()).toEqual(['c'])
})
