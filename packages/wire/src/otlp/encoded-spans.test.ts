import type { Attributes, AttributeValue } from '@loupe-ai/model'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { OtlpSpan } from './otlp-request.ts'
import { randomRequest } from './random-request.ts'
import { AttributeList } from './attribute-list.ts'
import { readTraceRequest } from './read-protobuf.ts'
import { SpanEncoder, type EncodableSpan } from './span-encoder.ts'
import { encodeSpan, writeEncodedSpans, writeTraceRequest } from './write-protobuf.ts'

test('spans that were encoded one by one make the same request, byte for byte', () => {
  fc.assert(
    fc.property(randomRequest, (request) => {
      // One scope a resource, as encoded spans come.
      const plain = request.resourceSpans.map(({ resource, scopeSpans }) => ({
        resource,
        ...(scopeSpans[0] ?? { scope: { name: 'none' }, spans: [] }),
      }))
      const groups = plain.map((group) => ({ ...group, spans: group.spans.map(encodeSpan) }))
      const resourceSpans = plain.map(({ resource, ...scopeSpans }) => ({ resource, scopeSpans: [scopeSpans] }))

      expect(writeEncodedSpans(groups)).toEqual(writeTraceRequest({ resourceSpans }))
    }),
  )
})

test('requests of any size, from none to megabytes, are those that a writer that grows makes', () => {
  const span = (characters: number): OtlpSpan => ({
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    traceState: '',
    parentSpanId: '',
    name: 'x'.repeat(characters),
    kind: 1,
    startTimeUnixNano: 1n,
    endTimeUnixNano: 2n,
    attributes: {},
    events: [],
    links: [],
    status: { code: 1, message: '' },
  })
  const scope = { name: 'loupe', version: '1' }
  for (const sizes of [[], [0], [60], [127, 128], [16_383, 16_384], [3_000_000, 1, 70_000]]) {
    const spans = sizes.map(span)
    const resources: readonly Attributes[] = [{}, { 'service.name': 'y'.repeat(300) }]
    const groups = resources.map((resource) => ({ resource, scope, spans: spans.map(encodeSpan) }))
    const resourceSpans = resources.map((resource) => ({ resource, scopeSpans: [{ scope, spans }] }))

    expect(Buffer.compare(writeEncodedSpans(groups), writeTraceRequest({ resourceSpans }))).toBe(0)
  }
})

/** The same span as it looks while it is recorded. */
const recorded = (span: OtlpSpan): EncodableSpan & { attributes: AttributeList } => {
  const attributes = new AttributeList()
  for (const [name, value] of Object.entries(span.attributes)) attributes.add(name, value)
  return { ...span, attributes }
}
const read = (bytes: Uint8Array): OtlpSpan | undefined => {
  const request = readTraceRequest(writeEncodedSpans([{ resource: {}, scope: { name: '' }, spans: [bytes] }]))
  return request.ok ? request.value.resourceSpans[0]?.scopeSpans[0]?.spans[0] : undefined
}
const anySpans = fc
  .array(randomRequest, { maxLength: 5 })
  .map((requests) =>
    requests.flatMap(({ resourceSpans }) => resourceSpans.flatMap(({ scopeSpans }) => scopeSpans[0]?.spans ?? [])),
  )

test('spans of one encoder stay what they were when more are encoded, large and small', () => {
  const large = '\u00e4'.repeat(20_000)
  fc.assert(
    fc.property(anySpans, (spans) => {
      const encoder = new SpanEncoder()
      const all = [...spans, ...spans.map((span) => ({ ...span, name: large })), ...spans]
      const encoded = all.map((span) => encoder.encode(recorded(span)))

      expect(encoded).toEqual(all.map((span) => encodeSpan(span)))
    }),
  )
})

test('a span encoded in two steps is the same span, and its beginning is that span without its end', () => {
  fc.assert(
    fc.property(anySpans, fc.nat(3), (spans, later) => {
      const encoder = new SpanEncoder()
      const begun = spans.map((span) => {
        const { attributes } = recorded(span)
        const known = Math.max(0, attributes.size - later)
        attributes.names.length = attributes.values.length = known
        return { bytes: encoder.begin({ ...span, attributes }), known }
      })
      spans.forEach((span, at) => {
        const { bytes, known } = begun[at]!
        const whole = encoder.end(bytes, recorded(span), known)
        expect(read(whole)).toEqual(read(encodeSpan(span)))
        expect(whole.subarray(0, bytes.byteLength)).toEqual(bytes)
        expect(read(bytes)).toEqual({
          ...read(encodeSpan(span)),
          endTimeUnixNano: 0n,
          attributes: Object.fromEntries(Object.entries(read(encodeSpan(span))!.attributes).slice(0, known)),
          events: [],
          links: [],
          status: { code: 0, message: '' },
        })
      })
    }),
  )
})

test('a span that cannot be encoded leaves nothing behind', () => {
  const encoder = new SpanEncoder()
  const good = { ...SPAN, attributes: { fine: true } }
  const hostile = {
    get bad(): AttributeValue {
      throw new Error('no')
    },
  }

  expect(() => encoder.encode({ ...SPAN, attributes: { before: 'x', hostile } })).toThrow('no')
  expect(encoder.encode(good)).toEqual(encodeSpan(good))
})

const SPAN: OtlpSpan = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  parentSpanId: '',
  traceState: '',
  name: 'span',
  kind: 1,
  startTimeUnixNano: 1n,
  endTimeUnixNano: 2n,
  attributes: {},
  events: [],
  links: [],
  status: { code: 1, message: '' },
}
