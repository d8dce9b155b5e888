import { traceIdOfOtel, type SpanId } from '@loupe-ai/model'
import { encodeSpan, type OtlpSpan } from '@loupe-ai/wire'
import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import type { OutgoingSpan } from '../export/exporter.ts'
import type { Attachment } from '../process/attachment.ts'
import type { RunningOutgoingSpan } from '../process/running-spans.ts'
import { findDisk, type Disk } from './disk.ts'
import { readSegments } from './read-segments.ts'
import { openSpool, SPOOL_OPTIONS, type Spool, type SpoolReceipt, type SpoolOptions } from './spool.ts'
import { folderNameOf, spoolRoot } from './spool-folder.ts'

const TARGET = { kind: 'tracking', uri: 'http://localhost:5000' } as const
const RESOURCE = { 'service.name': 'test' }
const disk: Disk = findDisk()!

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'loupe-spool-'))
})
afterEach(() => {
  vi.useRealTimers()
  rmSync(root, { recursive: true, force: true })
})

const idOf = (number: number): SpanId => number.toString(16).padStart(16, '0') as SpanId
const spanOf = (number: number, fields: Partial<OtlpSpan> = {}): Uint8Array =>
  encodeSpan({
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: idOf(number),
    parentSpanId: '',
    traceState: '',
    name: `span ${number}`,
    kind: 1,
    startTimeUnixNano: 5n,
    endTimeUnixNano: 6n,
    attributes: {},
    events: [],
    links: [],
    status: { code: 1, message: '' },
    ...fields,
  })

const outgoing = (number: number, bytes: Uint8Array = spanOf(number)): OutgoingSpan => ({
  traceId: traceIdOfOtel('0af7651916cd43dd8448eb211c80319c'),
  spanId: idOf(number),
  isLocalRoot: true,
  resource: RESOURCE,
  bytes,
})
const begun = (number: number, fields: Partial<OtlpSpan> = {}): RunningOutgoingSpan => ({
  spanId: idOf(number),
  isEnded: false,
  snapshot: () => outgoing(number, spanOf(number, { endTimeUnixNano: 0n, ...fields })),
})
const end = (spool: Spool, number: number, attachments: readonly Attachment[] = []): SpoolReceipt | undefined =>
  spool.ended(outgoing(number), attachments)

const PICTURE: Attachment = {
  traceId: outgoing(1).traceId,
  id: 'a-picture',
  contentType: 'image/png',
  bytes: new Uint8Array(50),
}

const open = (options: Partial<SpoolOptions> = {}, as: Disk = disk): Spool =>
  openSpool(as, root, TARGET, { ...SPOOL_OPTIONS, ...options }, (error) => {
    throw error
  })
/** The same folder, seen by the next program, after this one died. */
const nextProcess = (): Disk => ({ ...disk, pid: process.ppid })
const dead = (): Disk => ({ ...disk, pid: 2 ** 22 + 2 })
const files = (spool: Spool): string[] => readdirSync(spool.folder).filter((name) => name.endsWith('.spool'))
const backlogOf = (spool: Spool): string[] => spool.takeBacklog()?.spans.map(({ spanId }) => spanId) ?? []

test('what a dead process left is taken by exactly one other, and gone once it is settled', () => {
  const before = open({}, dead())
  end(before, 1)
  end(before, 2)

  const [first, second] = [open(), open({}, nextProcess())]
  const backlog = first.takeBacklog()

  expect(backlog?.spans.map(({ spanId }) => spanId)).toEqual([idOf(1), idOf(2)])
  expect(backlog?.spans[0]).toMatchObject({ resource: RESOURCE })
  expect(Buffer.compare(backlog!.spans[0]!.bytes, spanOf(1))).toBe(0)
  expect(second.takeBacklog()).toBeUndefined()
  backlog?.settle()
  expect(first.takeBacklog()).toBeUndefined()
  expect(files(first)).toEqual([])
})

test('a span is on disk once: its end goes on with its start where that is in the same file, and stands alone elsewhere', () => {
  const goesOn = (number: number): RunningOutgoingSpan => ({
    ...begun(number),
    begun: outgoing(number, spanOf(number).subarray(0, 28)),
  })
  const before = open({ segmentBytes: 400 }, dead())
  before.started(goesOn(1))
  before.started(goesOn(2))
  before.ended({ ...outgoing(2), begunBytes: 28 }, [PICTURE])
  const size = statSync(join(before.folder, files(before)[0]!)).size
  before.ended({ ...outgoing(3, spanOf(3, { name: 'x'.repeat(400) })), begunBytes: 0 }, [])
  before.ended({ ...outgoing(1), begunBytes: 28 }, [])

  const spans = open().takeBacklog()!.spans

  expect(spans.map(({ spanId }) => spanId).toSorted()).toEqual([1, 2, 3].map(idOf))
  for (const number of [1, 2]) {
    const span = spans.find(({ spanId }) => spanId === idOf(number))!
    expect(span).toMatchObject({ isLocalRoot: true, resource: RESOURCE })
    expect(Buffer.compare(span.bytes, spanOf(number))).toBe(0)
    expect(span.attachments.map(({ id }) => id)).toEqual(number === 2 ? [PICTURE.id] : [])
  }
  expect(size).toBeLessThan(700)
})

test('a span that begins twice under one id keeps no file once it has ended', () => {
  const spool = open()
  spool.started(begun(1))
  spool.started(begun(1))
  end(spool, 1)?.settle()

  spool.close()

  expect(files(spool)).toEqual([])
})

test('what could not be sent is there for another try', () => {
  end(open({}, dead()), 1)
  const spool = open()

  spool.takeBacklog()?.putBack([])

  expect(backlogOf(spool)).toEqual([idOf(1)])
})

test('a file of a process that lives is left alone', () => {
  end(open(), 1)

  expect(backlogOf(open({}, dead()))).toEqual([])
})

test('a span that began and never ended comes marked as interrupted', () => {
  const before = open({}, dead())
  before.started(begun(1, { attributes: { 'loupe.partial': true, asked: 'hi' } }))
  before.started(begun(2))
  end(before, 2)

  const spans = open().takeBacklog()!.spans

  expect(spans.map(({ spanId }) => spanId)).toEqual([idOf(2), idOf(1)])
  const text = new TextDecoder().decode(spans[1]!.bytes)
  expect(text).toContain('loupe.interrupted')
  expect(text).toContain('asked')
  expect(text).not.toContain('loupe.partial')
})

test('a span that began in one file and ended in another is not interrupted', () => {
  const before = open({ segmentBytes: 1 }, dead())
  before.started(begun(1))
  end(before, 2)
  end(before, 1)

  const spool = open()
  const found: string[] = []
  for (let backlog = spool.takeBacklog(); backlog !== undefined; backlog = spool.takeBacklog()) {
    found.push(...backlog.spans.map(({ bytes }) => new TextDecoder().decode(bytes)))
    backlog.settle()
  }

  expect(found).toHaveLength(2)
  expect(found.join()).not.toContain('loupe.interrupted')
})

test('a torn or damaged tail costs its record and no more', () => {
  const before = open({}, dead())
  end(before, 1)
  end(before, 2)
  const path = join(before.folder, files(before)[0]!)
  const whole = readFileSync(path)

  truncateSync(path, whole.byteLength - 3)
  expect(readSegments(disk, [path]).map(({ spanId }) => spanId)).toEqual([idOf(1)])
  appendFileSync(path, 'not what stood there before')
  expect(readSegments(disk, [path]).map(({ spanId }) => spanId)).toEqual([idOf(1)])
})

test('what is settled takes no room, however much goes through', () => {
  const spool = open({ segmentBytes: 4096 })
  for (let number = 0; number < 500; number++) {
    spool.started(begun(number))
    end(spool, number)?.settle()
  }

  expect(files(spool)).toHaveLength(1)
  expect(statSync(join(spool.folder, files(spool)[0]!)).size).toBeLessThan(200)
  spool.close()
  expect(files(spool)).toEqual([])
})

test('a long span does not keep what others settled beside it', () => {
  const spool = open({ segmentBytes: 4096 })
  spool.started(begun(0))
  for (let number = 1; number < 500; number++) end(spool, number)?.settle()

  expect(files(spool).length).toBeLessThanOrEqual(2)
  end(spool, 0)?.settle()
  expect(files(spool)).toHaveLength(1)
})

test('beyond its size it takes nothing more, and goes on when there is room', () => {
  const spool = open({ maxBytes: 4000, segmentBytes: 1000 })
  const receipts = Array.from({ length: 100 }, (_, number) => end(spool, number))
  const kept = receipts.filter((receipt) => receipt !== undefined)

  expect(kept.length).toBeGreaterThan(10)
  expect(kept.length).toBeLessThan(50)
  for (const receipt of kept) receipt.settle()
  expect(end(spool, 101)).toBeDefined()
})

test('what does not fit in memory is read from disk later', () => {
  const spool = open()
  const [first, second] = [1, 2].map((number) => end(spool, number)!)
  second!.leave()
  expect(spool.takeBacklog()).toBeUndefined()
  first!.settle()

  const backlog = spool.takeBacklog()

  expect(backlog).toMatchObject({ isOwn: true })
  expect(backlog?.spans.map(({ spanId }) => spanId)).toEqual([idOf(2)])
  backlog?.settle()
  expect(files(spool)).toEqual([])
})

test('a folder is for its user alone, and one destination does not see another', () => {
  const spool = open({}, dead())
  end(spool, 1)
  const other = openSpool(disk, root, { ...TARGET, uri: 'http://elsewhere:5000' }, SPOOL_OPTIONS, () => {})

  expect(statSync(spool.folder).mode & 0o777).toBe(0o700)
  expect(statSync(join(spool.folder, files(spool)[0]!)).mode & 0o777).toBe(0o600)
  expect(other.takeBacklog()).toBeUndefined()
  expect(folderNameOf({ ...TARGET, uri: 'http://a:1' })).not.toBe(folderNameOf({ ...TARGET, uri: 'http://a:2' }))
})

test('a disk that fails is told once, and spans go on in memory', () => {
  const troubles: unknown[] = []
  const failing: Disk = {
    ...disk,
    fs: {
      ...disk.fs,
      writeSync: (_fd: number, data: unknown) => {
        if (typeof data === 'string') return data.length
        throw new Error('ENOSPC: no space left on device')
      },
    },
  }
  const spool = openSpool(failing, root, TARGET, SPOOL_OPTIONS, (error) => troubles.push(error))

  expect(end(spool, 1)).toBeUndefined()
  expect(end(spool, 2)).toBeUndefined()
  expect(troubles).toHaveLength(1)
})

test('a disk that was full is used again after a while', () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  let isFull = false
  const writeSync = ((fd: number, data: Uint8Array, start?: number, length?: number) =>
    disk.fs.writeSync(fd, data, start, isFull ? 3 : length)) as Disk['fs']['writeSync']
  const troubles: unknown[] = []
  const full: Disk = { ...dead(), fs: { ...disk.fs, writeSync } }
  const spool = openSpool(full, root, TARGET, SPOOL_OPTIONS, (error) => troubles.push(error))
  end(spool, 1)
  isFull = true
  expect(end(spool, 2)).toBeUndefined()
  isFull = false
  expect(end(spool, 3)).toBeUndefined()
  vi.advanceTimersByTime(30_000)
  expect(end(spool, 4)).toBeDefined()

  expect(troubles).toHaveLength(1)
  expect(backlogOf(open())).toEqual([idOf(1), idOf(4)])
})

test('what was sent of a file is not sent again when the rest is', () => {
  const before = open({}, dead())
  for (const number of [1, 2, 3]) end(before, number)
  const spool = open()

  const backlog = spool.takeBacklog()!
  backlog.putBack(backlog.spans.slice(0, 2))

  expect(spool.hasBacklog).toBe(true)
  expect(backlogOf(spool)).toEqual([idOf(3)])
})

test('a span that outlives many files is written again, and does not keep them', () => {
  const before = open({ segmentBytes: 4096 }, dead())
  before.started(begun(0))
  for (let number = 1; number < 500; number++) end(before, number)?.settle()
  expect(files(before)).toHaveLength(1)

  const spans = open().takeBacklog()!.spans

  // With those of its last file, which were delivered and come again.
  expect(spans.length).toBeLessThan(30)
  expect(spans.at(-1)!.spanId).toBe(idOf(0))
  expect(new TextDecoder().decode(spans.at(-1)!.bytes)).toContain('loupe.interrupted')
})

test('a spool that is closed leaves its spans to another in the same program, at once', () => {
  const spool = open()
  end(spool, 1)?.settle()
  const unsettled = end(spool, 2)
  spool.started(begun(3))
  spool.close()
  unsettled?.settle()
  expect(end(spool, 4)).toBeUndefined()

  expect(backlogOf(open())).toEqual([idOf(2), idOf(3)])
})

test('what is delivered beside a span that runs does not come again but for a little', () => {
  const before = open({}, dead())
  before.started(begun(0))
  for (let number = 1; number < 3000; number++) end(before, number)?.settle()

  expect(statSync(join(before.folder, files(before)[0]!)).size).toBeLessThan(200_000)
  expect(files(before)).toHaveLength(1)
})

test('media lie before their span, once for each file, and are read from there', async () => {
  const picture: Attachment = {
    traceId: traceIdOfOtel('0af7651916cd43dd8448eb211c80319c'),
    id: '6f9619ff-8b86-5d01-b42d-00cf4fc964ff',
    contentType: 'image/png',
    bytes: Uint8Array.from({ length: 100_000 }, (_, index) => index % 251),
  }
  const before = open({}, dead())
  const receipt = end(before, 1, [picture])
  end(before, 2, [picture])

  expect(Buffer.compare(await receipt!.attachments[0]!.read(), picture.bytes)).toBe(0)
  expect(statSync(join(before.folder, files(before)[0]!)).size).toBeLessThan(150_000)
  const [first] = open().takeBacklog()!.spans
  expect(first!.attachments).toMatchObject([{ id: picture.id, contentType: 'image/png', size: 100_000 }])
  expect(Buffer.compare(await first!.attachments[0]!.read(), picture.bytes)).toBe(0)
})

test('any prefix of a file gives the spans that are whole in it', () => {
  const before = open({}, dead())
  const ends: number[] = []
  const path = (): string => join(before.folder, files(before)[0]!)
  for (let number = 1; number <= 3; number++) {
    end(before, number)
    ends.push(statSync(path()).size)
  }
  const whole = readFileSync(path())
  for (let length = 0; length <= whole.byteLength; length++) {
    writeFileSync(path(), whole.subarray(0, length))
    expect(readSegments(disk, [path()])).toHaveLength(ends.filter((bytes) => bytes <= length).length)
  }
})

test('the place is where the system keeps such things, or where the environment says', () => {
  const { path } = disk
  expect(spoolRoot({ LOUPE_SPOOL_DIR: '/s' }, 'linux', path)).toBe('/s')
  expect(spoolRoot({ XDG_STATE_HOME: '/x', HOME: '/h' }, 'linux', path)).toBe('/x/loupe/spool')
  expect(spoolRoot({ HOME: '/h' }, 'linux', path)).toBe('/h/.local/state/loupe/spool')
  expect(spoolRoot({ HOME: '/h' }, 'darwin', path)).toBe('/h/Library/Application Support/loupe/spool')
  expect(spoolRoot({ LOCALAPPDATA: '/l' }, 'win32', path)).toBe('/l/loupe/spool')
  expect(spoolRoot({ STATE_DIRECTORY: '/var/lib/app' }, 'linux', path)).toBe('/var/lib/app/loupe/spool')
  expect(spoolRoot({}, 'linux', path)).toBeUndefined()
})

test('what two programs let go of is read apart, each with its own last sign of life', () => {
  for (const number of [1, 2]) {
    const released = open()
    released.started(begun(number))
    released.close()
  }
  const spool = open()

  expect(spool.takeBacklog()?.spans).toHaveLength(1)
  expect(spool.takeBacklog()?.spans).toHaveLength(1)
})
