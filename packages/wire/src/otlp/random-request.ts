import * as fc from 'fast-check'
import type { Attributes, AttributeValue } from '@loupe-ai/model'
import { toHex } from '../bytes/hex.ts'
import type { OtlpTraceRequest } from './otlp-request.ts'

// Random requests for property tests: every kind of value, odd keys and texts, ids of any length.

const text: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 80 }),
  fc.constantFrom('', '\uFEFFbom', 'größe', '日本語', '\u0000', 'a'.repeat(5000), 'ü'.repeat(200)),
)
const key: fc.Arbitrary<string> = fc.oneof(
  text,
  fc.constantFrom('gen_ai.request.model', '__proto__', 'constructor', ''),
)

const { value } = fc.letrec<{ value: AttributeValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    text,
    fc.boolean(),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc.double(),
    fc.constant(null),
    fc.uint8Array({ maxLength: 300 }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
}))
const attributes: fc.Arbitrary<Attributes> = fc.dictionary(key, value, { maxKeys: 5, noNullPrototype: true })
const nanos: fc.Arbitrary<bigint> = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })
const id: fc.Arbitrary<string> = fc.uint8Array({ maxLength: 20 }).map((bytes) => toHex(bytes))
const enumNumber: fc.Arbitrary<number> = fc.oneof(fc.nat(6), fc.constantFrom(-1, 2 ** 31 - 1, -(2 ** 31)))

const span = fc.record({
  traceId: id,
  spanId: id,
  parentSpanId: id,
  traceState: text,
  name: text,
  kind: enumNumber,
  startTimeUnixNano: nanos,
  endTimeUnixNano: nanos,
  attributes,
  events: fc.array(fc.record({ timeUnixNano: nanos, name: text, attributes }), { maxLength: 3 }),
  links: fc.array(fc.record({ traceId: id, spanId: id, attributes }), { maxLength: 3 }),
  status: fc.record({ code: enumNumber, message: text }),
})
const scope = fc
  .record({ name: text, version: text })
  .map(({ name, version }) => (version === '' ? { name } : { name, version }))
const scopeSpans = fc.record({ scope, spans: fc.array(span, { maxLength: 3 }) })

/** An attribute value of any kind, nested a few levels deep. */
export const randomValue: fc.Arbitrary<AttributeValue> = value

export const randomRequest: fc.Arbitrary<OtlpTraceRequest> = fc.record({
  resourceSpans: fc.array(fc.record({ resource: attributes, scopeSpans: fc.array(scopeSpans, { maxLength: 2 }) }), {
    maxLength: 2,
  }),
})
