import { traceIdOfOtel, type SpanId } from '@loupe-ai/model'
import type { OtlpSpan } from '@loupe-ai/wire'
import { encodeSpan, readTraceRequest } from '@loupe-ai/wire'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'

import type { Exporter, OutgoingSpan } from '../export/exporter.ts'
import { otlpExporter } from '../export/otlp-exporter.ts'
import type { SendOutcome, Transport } from '../export/transport.ts'
import { findDisk } from '../spool/disk.ts'
import { openSpool, SPOOL_OPTIONS } from '../spool/spool.ts'
import { BATCH_OPTIONS, type BatchOptions } from './batch-options.ts'
import { BatchProcessor } from './batch-processor.ts'
import type { RunningOutgoingSpan } from './running-spans.ts'

const ACCEPTED: SendOutcome = { status: 'accepted', rejectedSpans: 0, message: '', isLoupe: false }
const LOUPE: SendOutcome = { ...ACCEPTED, isLoupe: true }
const AWAY: SendOutcome = { status: 'retryable', reason: 'away' }
const RESOURCE = { 'service.name': 'test' }

const aSpan = (name: string, text = ''): OtlpSpan => ({
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  parentSpanId: '',
  traceState: '',
  name,
  kind: 1,
  startTimeUnixNano: 1n,
  endTimeUnixNano: 2n,
  attributes: { text },
  events: [],
  links: [],
  status: { code: 1, message: '' },
})

/** Keeps the names of the spans of each request; `answers` come in turn, then everything is accepted. */
function recording(...answers: (SendOutcome | Promise<SendOutcome>)[]): Transport & { readonly batches: string[][] } {
  const batches: string[][] = []
  return {
    batches,
    async send(body) {
      const decoded = readTraceRequest(body)
      if (!decoded.ok) throw new Error(decoded.failure.reason)
      const spans = decoded.value.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans))
      batches.push(spans.map((span) => span.name))
      return (await answers.shift()) ?? ACCEPTED
    },
  }
}

const outgoing = (span: OtlpSpan, isLocalRoot = false): OutgoingSpan => ({
  traceId: traceIdOfOtel(span.traceId),
  spanId: span.spanId as SpanId,
  bytes: encodeSpan(span),
  isLocalRoot,
  resource: RESOURCE,
})

const exporterOf = (transport: Transport): Exporter => otlpExporter({ transport, sendAtOnce: () => 0 })

function start(transport: Transport, options: Partial<BatchOptions> = {}) {
  let drops = 0
  const warnings: string[] = []
  const processor = new BatchProcessor(
    exporterOf(transport),
    { ...BATCH_OPTIONS, ...options },
    () => drops++,
    undefined,
    (_, message) => warnings.push(message),
  )
  const offer = (name: string, { isRoot = false, text = '' } = {}): void =>
    processor.offer(outgoing({ ...aSpan(name, text), spanId: spanIds.next() }, isRoot))
  return { processor, offer, warnings, drops: () => drops, [Symbol.dispose]: () => processor.close() }
}

afterEach(() => {
  vi.useRealTimers()
})

test('spans wait for others half a second, but not once their root has ended', async () => {
  vi.useFakeTimers()
  const transport = recording()
  using batch = start(transport)

  batch.offer('a')
  await vi.advanceTimersByTimeAsync(499)
  expect(transport.batches).toEqual([])
  await vi.advanceTimersByTimeAsync(1)
  batch.offer('b')
  batch.offer('root', { isRoot: true })
  await vi.advanceTimersByTimeAsync(200)

  expect(transport.batches).toEqual([['a'], ['b', 'root']])
})

test('a batch has an end by number and by bytes, and a full one does not wait', async () => {
  vi.useFakeTimers()
  const transport = recording()
  using batch = start(transport, { maxBatchSpans: 3, maxBatchBytes: 5000 })

  for (const name of ['a', 'b', 'c', 'd']) batch.offer(name)
  batch.offer('long', { text: 'x'.repeat(6000) })
  batch.offer('longer', { text: 'x'.repeat(9000) })
  await vi.advanceTimersByTimeAsync(0)

  expect(transport.batches).toEqual([['a', 'b', 'c'], ['d'], ['long'], ['longer']])
})

test('a full queue drops and counts, by number and by bytes', async () => {
  using byNumber = start(recording(), { maxQueuedSpans: 2 })
  using byBytes = start(recording(), { maxQueuedBytes: 10_000 })

  for (const name of ['a', 'b', 'c']) byNumber.offer(name)
  for (const name of ['a', 'b', 'c']) byBytes.offer(name, { text: 'x'.repeat(4000) })

  expect(byNumber.drops()).toBe(1)
  expect(byNumber.processor.counts).toEqual({ delivered: 0, kept: 2, refused: 0, dropped: 1 })
  expect(byBytes.processor.counts).toEqual({ delivered: 0, kept: 2, refused: 0, dropped: 1 })
})

test('what a server that is away did not take is kept in order and tried again after a growing pause', async () => {
  vi.useFakeTimers()
  const transport = recording(AWAY, AWAY)
  using batch = start(transport, { pauseMillis: 1000 })

  batch.offer('a', { isRoot: true })
  await vi.advanceTimersByTimeAsync(200)
  batch.offer('b', { isRoot: true })
  await vi.advanceTimersByTimeAsync(999)
  expect(transport.batches).toEqual([['a']])
  await vi.advanceTimersByTimeAsync(1)
  expect(transport.batches).toEqual([['a'], ['a', 'b']])
  await vi.advanceTimersByTimeAsync(2000)

  expect(transport.batches).toEqual([['a'], ['a', 'b'], ['a', 'b']])
  expect(batch.processor.counts).toEqual({ delivered: 2, kept: 0, refused: 0, dropped: 0 })
})

test('there is one request at a time, and what ends meanwhile goes with the next', async () => {
  const first = Promise.withResolvers<SendOutcome>()
  const transport = recording(first.promise)
  using batch = start(transport)

  batch.offer('a')
  const flushed = batch.processor.flush(10_000)
  batch.offer('b')
  const flushedToo = batch.processor.flush(10_000)
  await Promise.resolve()
  expect(transport.batches).toEqual([['a']])
  first.resolve(ACCEPTED)
  await Promise.all([flushed, flushedToo])

  expect(transport.batches).toEqual([['a'], ['b']])
})

test('a flush tries now though the server was away, and ends when it still is', async () => {
  const transport = recording(AWAY, AWAY)
  using batch = start(transport)
  batch.offer('a')

  await batch.processor.flush(10_000)
  expect(batch.processor.counts.kept).toBe(1)
  await batch.processor.flush(10_000)
  await batch.processor.flush(10_000)

  expect(batch.processor.counts).toEqual({ delivered: 1, kept: 0, refused: 0, dropped: 0 })
})

test('a flush ends in time, and can give up a request that hangs without losing its spans', async () => {
  const hanging: Transport = {
    send: (_, signal) =>
      new Promise((resolve) =>
        signal.addEventListener('abort', () => resolve({ status: 'retryable', reason: 'stopped' })),
      ),
  }
  using batch = start(hanging)
  batch.offer('a')

  await batch.processor.flush(20)
  await batch.processor.flush(20, { cancelLate: true })

  expect(batch.processor.counts.kept).toBe(1)
})

test('a flush does not wait for a request that hangs since long before, and gives up one only', async () => {
  vi.useFakeTimers()
  let isHanging = true
  const transport = recording()
  let given = 0
  const hanging: Transport = {
    send(body, signal) {
      if (!isHanging) return transport.send(body, signal)
      const { promise, resolve } = Promise.withResolvers<SendOutcome>()
      signal.addEventListener('abort', () => resolve({ status: 'retryable', reason: `stopped ${++given}` }))
      return promise
    },
  }
  using batch = start(hanging)
  batch.offer('a', { isRoot: true })
  for (let flush = 0; flush < 3; flush++) {
    await vi.advanceTimersByTimeAsync(4000)
    const flushed = batch.processor.flush(1000)
    await vi.advanceTimersByTimeAsync(1000)
    await flushed
  }
  expect(given).toBe(1)
  batch.processor.close()

  using again = start(hanging)
  again.offer('b', { isRoot: true })
  await vi.advanceTimersByTimeAsync(4000)
  isHanging = false
  const flushed = again.processor.flush(1000)
  await vi.advanceTimersByTimeAsync(0)
  await flushed
  expect(again.processor.counts).toMatchObject({ delivered: 1, kept: 0 })
})

const spanIds = { last: 0, next: (): string => (++spanIds.last).toString(16).padStart(16, '0') }

function running(name: string): RunningOutgoingSpan & { isEnded: boolean } {
  const spanId = Buffer.from(name.padEnd(8)).subarray(0, 8).toString('hex')
  return { spanId, isEnded: false, snapshot: () => outgoing({ ...aSpan(name), spanId, endTimeUnixNano: 0n }) }
}

test('a Loupe server is told once of spans that take long, and not of short ones', async () => {
  vi.useFakeTimers()
  const transport = recording(LOUPE, LOUPE, LOUPE)
  using batch = start(transport)

  batch.processor.started(running('before Loupe is known'))
  await vi.advanceTimersByTimeAsync(5000)
  expect(transport.batches).toEqual([])
  batch.offer('first')
  await batch.processor.flush(0)
  await vi.advanceTimersByTimeAsync(500)
  expect(transport.batches).toEqual([['first'], ['before Loupe is known']])

  const short = running('short')
  batch.processor.started(short)
  batch.processor.started(running('long'))
  short.isEnded = true
  await vi.advanceTimersByTimeAsync(5000)

  expect(transport.batches.slice(2)).toEqual([['long']])
  expect(batch.processor.counts).toEqual({ delivered: 1, kept: 0, refused: 0, dropped: 0 })
})

test('another server is never told of running spans', async () => {
  vi.useFakeTimers()
  const transport = recording()
  using batch = start(transport)

  batch.processor.started(running('runs'))
  batch.offer('ended')
  await vi.advanceTimersByTimeAsync(5000)

  expect(transport.batches).toEqual([['ended']])
})

test('refused and rejected spans are counted and not sent again', async () => {
  const transport = recording({ status: 'refused', reason: 'no' }, { ...ACCEPTED, rejectedSpans: 1 } as SendOutcome)
  using batch = start(transport)

  batch.offer('a')
  await batch.processor.flush(10_000)
  batch.offer('b')
  batch.offer('c')
  await batch.processor.flush(10_000)

  expect(batch.processor.counts).toEqual({ delivered: 1, kept: 0, refused: 2, dropped: 0 })
})

test('a transport that throws, against its promise, loses nothing, and that is told', async () => {
  let isBroken = true
  const transport = recording()
  using batch = start({
    send: (body, signal) => (isBroken ? Promise.reject(new Error('a bug')) : transport.send(body, signal)),
  })
  batch.offer('a')
  await batch.processor.flush(10_000)
  expect(batch.processor.counts).toEqual({ delivered: 0, kept: 1, refused: 0, dropped: 0 })
  expect(batch.warnings[0]).toContain('a failure of our own keeps traces from being sent: a bug')

  isBroken = false
  await batch.processor.flush(10_000)
  expect(batch.processor.counts).toEqual({ delivered: 1, kept: 0, refused: 0, dropped: 0 })
})

const FAULT: SendOutcome = { status: 'retryable', reason: 'HTTP 500', isServerFault: true }

/** Fails over each batch that holds one of `names`. */
function choking(names: ReadonlySet<string>): ReturnType<typeof recording> {
  const { batches, send } = recording()
  return {
    batches,
    async send(body, signal) {
      const outcome = await send(body, signal)
      return batches.at(-1)!.some((name) => names.has(name)) ? FAULT : outcome
    },
  }
}

const NAMES = Array.from({ length: 100 }, (_, index) => `span ${index}`)

test.each([
  ['the first', 0],
  ['one in the middle', 37],
  ['the last', 99],
])('a server that fails over %s of many spans gets the others in one flush', async (_, index) => {
  const poison = NAMES[index]!
  const transport = choking(new Set([poison]))
  using batch = start(transport)
  for (const name of NAMES) batch.offer(name)

  await batch.processor.flush(10_000)

  const taken = transport.batches.filter((names) => !names.includes(poison)).flat()
  expect(taken.toSorted()).toEqual(NAMES.filter((name) => name !== poison).toSorted())
  expect(batch.processor.counts).toEqual({ delivered: 99, kept: 1, refused: 0, dropped: 0 })
  expect(transport.batches.length).toBeLessThan(40)
})

test('a span that a server fails over for minutes, while it takes others, is refused alone, and that is told', async () => {
  vi.useFakeTimers()
  const transport = choking(new Set(['poison']))
  using batch = start(transport)
  batch.offer('poison')
  for (let minute = 0; minute < 10; minute++) {
    batch.offer(`good ${minute}`)
    await vi.advanceTimersByTimeAsync(60_000)
  }
  expect(batch.processor.counts).toEqual({ delivered: 10, kept: 0, refused: 1, dropped: 0 })
  expect(batch.warnings).toEqual([expect.stringMatching(/^span [0-9a-f]{16} of trace tr-.* cannot be sent.*HTTP 500$/)])
})

test('a server that fails over everything for hours loses nothing, and is not asked often', async () => {
  vi.useFakeTimers()
  const names = new Set(NAMES)
  const transport = choking(names)
  using batch = start(transport)
  for (const name of NAMES) batch.offer(name)
  await vi.advanceTimersByTimeAsync(5 * 3_600_000)
  expect(batch.processor.counts).toEqual({ delivered: 0, kept: 100, refused: 0, dropped: 0 })
  expect(transport.batches.length).toBeLessThan(700)

  names.clear()
  await vi.advanceTimersByTimeAsync(3_600_000)
  expect(batch.processor.counts).toEqual({ delivered: 100, kept: 0, refused: 0, dropped: 0 })
  expect(batch.warnings).toEqual([])
})

test('what lies on disk behind a span that a server fails over is sent', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'loupe-poison-'))
  const target = { kind: 'tracking', uri: 'http://poison' } as const
  const spoolAs = (pid: number) => openSpool({ ...findDisk()!, pid }, dir, target, SPOOL_OPTIONS, () => {})
  try {
    const before = spoolAs(2 ** 22 + 1)
    for (const name of ['poison', ...NAMES]) before.ended(outgoing({ ...aSpan(name), spanId: spanIds.next() }), [])
    const transport = choking(new Set(['poison']))
    const processor = new BatchProcessor(exporterOf(transport), BATCH_OPTIONS, () => {}, spoolAs(process.pid))
    await processor.flush(10_000)
    expect(processor.counts).toMatchObject({ delivered: 100, refused: 0 })
    processor.close()
    processor.closeSpool()
    expect(spoolAs(2 ** 22 + 2).takeBacklog()!.spans).toHaveLength(101)
  } finally {
    rmSync(dir, { recursive: true })
  }
})

test('a span that could not be encoded is counted', () => {
  using batch = start(recording())
  batch.processor.unencodable('b7ad6b7169203331')
  expect(batch.processor.counts).toEqual({ delivered: 0, kept: 0, refused: 1, dropped: 0 })
})

test('a target that wants whole traces gets them whole, also those that lie on disk', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'loupe-whole-traces-'))
  const target = { kind: 'tracking', uri: 'http://whole' } as const
  const spoolAs = (pid: number) => openSpool({ ...findDisk()!, pid }, dir, target, SPOOL_OPTIONS, () => {})
  const spanOf = (trace: string, isRoot = false) =>
    outgoing({ ...aSpan(trace + (isRoot ? ' root' : '')), traceId: trace.repeat(32), spanId: spanIds.next() }, isRoot)
  try {
    const before = spoolAs(2 ** 22 + 1)
    for (const trace of ['a', 'b', 'a', 'b']) before.ended(spanOf(trace), [])
    const transport = recording()
    const exporter: Exporter = { ...exporterOf(transport), unit: 'trace' }
    const options = { ...BATCH_OPTIONS, maxBatchSpans: 2 }
    const processor = new BatchProcessor(exporter, options, () => {}, spoolAs(process.pid))
    for (const trace of ['c', 'd', 'c']) processor.offer(spanOf(trace))
    processor.offer(spanOf('c', true))
    await processor.flush(10_000)

    expect(transport.batches).toEqual([
      ['c', 'c', 'c root'],
      ['a', 'a'],
      ['b', 'b'],
    ])
    expect(processor.counts).toEqual({ delivered: 7, kept: 1, refused: 0, dropped: 0 })
    await processor.flush(10_000, { cancelLate: true })
    expect(transport.batches.at(-1)).toEqual(['d'])
    processor.close()
    processor.closeSpool()
  } finally {
    rmSync(dir, { recursive: true })
  }
})

test('a trace whose root never ends is sent after a while', async () => {
  vi.useFakeTimers()
  const transport = recording()
  const exporter: Exporter = { ...exporterOf(transport), unit: 'trace' }
  const processor = new BatchProcessor(exporter, BATCH_OPTIONS, () => {})
  processor.offer(outgoing(aSpan('child')))
  await vi.advanceTimersByTimeAsync(299_000)
  expect(transport.batches).toEqual([])
  await vi.advanceTimersByTimeAsync(302_000)
  expect(transport.batches).toEqual([['child']])
  processor.close()
})
