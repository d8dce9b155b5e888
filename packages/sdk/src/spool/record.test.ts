import { traceIdOfOtel, type SpanId } from '@loupe-ai/model'
import * as fc from 'fast-check'
import { crc32 } from 'node:zlib'
import { expect, test } from 'vitest'

import { HEADER, recordEncoder, recordsIn, type SpoolRecord } from './record.ts'

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

test('records come back from a file as they were, with and without checksums', () => {
  fc.assert(
    fc.property(fc.array(record, { maxLength: 5 }), fc.boolean(), (records, hasChecksum) => {
      const checksum = hasChecksum ? crc32 : undefined
      const encode = recordEncoder(checksum)
      const file = Buffer.concat([Buffer.from(HEADER), ...records.map((each) => Buffer.from(encode(each)))])
      expect([...recordsIn(new Uint8Array(file), checksum)]).toEqual(records)
    }),
    { numRuns: 50 },
  )
})

test('a byte that changed costs the records from there on, and gives no other ones', () => {
  fc.assert(
    fc.property(fc.array(record, { minLength: 1, maxLength: 4 }), fc.nat(), (records, where) => {
      const encode = recordEncoder(crc32)
      const file = new Uint8Array(
        Buffer.concat([Buffer.from(HEADER), ...records.map((each) => Buffer.from(encode(each)))]),
      )
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
