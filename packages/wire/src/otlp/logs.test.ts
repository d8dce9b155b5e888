import type { Attributes } from '@loupe-ai/model'
import { JsonLogsSerializer, ProtobufLogsSerializer } from '@opentelemetry/otlp-transformer'
import { resourceFromAttributes } from '@opentelemetry/resources'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { OtlpLogRecord } from './logs-request.ts'
import { randomValue } from './random-request.ts'
import { readLogsRequest } from './read-logs.ts'
import { readLogsRequestJson } from './read-logs-json.ts'
import { readTraceResponse } from './read-protobuf.ts'
import { writeLogsRequest, writeLogsRequestJson, writeLogsResponse, writeLogsResponseJson } from './write-logs.ts'

const hexId = (digits: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: digits, maxLength: digits })
const nanos = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })

const anyRecord: fc.Arbitrary<OtlpLogRecord> = fc.record({
  timeUnixNano: nanos,
  observedTimeUnixNano: nanos,
  body: randomValue,
  attributes: fc.dictionary(fc.string(), randomValue, { maxKeys: 4, noNullPrototype: true }),
  traceId: hexId(32),
  spanId: hexId(16),
  eventName: fc.constantFrom('', 'gen_ai.choice', 'größe'),
})

const FORMATS = {
  protobuf: (records: readonly OtlpLogRecord[]) => readLogsRequest(writeLogsRequest(records)),
  JSON: (records: readonly OtlpLogRecord[]) => readLogsRequestJson(writeLogsRequestJson(records)),
}

test.each(Object.entries(FORMATS))('records in %s are read as they were written', (_format, roundTrip) => {
  fc.assert(
    fc.property(fc.array(anyRecord, { maxLength: 4 }), (records) => {
      expect(roundTrip(records)).toEqual({ ok: true, value: { records } })
    }),
  )
})

/** As the official SDK hands it to an exporter. */
const officialRecord = (body: Attributes): Parameters<typeof ProtobufLogsSerializer.serializeRequest>[0][number] => ({
  hrTime: [1_795_374_123, 123_456_789],
  hrTimeObserved: [1_795_374_124, 5],
  eventName: 'gen_ai.choice',
  body: body as never,
  attributes: { whole: 5, half: 0.5, list: ['a'], nested: { a: { b: true } } },
  resource: resourceFromAttributes({ 'service.name': 'shop' }),
  instrumentationScope: { name: 'a-scope', version: '1.2.3' },
  spanContext: { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 },
  severityNumber: 9,
  severityText: 'INFO',
  droppedAttributesCount: 0,
})

test.each(['protobuf', 'JSON'])('what the official %s exporter sends is read to the last digit', (format) => {
  const records = [officialRecord({ index: 0, message: { role: 'assistant', content: 'größe' } })]
  const decoded =
    format === 'protobuf'
      ? readLogsRequest(ProtobufLogsSerializer.serializeRequest(records)!)
      : readLogsRequestJson(new TextDecoder().decode(JsonLogsSerializer.serializeRequest(records)))

  expect(decoded).toEqual({
    ok: true,
    value: {
      records: [
        {
          timeUnixNano: 1_795_374_123_123_456_789n,
          observedTimeUnixNano: 1_795_374_124_000_000_005n,
          eventName: 'gen_ai.choice',
          body: { index: 0n, message: { role: 'assistant', content: 'größe' } },
          attributes: { whole: 5n, half: 0.5, list: ['a'], nested: { a: { b: true } } },
          traceId: '0af7651916cd43dd8448eb211c80319c',
          spanId: 'b7ad6b7169203331',
        },
      ],
    },
  })
})

test('bytes that are cut or changed never throw, and neither does JSON', () => {
  fc.assert(
    fc.property(fc.array(anyRecord, { minLength: 1, maxLength: 2 }), fc.nat(), fc.nat(255), (records, place, byte) => {
      const bytes = writeLogsRequest(records)
      expect(typeof readLogsRequest(bytes.subarray(0, place % bytes.length)).ok).toBe('boolean')
      const changed = bytes.slice()
      changed[place % bytes.length] = byte
      expect(typeof readLogsRequest(changed).ok).toBe('boolean')
      const text = writeLogsRequestJson(records)
      expect(readLogsRequestJson(text.slice(0, place % text.length)).ok).toBe(false)
    }),
    { numRuns: 500 },
  )
})

test('records, or what is nested in their bodies, are refused where there are more than a million', () => {
  const [record] = fc.sample(anyRecord, 1)
  const refused = { ok: false, failure: { reason: 'more than 1048576 messages' } }
  const nested = { ...record!, body: Array.from({ length: 110_000 }, () => []) }
  expect(readLogsRequest(writeLogsRequest(Array.from({ length: 2 }, () => nested))).ok).toBe(true)
  expect(readLogsRequest(writeLogsRequest(Array.from({ length: 10 }, () => nested)))).toMatchObject(refused)
  const empty = { timeUnixNano: 0n, observedTimeUnixNano: 0n, body: null, attributes: {}, traceId: '', spanId: '' }
  const many = Array.from({ length: 1_100_000 }, () => ({ ...empty, eventName: '' }))
  expect(readLogsRequest(writeLogsRequest(many))).toMatchObject(refused)
})

test('a record that cannot be read is told with its place, its neighbours are read', () => {
  const [good] = fc.sample(anyRecord, 1)
  const request = JSON.parse(writeLogsRequestJson([good!, good!]))
  request.resourceLogs[0].scopeLogs[0].logRecords[0].body = { intValue: 'many' }

  expect(readLogsRequestJson(JSON.stringify(request))).toEqual({
    ok: true,
    value: {
      records: [good],
      unreadableRecords: [
        'resourceLogs[0].scopeLogs[0].logRecords[0].intValue: expected a whole number of 64 bits or its digits',
      ],
    },
  })
  expect(readLogsRequestJson('{"resourceLogs": 5}')).toEqual({
    ok: false,
    failure: { reason: 'resourceLogs: expected an array' },
  })
})

test('an answer tells what was not taken', () => {
  const some = { rejectedLogRecords: 3, errorMessage: 'why' }
  expect(readTraceResponse(writeLogsResponse(some))).toEqual({
    ok: true,
    value: { rejectedSpans: 3, errorMessage: 'why' },
  })
  expect(JSON.parse(writeLogsResponseJson(some))).toEqual({
    partialSuccess: { rejectedLogRecords: '3', errorMessage: 'why' },
  })
  expect(writeLogsResponseJson({ rejectedLogRecords: 0, errorMessage: '' })).toBe('{}')
})
