import { randomBytes } from 'node:crypto'
import { DEFAULT_EXPERIMENT_ID, spanId, traceIdOfOtel, unixNanos, type Span } from '@loupe-ai/model'

/** An ended root span with random ids; `fields` replace what the test is about. */
export const aSpan = (fields: Partial<Span> = {}): Span => ({
  traceId: traceIdOfOtel(randomBytes(16).toString('hex')),
  spanId: spanId(randomBytes(8).toString('hex')),
  experimentId: DEFAULT_EXPERIMENT_ID,
  name: 'a span',
  kind: 'INTERNAL',
  startNanos: unixNanos(1_795_374_123_123_456_789n),
  endNanos: unixNanos(1_795_374_124_123_456_789n),
  status: { code: 'OK' },
  type: 'UNKNOWN',
  attributes: {},
  events: [],
  links: [],
  resource: {},
  scope: { name: 'test' },
  trace: { tags: {}, metadata: {} },
  ...fields,
})
