import { traceIdOfOtel, type SpanId } from '@loupe-ai/model'
import * as fc from 'fast-check'
import { crc32 } from 'node:zlib'
import { expect, test } from 'vitest'

import { HEADER, RecordEncoder, recordsIn, type SpoolRecord } from './record.ts'

const hex = (digits: number) =>
  fc.array(fc.constantFrom(...'0123456789abcdef'), { minLength: digits, maxLength: digits }).map((all) => all.join(''))
const number = fc.nat(2 ** 32 - 1)
const traceId = hex(32).map(traceIdOfOtel)
const spanId = hex(16).map((text) => text as SpanId)
const bytes = fc.oneof(fc.uint8Array(), fc.uint8Array({ minLength: 70_000, maxLength: 70_001, size: 'max' }))
const isLocalRoot = fc.boolean()

const record: fc.Arbitrary<SpoolRecord> = fc.oneof(
  fc.record({ kind: fc.constant('resource' as const), id: number, resource: fc.constant({ 'service.name': 'test' }) }),
  fc.record({
    kind: fc.constantFrom('started' as const, 'ended' as const),
    resourceId: number,
    traceId,
    spanId,
    isLocalRoot,
    bytes,
  }),
  fc.record({ kind: fc.constant('closed' as const), spanId }),
  fc.record({ kind: fc.constant('rest' as const), spanId, isLocalRoot, bytes }),
  fc.record({
    kind: fc.constant('attachment' as const),
    attachment: fc.record({ traceId, id: fc.uuid(), contentType: fc.string(), bytes }),
  }),
)

function fileOf(records: readonly SpoolRecord[], checksum: typeof crc32 | undefined, skipped: number = 0): Uint8Array {
  const encoder = new RecordEncoder(checksum)
  const encoded = records.map((each) => {
    encoder.encode(each, skipped)
    return Buffer.from(encoder.bytes.subarray(encoder.start, encoder.end))
  })
  return new Uint8Array(Buffer.concat([Buffer.from(HEADER), ...encoded]))
}

test('records come back from a file as they were, with and without checksums', () => {
  fc.assert(
    fc.property(fc.array(record, { maxLength: 5 }), fc.boolean(), (records, hasChecksum) => {
      const checksum = hasChecksum ? crc32 : undefined
      expect([...recordsIn(fileOf(records, checksum), checksum)]).toEqual(records)
    }),
    { numRuns: 50 },
  )
})

test('the front of a body is left out when that is asked for, be it shorter than the head of the record or longer', () => {
  const rests = fc.array(fc.record({ kind: fc.constant('rest' as const), spanId, isLocalRoot, bytes }), {
    maxLength: 3,
  })
  fc.assert(
    fc.property(rests, fc.nat(60), (records, most) => {
      const skipped = Math.min(most, ...records.map((each) => each.bytes.byteLength))
      const without = records.map((each) => ({ ...each, bytes: each.bytes.slice(skipped) }))
      expect([...recordsIn(fileOf(records, crc32, skipped), crc32)]).toEqual(without)
    }),
    { numRuns: 50 },
  )
})

test('a byte that changed costs the records from there on, and gives no other ones', () => {
  fc.assert(
    fc.property(fc.array(record, { minLength: 1, maxLength: 4 }), fc.nat(), (records, where) => {
      const file = fileOf(records, crc32)
      const at = HEADER.length + (where % (file.byteLength - HEADER.length))
      file[at]! ^= 0x55
      const found = [...recordsIn(file, crc32)]
      expect(found).toEqual(records.slice(0, found.length))
      expect(found.length).toBeLessThan(records.length)
    }),
    { numRuns: 50 },
  )
})

test('what is no spool file holds no records', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (file) => {
      expect([...recordsIn(file, crc32)]).toEqual([])
    }),
  )
})
