import { expect, test } from 'vitest'
import { readTraceRequestJson } from './read-json.ts'

const IDS = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' }
const bodyOf = (span: unknown) => JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] })

function spanIn(text: string) {
  const decoded = readTraceRequestJson(text)
  if (!decoded.ok) throw new Error(decoded.failure.reason)
  return decoded.value.resourceSpans[0]!.scopeSpans[0]!.spans[0]!
}

test('what protobuf’s own printers write is read: snake_case, enums by name, integers as numbers', () => {
  const text = `{"resource_spans": [{"resource": {"attributes": [{"key": "k", "value": {"string_value": "v"}}]},
    "scope_spans": [{"scope": {"name": "s", "version": "1"}, "spans": [{
      "trace_id": "0AF7651916CD43DD8448EB211C80319C", "span_id": "b7ad6b7169203331", "parent_span_id": null,
      "name": "n", "kind": "SPAN_KIND_CLIENT", "trace_state": "a=b",
      "start_time_unix_nano": 1795374123123456789, "end_time_unix_nano": "1795374124123456789",
      "attributes": [
        {"key": "int", "value": {"int_value": 9007199254740993}},
        {"key": "double", "value": {"double_value": 9007199254740993}},
        {"key": "nan", "value": {"double_value": "NaN"}},
        {"key": "bytes", "value": {"bytes_value": "AQI"}},
        {"key": "list", "value": {"array_value": {"values": [{"bool_value": true}, {}]}}},
        {"key": "map", "value": {"kvlist_value": {"values": [{"key": "__proto__", "value": {"int_value": "-1"}}]}}},
        {"key": "nothing"}],
      "events": [{"time_unix_nano": "1", "name": "e"}],
      "links": [{"trace_id": "0af7651916cd43dd8448eb211c80319c", "span_id": "b7ad6b7169203331"}],
      "status": {"code": "STATUS_CODE_ERROR", "message": "m"}}]}]}]}`
  const span = spanIn(text)

  expect(span).toEqual({
    ...IDS,
    parentSpanId: '',
    traceState: 'a=b',
    name: 'n',
    kind: 3,
    startTimeUnixNano: 1_795_374_123_123_456_789n,
    endTimeUnixNano: 1_795_374_124_123_456_789n,
    attributes: {
      int: 9_007_199_254_740_993n,
      double: 9_007_199_254_740_992,
      nan: Number.NaN,
      bytes: Uint8Array.of(1, 2),
      list: [true, null],
      map: JSON.parse('{"__proto__": 0}', (key, value: unknown) => (key === '__proto__' ? -1n : value)) as unknown,
      nothing: null,
    },
    events: [{ timeUnixNano: 1n, name: 'e', attributes: {} }],
    links: [{ ...IDS, attributes: {} }],
    status: { code: 2, message: 'm' },
  })
})

test('an id that is none is kept for the server to tell of, and its neighbours are read', () => {
  expect(spanIn(bodyOf({ traceId: 'Not-Hex', spanId: '' }))).toMatchObject({ traceId: 'not-hex', spanId: '' })
})

test('a number or a name that is no known kind is kept or 0', () => {
  expect(spanIn(bodyOf({ kind: 77 })).kind).toBe(77)
  expect(spanIn(bodyOf({ kind: '3' })).kind).toBe(3)
  expect(spanIn(bodyOf({ kind: 'SPAN_KIND_NEW' })).kind).toBe(0)
})

test.each([
  ['[]', 'body: expected an object'],
  ['null', 'body: expected an object'],
  ['{"resourceSpans":{}}', 'resourceSpans: expected an array'],
  ['{"resourceSpans":[5]}', 'resourceSpans[0].element: expected an object'],
  ['{"resourceSpans":[', 'JSON'],
])('%s is refused with the place of what is wrong', (text, reason) => {
  expect(readTraceRequestJson(text)).toMatchObject({
    ok: false,
    failure: { reason: expect.stringContaining(reason) as string },
  })
})

test.each([
  [bodyOf({ name: 5 }), 'resourceSpans[0].scopeSpans[0].spans[0].name: expected a string'],
  [
    bodyOf({ startTimeUnixNano: 'soon' }),
    'resourceSpans[0].scopeSpans[0].spans[0].startTimeUnixNano: expected a whole number',
  ],
  [
    bodyOf({ attributes: [{ key: 'a' }, { key: 'b', value: { intValue: 1.5 } }] }),
    'spans[0].attributes[1].intValue: expected a whole number',
  ],
  [bodyOf({ attributes: [{ key: 'a', value: { intValue: 1e300 } }] }), 'intValue: expected a whole number of 64 bits'],
  [bodyOf({ endTimeUnixNano: String(2n ** 64n) }), 'endTimeUnixNano: expected a whole number of 64 bits'],
  [bodyOf({ attributes: [{ key: 'a', value: { bytesValue: 'ü' } }] }), 'attributes[0].bytesValue: expected base64'],
  [bodyOf({ attributes: [{ key: 'a', value: { boolValue: 1 } }] }), 'attributes[0].boolValue: expected true or false'],
  [bodyOf({ attributes: [{ key: 'a', value: { doubleValue: 'x' } }] }), 'attributes[0].doubleValue: expected a number'],
])('%s is set apart with the place of what is wrong', (text, reason) => {
  const decoded = readTraceRequestJson(text)

  expect(decoded).toMatchObject({
    ok: true,
    value: { unreadableSpans: [expect.stringContaining(reason) as string] },
  })
})

test('a span that cannot be read does not take its neighbours with it', () => {
  const spans = [{ ...IDS, name: 'a' }, { ...IDS, name: 5 }, 7, { ...IDS, name: 'b' }]
  const decoded = readTraceRequestJson(JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] }))

  expect(decoded).toMatchObject({
    value: {
      resourceSpans: [{ scopeSpans: [{ spans: [{ name: 'a' }, { name: 'b' }] }] }],
      unreadableSpans: [
        'resourceSpans[0].scopeSpans[0].spans[1].name: expected a string',
        'resourceSpans[0].scopeSpans[0].spans[2].element: expected an object',
      ],
    },
  })
})

test('a body nested without end is refused', () => {
  expect(readTraceRequestJson('['.repeat(200_000)).ok).toBe(false)
})
