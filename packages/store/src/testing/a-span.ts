import { experimentId, type Span, spanId, traceId, unixNanos } from '@loupe-ai/model'

/** 2026-01-01 00:00:00 UTC. */
export const A_MOMENT_NANOS = 1_767_225_600_000_000_000n

/** A span id from a number. */
export const spanIdOf = (number: number): Span['spanId'] => spanId(number.toString(16).padStart(16, '0'))

/** An ended root span of trace `tr-1`, but for `overrides`. */
export const aSpan = (overrides: Partial<Span> = {}): Span => ({
  traceId: traceId('tr-1'),
  spanId: spanIdOf(1),
  experimentId: experimentId('0'),
  name: 'a span',
  kind: 'INTERNAL',
  startNanos: unixNanos(A_MOMENT_NANOS),
  endNanos: unixNanos(A_MOMENT_NANOS + 1_500_000_000n),
  status: { code: 'OK' },
  type: 'CHAIN',
  attributes: {},
  events: [],
  links: [],
  resource: {},
  scope: { name: 'test' },
  trace: { tags: {}, metadata: {} },
  ...overrides,
})
