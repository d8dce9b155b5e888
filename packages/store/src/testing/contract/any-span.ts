import { type Attributes, type AttributeValue, type JsonText, type Span, unixNanos } from '@loupe-ai/model'
import * as fc from 'fast-check'
import { aSpan, spanIdOf } from '../a-span.ts'

const MAX_NANOS = (1n << 64n) - 1n

// UTF-16 as it comes: NUL, line breaks and halves of surrogate pairs too.
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 6 }).map((units) => String.fromCharCode(...units)),
  fc.constantFrom(
    '\t',
    '\n',
    '\r\n',
    '\0',
    '\\N',
    '\\',
    "'",
    '"',
    '`',
    '%_',
    '日本語',
    'größe',
    '😀',
    '\ud800',
    '{x:String}',
  ),
)

// V8's JSON.parse (seen in Node 24) takes the key `\u0006` for the key `\` if it has just read an object with that one,
// so keys with a backslash cannot be promised.
const anyKey = fc
  .oneof(anyText, fc.constantFrom('$bytes', '$$', '', '0', 'gen_ai.usage.input_tokens'))
  .filter((key) => !key.includes('\\'))

const { anyValue } = fc.letrec<{ anyValue: AttributeValue }>((tie) => ({
  anyValue: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    anyText,
    fc.boolean(),
    fc.bigInt({ min: -(1n << 63n), max: (1n << 64n) - 1n }),
    fc.double(),
    fc.constantFrom(5, 5n, -0, 1e21, 0.1, null),
    fc.uint8Array({ maxLength: 8 }),
    fc.array(tie('anyValue'), { maxLength: 3 }),
    fc.dictionary(anyKey, tie('anyValue'), { maxKeys: 3 }),
  ),
}))

const anyAttributes: fc.Arbitrary<Attributes> = fc.dictionary(anyKey, anyValue, { maxKeys: 4 })

const anyJson = fc
  .oneof(
    fc.json(),
    fc.jsonValue().map((value) => JSON.stringify(value, undefined, 2)),
    // As other programs write it: every character escaped, digits beyond a double, halves of pairs as they are.
    anyText.map((text) => `"${[...text].map(escaped).join('')}"`),
    fc.constantFrom(' {"a" : 1.0, "a": 12345678901234567890} ', '"\ud800"', '"a\\/b"'),
  )
  .map((text) => text as JsonText)

const anyNanos = fc.oneof(fc.bigInt({ min: 0n, max: MAX_NANOS }), fc.constantFrom(0n, MAX_NANOS)).map(unixNanos)

const optional = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined })

/** A span with anything in it that the types allow, but for its ids. */
export const anySpan: fc.Arbitrary<Span> = fc
  .record({
    name: anyText,
    kind: fc.constantFrom('UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'),
    traceState: optional(anyText),
    startNanos: anyNanos,
    endNanos: optional(anyNanos),
    status: fc.record({ code: fc.constantFrom('UNSET', 'OK', 'ERROR'), message: optional(anyText) }),
    type: anyText,
    inputs: optional(anyJson),
    outputs: optional(anyJson),
    model: optional(anyText),
    provider: optional(anyText),
    usage: optional(fc.record({ inputTokens: optional(fc.maxSafeNat()), outputTokens: optional(fc.maxSafeNat()) })),
    sessionId: optional(anyText),
    userId: optional(anyText),
    attributes: anyAttributes,
    events: fc.array(fc.record({ name: anyText, timeNanos: anyNanos, attributes: anyAttributes }), { maxLength: 2 }),
    links: fc.array(
      fc.record({
        otelTraceId: fc.constant('0af7651916cd43dd8448eb211c80319c'),
        spanId: fc.nat().map(spanIdOf),
        attributes: anyAttributes,
      }),
      { maxLength: 2 },
    ),
    resource: anyAttributes,
    scope: fc.record({ name: anyText, version: optional(anyText) }),
    trace: fc.record({
      tags: fc.dictionary(anyKey, anyText, { maxKeys: 2 }),
      metadata: fc.dictionary(anyKey, anyText, { maxKeys: 2 }),
      clientRequestId: optional(anyText),
      requestPreview: optional(anyText),
      responsePreview: optional(anyText),
    }),
  })
  .map((fields) => aSpan(fields))

const escaped = (character: string): string =>
  [...Array(character.length).keys()]
    .map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`)
    .join('')
