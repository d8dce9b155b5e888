import { randomBytes } from 'node:crypto'
import type { OtlpLogRecord } from '@loupe-ai/wire'

/** An event of a span with random ids; `fields` replace what the test is about. */
export const logRecord = (fields: Partial<OtlpLogRecord> = {}): OtlpLogRecord => ({
  timeUnixNano: 1_795_374_123_500_000_000n,
  observedTimeUnixNano: 1_795_374_123_600_000_000n,
  body: null,
  attributes: {},
  traceId: randomBytes(16).toString('hex'),
  spanId: randomBytes(8).toString('hex'),
  eventName: 'gen_ai.client.inference.operation.details',
  ...fields,
})
