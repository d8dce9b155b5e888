import type { Span } from '@loupe-ai/model'
import { PreparedTooEarly, type PreparedSpans } from '@loupe-ai/store'
import { expect, test } from 'vitest'
import { aSpan } from '../testing/a-span.ts'
import { DEFAULT_INGEST_LIMITS, startGroupCommit, type Clock } from './group-commit.ts'
import type { SpanGroup } from './span-group.ts'
import type { SpanSink } from './span-sink.ts'

test('an idle server commits at once', async () => {
  const sink = recordingSink()

  const outcome = await startGroupCommit(sink).submit(groupOf(3))

  expect(outcome).toEqual({ status: 'stored' })
  expect(sink.commits).toEqual([3])
})

test('while one commit runs the next gathers, and both answers come when their own commit is done', async () => {
  const sink = gatedSink()
  const ingest = startGroupCommit(sink)
  const answered: string[] = []

  const first = ingest.submit(groupOf(1)).then(() => answered.push('first'))
  const others = [1, 2, 3].map((size) => ingest.submit(groupOf(size)).then(() => answered.push('other')))
  await sink.release()
  await first
  expect(answered).toEqual(['first'])
  await sink.release()
  await Promise.all(others)

  expect(sink.commits).toEqual([1, 6])
})

test('under load a commit waits for company until the oldest group has waited long enough', async () => {
  const clock = handClock()
  const sink = gatedSink()
  const ingest = startGroupCommit(sink, DEFAULT_INGEST_LIMITS, clock)

  const first = ingest.submit(groupOf(1))
  clock.advance(10)
  const second = ingest.submit(groupOf(500))
  clock.advance(10)
  await sink.release()
  await first
  const others = [second]
  for (let waited = 0; waited < 380; waited += 20) {
    others.push(ingest.submit(groupOf(100)))
    expect(sink.commits).toEqual([1])
    clock.advance(20)
  }
  expect(sink.commits).toEqual([1])
  clock.advance(10)
  await sink.release()
  await Promise.all(others)

  expect(sink.commits).toEqual([1, 2400])
})

test('under load a commit waits no longer when nobody comes any more', async () => {
  const clock = handClock()
  const sink = gatedSink()
  const ingest = startGroupCommit(sink, DEFAULT_INGEST_LIMITS, clock)

  const first = ingest.submit(groupOf(1))
  clock.advance(10)
  const second = ingest.submit(groupOf(500))
  await sink.release()
  await first
  clock.advance(39)
  expect(sink.commits).toEqual([1])
  clock.advance(1)
  await sink.release()
  await second

  expect(sink.commits).toEqual([1, 500])
})

test('spans that were made ready too early may come again, and their neighbours are stored', async () => {
  const sink = gatedSink()
  const ingest = startGroupCommit({
    ...sink,
    insertPrepared: (prepared) =>
      prepared.some(({ count }) => count === 2)
        ? Promise.reject(new PreparedTooEarly())
        : sink.insertPrepared(prepared),
  })
  sink.open()

  const outcomes = await Promise.all([1, 2, 3].map((size) => ingest.submit(groupOf(size))))

  expect(outcomes.map(({ status }) => status)).toEqual(['stored', 'busy', 'stored'])
  expect(ingest.counts()).toMatchObject({ refusedSpans: 2, failedSpans: 0 })
})

test('spans that cannot be made ready fail alone', async () => {
  const sink = recordingSink()
  const ingest = startGroupCommit({
    ...sink,
    prepareSpans: (spans) => {
      const prepared = sink.prepareSpans(spans)
      if (prepared.count === 2) throw new RangeError('not a 64-bit time')
      return prepared
    },
  })

  const outcomes = await Promise.all([1, 2, 3].map((size) => ingest.submit(groupOf(size))))

  expect(outcomes.map(({ status }) => status)).toEqual(['stored', 'failed', 'stored'])
})

test('under load a commit that has enough spans starts without waiting', async () => {
  const clock = handClock()
  const sink = gatedSink()
  const ingest = startGroupCommit(sink, { ...DEFAULT_INGEST_LIMITS, maxCommitSpans: 100 }, clock)

  const answers = [ingest.submit(groupOf(1)), ingest.submit(groupOf(60)), ingest.submit(groupOf(60))]
  clock.advance(1)
  await sink.release()
  await sink.release()
  clock.advance(400)
  await sink.release()
  await Promise.all(answers)

  expect(sink.commits).toEqual([1, 60, 60])
})

test('a commit that is large enough waits for no more, and takes what came while another ran', async () => {
  const clock = handClock()
  const sink = gatedSink()
  const ingest = startGroupCommit(sink, { ...DEFAULT_INGEST_LIMITS, enoughSpans: 100 }, clock)

  const answers = [ingest.submit(groupOf(1)), ingest.submit(groupOf(60))]
  clock.advance(1)
  answers.push(ingest.submit(groupOf(60)))
  await sink.release()

  await expect.poll(() => sink.commits).toEqual([1, 120])
  await sink.release()
  await Promise.all(answers)
})

test('a full queue refuses and counts, and takes again when there is room', async () => {
  const sink = gatedSink()
  const ingest = startGroupCommit(sink, { ...DEFAULT_INGEST_LIMITS, maxQueuedBytes: 250 })

  const first = ingest.submit({ ...groupOf(1), bytes: 100 })
  const second = ingest.submit({ ...groupOf(1), bytes: 100 })
  const refused = await ingest.submit({ ...groupOf(7), bytes: 100 })

  expect(refused).toEqual({ status: 'busy', retryAfterSeconds: 1 })
  expect(ingest.counts()).toMatchObject({ refusedSpans: 7, queuedBytes: 200 })
  await sink.release()
  await first
  const third = ingest.submit({ ...groupOf(1), bytes: 100 })
  sink.open()
  expect(await Promise.all([second, third])).toEqual([{ status: 'stored' }, { status: 'stored' }])
})

test('a poisoned group fails alone and its neighbours are stored', async () => {
  const poison = aSpan({ name: 'poison' })
  const sink = gatedSink((spans) => spans.includes(poison))
  const ingest = startGroupCommit(sink)
  sink.open()

  const first = ingest.submit(groupOf(1))
  const outcomes = [groupOf(1), groupOf(2), { ...groupOf(2), spans: [aSpan(), poison] }, groupOf(3)].map((group) =>
    ingest.submit(group),
  )
  await first

  expect((await Promise.all(outcomes)).map((outcome) => outcome.status)).toEqual([
    'stored',
    'stored',
    'failed',
    'stored',
  ])
  expect(ingest.counts()).toMatchObject({ storedSpans: 7, failedSpans: 2 })
})

test('before an engine that is down every group is answered after a bounded number of tries', async () => {
  const sink = gatedSink(() => true)
  sink.open()
  const ingest = startGroupCommit(sink)

  const outcomes = await Promise.all(Array.from({ length: 500 }, () => ingest.submit(groupOf(1))))

  expect(outcomes.every((outcome) => outcome.status === 'failed')).toBe(true)
  expect(sink.commits.length).toBeLessThan(50)
})

test('draining answers all that was taken and refuses the rest', async () => {
  const sink = gatedSink()
  const ingest = startGroupCommit(sink)
  const taken = [ingest.submit(groupOf(1)), ingest.submit(groupOf(5_000))]

  let isDrained = false
  const drained = ingest.drain().then(() => (isDrained = true))
  expect((await ingest.submit(groupOf(1))).status).toBe('busy')
  await sink.release()
  await taken[0]
  expect(isDrained).toBe(false)
  await sink.release()
  await drained

  expect(await Promise.all(taken)).toEqual([{ status: 'stored' }, { status: 'stored' }])
})

const CLIENT = { address: '192.0.2.1', connection: '192.0.2.1:1' }

const groupOf = (count: number): SpanGroup => ({
  spans: Array.from({ length: count }, () => aSpan()),
  spanCount: count,
  bytes: count,
  client: CLIENT,
})

const WITHOUT_LIMIT = { maxTraceSpans: Infinity, hasRoomFor: () => true }

interface Kept extends PreparedSpans {
  readonly spans: readonly Span[]
}

const prepareSpans = (given: Iterable<Span>): Kept => {
  const spans = [...given]
  return { count: spans.length, bytes: spans.length, spans }
}

const spansOf = (prepared: readonly PreparedSpans[]): Span[] => prepared.flatMap((group) => (group as Kept).spans)

function recordingSink(): SpanSink & { commits: number[] } {
  const commits: number[] = []
  return {
    ...WITHOUT_LIMIT,
    commits,
    prepareSpans,
    insertPrepared: async (prepared) => void commits.push(spansOf(prepared).length),
  }
}

/** Each insert waits for one `release`, until `open` lets all pass. */
function gatedSink(fails: (spans: readonly Span[]) => boolean = () => false) {
  const commits: number[] = []
  const gates: (() => void)[] = []
  let isOpen = false
  return {
    ...WITHOUT_LIMIT,
    commits,
    open(): void {
      isOpen = true
      for (const pass of gates.splice(0)) pass()
    },
    prepareSpans,
    async insertPrepared(prepared: readonly PreparedSpans[]): Promise<void> {
      const spans = spansOf(prepared)
      commits.push(spans.length)
      if (!isOpen) await new Promise<void>((resolve) => gates.push(resolve))
      if (fails(spans)) throw new Error('the engine refused')
    },
    async release(): Promise<void> {
      while (gates.length === 0) await new Promise((resolve) => setImmediate(resolve))
      gates.shift()!()
    },
  }
}

function handClock(): Clock & { advance(millis: number): void } {
  let now = 0
  let timers: { at: number; work: () => void }[] = []
  return {
    now: () => now,
    later: (millis, work) => {
      const timer = { at: now + millis, work }
      timers.push(timer)
      return () => (timers = timers.filter((other) => other !== timer))
    },
    advance: (millis) => {
      now += millis
      const due = timers.filter((timer) => timer.at <= now)
      timers = timers.filter((timer) => timer.at > now)
      for (const timer of due) timer.work()
    },
  }
}
