import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { randomRequest } from './random-request.ts'
import { spanEncoder, writeEncodedSpans, writeTraceRequest } from './write-protobuf.ts'

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
