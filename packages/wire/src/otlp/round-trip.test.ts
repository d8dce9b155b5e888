import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseAttributeJson } from '../json/parse-attribute-json.ts'
import type { OtlpTraceRequest } from './otlp-request.ts'
import { randomRequest } from './random-request.ts'
import { readTraceRequestJson } from './read-json.ts'
import { readTraceRequest } from './read-protobuf.ts'
import { writeTraceRequestJson } from './write-json.ts'
import { writeTraceRequest } from './write-protobuf.ts'

const requestWith = (
  name: string,
  attributes: OtlpTraceRequest['resourceSpans'][number]['resource'] = {},
): OtlpTraceRequest => ({
  resourceSpans: [
    {
      resource: {},
      scopeSpans: [
        {
          scope: { name: '' },
          spans: [
            {
              traceId: '',
              spanId: '',
              parentSpanId: '',
              traceState: '',
              name,
              kind: 0,
              startTimeUnixNano: 0n,
              endTimeUnixNano: 0n,
              attributes,
              events: [],
              links: [],
              status: { code: 0, message: '' },
            },
          ],
        },
      ],
    },
  ],
})
const attributeOf = (request: OtlpTraceRequest, key: string) =>
  request.resourceSpans[0]?.scopeSpans[0]?.spans[0]?.attributes[key]

function valueOf<T>(decoded: { ok: true; value: T } | { ok: false; failure: { reason: string } }): T {
  if (!decoded.ok) throw new Error(decoded.failure.reason)
  return decoded.value
}

test('any request comes back from protobuf as it was', () => {
  fc.assert(
    fc.property(randomRequest, (request) => {
      expect(valueOf(readTraceRequest(writeTraceRequest(request)))).toEqual(request)
    }),
  )
})

test('any request comes back from JSON as it was', () => {
  fc.assert(
    fc.property(randomRequest, (request) => {
      expect(valueOf(readTraceRequestJson(writeTraceRequestJson(request)))).toEqual(request)
    }),
  )
})

test('a lone surrogate becomes U+FFFD in protobuf and stays in JSON', () => {
  const request = requestWith('a\uD800b')

  expect(valueOf(readTraceRequest(writeTraceRequest(request)))).toEqual(requestWith('a\uFFFDb'))
  expect(valueOf(readTraceRequestJson(writeTraceRequestJson(request)))).toEqual(request)
})

test('a negative zero keeps its sign', () => {
  const request = requestWith('zero', { zero: -0 })

  expect(attributeOf(valueOf(readTraceRequest(writeTraceRequest(request))), 'zero')).toBe(-0)
  expect(attributeOf(valueOf(readTraceRequestJson(writeTraceRequestJson(request))), 'zero')).toBe(-0)
})

test('an integer beyond 64 bits goes as its digits', () => {
  const request = requestWith('big', { big: 2n ** 63n })

  expect(attributeOf(valueOf(readTraceRequest(writeTraceRequest(request))), 'big')).toBe('9223372036854775808')
  expect(attributeOf(valueOf(readTraceRequestJson(writeTraceRequestJson(request))), 'big')).toBe('9223372036854775808')
})

test('what is nested too deeply goes as JSON text', () => {
  const request = requestWith('deep', { deep: parseAttributeJson(`${'['.repeat(150)}5${']'.repeat(150)}`) })
  const insideOf = (value: unknown): unknown => (Array.isArray(value) ? insideOf(value[0]) : value)

  expect(insideOf(attributeOf(valueOf(readTraceRequest(writeTraceRequest(request))), 'deep'))).toMatch(/^\[+5\]+$/)
  expect(insideOf(attributeOf(valueOf(readTraceRequestJson(writeTraceRequestJson(request))), 'deep'))).toMatch(
    /^\[+5\]+$/,
  )
})
