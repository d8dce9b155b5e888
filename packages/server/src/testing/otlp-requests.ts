import { randomBytes } from 'node:crypto'
import type { Attributes } from '@loupe-ai/model'
import type { OtlpSpan, OtlpTraceRequest } from '@loupe-ai/wire'

/** A request of one resource and one scope. */
export const otlpRequest = (
  spans: readonly OtlpSpan[],
  resource: Attributes = { 'service.name': 'test' },
): OtlpTraceRequest => ({ resourceSpans: [{ resource, scopeSpans: [{ scope: { name: 'test' }, spans }] }] })

/** An ended root span with random ids; `fields` replace what the test is about. */
export const otlpSpan = (fields: Partial<OtlpSpan> = {}): OtlpSpan => ({
  traceId: randomBytes(16).toString('hex'),
  spanId: randomBytes(8).toString('hex'),
  parentSpanId: '',
  traceState: '',
  name: 'a span',
  kind: 1,
  startTimeUnixNano: 1_795_374_123_123_456_789n,
  endTimeUnixNano: 1_795_374_124_123_456_789n,
  attributes: {},
  events: [],
  links: [],
  status: { code: 1, message: '' },
  ...fields,
})
