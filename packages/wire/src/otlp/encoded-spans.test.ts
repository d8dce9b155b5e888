import type { AttributeValue } from '@loupe-ai/model'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { OtlpSpan } from './otlp-request.ts'
import { randomRequest } from './random-request.ts'
import { encodeSpan, spanEncoder, writeEncodedSpans, writeTraceRequest } from './write-protobuf.ts'

test('spans that were encoded one by one make the same request, byte for byte', () => {
  fc.assert(
    fc.property(randomRequest, (request) => {
      // One scope a resource, as encoded spans come.
      const plain = request.resourceSpans.map(({ resource, scopeSpans }) => ({
        resource,
        ...(scopeSpans[0] ?? { scope: { name: 'none' }, spans: [] }),
      }))
      const groups = plain.map((group) => ({ ...group, spans: group.spans.map(spanEncoder()) }))
      const resourceSpans = plain.map(({ resource, ...scopeSpans }) => ({ resource, scopeSpans: [scopeSpans] }))

      expect(writeEncodedSpans(groups)).toEqual(writeTraceRequest({ resourceSpans }))
    }),
  )
})

test('spans of one encoder stay what they were when more are encoded, with attributes in a map as in an object', () => {
  const anySpans = fc
    .array(randomRequest, { maxLength: 5 })
    .map((requests) =>
      requests.flatMap(({ resourceSpans }) => resourceSpans.flatMap(({ scopeSpans }) => scopeSpans[0]?.spans ?? [])),
    )
  const large = '\u00e4'.repeat(20_000)
  fc.assert(
    fc.property(anySpans, (spans) => {
      const encode = spanEncoder()
      const all = [...spans, ...spans.map((span) => ({ ...span, name: large })), ...spans]
      const encoded = all.map((span) => encode({ ...span, attributes: new Map(Object.entries(span.attributes)) }))

      expect(encoded).toEqual(all.map((span) => encodeSpan(span)))
    }),
  )
})

test('a span that cannot be encoded leaves nothing behind', () => {
  const encode = spanEncoder()
  const good = { ...SPAN, attributes: { fine: true } }
  const hostile = {
    get bad(): AttributeValue {
      throw new Error('no')
    },
  }

  expect(() => encode({ ...SPAN, attributes: { before: 'x', hostile } })).toThrow('no')
  expect(encode(good)).toEqual(encodeSpan(good))
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
