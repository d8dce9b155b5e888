import type { Attributes, AttributeValue } from '@loupe-ai/model'
import { writeTraceRequest, type OtlpSpan } from '@loupe-ai/wire'
import { hash32 } from '../../bench/seed/random.ts'

export interface PoisonedRequest {
  readonly name: string
  readonly body: Uint8Array
  /** In OpenTelemetry's 32 hex digits. */
  readonly traceId: string
  /** False for what no server may keep. */
  readonly mayBeStored: boolean
}

const MIB = 1024 * 1024
const START = 1_795_374_123_000_000_000n

/** Whatever a broken or hostile sender may send in a request of its own. */
export function poisonedRequests(): PoisonedRequest[] {
  return [
    ...Object.entries(SPANS).map(([name, fields], index) => {
      const span = spanOf(index, fields)
      return { name, body: writeTraceRequest(requestOf([span])), traceId: span.traceId, mayBeStored: true }
    }),
    ...Object.entries(REFUSED).map(([name, fields], index) => {
      const span = spanOf(1000 + index, fields)
      return { name, body: writeTraceRequest(requestOf([span])), traceId: span.traceId, mayBeStored: false }
    }),
    ...brokenBytes(),
  ]
}

const withAttributes = (attributes: Attributes): Partial<OtlpSpan> => ({ attributes })

const SPANS: Readonly<Record<string, Partial<OtlpSpan>>> = {
  'no name': { name: '' },
  'a NUL in the name': { name: 'a\0b' },
  'tab, line break and backslash in the name': { name: 'a\tb\nc\\d\\N\'"' },
  'a name of a megabyte': { name: 'n'.repeat(MIB) },
  'an unknown kind': { kind: 99 },
  'an unknown status': { status: { code: 77, message: 'm'.repeat(100_000) } },
  'a start in 1970': { startTimeUnixNano: 1n, endTimeUnixNano: 2n },
  'a start at zero': { startTimeUnixNano: 0n, endTimeUnixNano: 5n },
  'a start in 2262': { startTimeUnixNano: 2n ** 63n - 2n, endTimeUnixNano: 2n ** 63n - 1n },
  'an end before its start': { endTimeUnixNano: START - 1_000_000n },
  'a duration of 200 years': { startTimeUnixNano: 1n, endTimeUnixNano: 2n ** 63n - 1n },
  'inputs that are no JSON': withAttributes({ 'mlflow.spanInputs': '{"a":', 'mlflow.spanOutputs': ']' }),
  'half a surrogate pair in JSON': withAttributes({
    'mlflow.spanInputs': '"\\ud83d"',
    'mlflow.spanOutputs': '"\\u0000"',
  }),
  'numbers beyond every type': withAttributes({
    'gen_ai.usage.input_tokens': 2n ** 63n - 1n,
    'gen_ai.usage.output_tokens': -5n,
    'mlflow.chat.tokenUsage': '{"input_tokens":1e308,"output_tokens":-1,"total_tokens":"x"}',
    'mlflow.llm.cost': '{"total_cost":1e400}',
    a: Number.NaN,
    b: Number.POSITIVE_INFINITY,
    c: -0,
  }),
  'inputs of 20 MB': withAttributes({ 'mlflow.spanInputs': JSON.stringify('x'.repeat(20 * MIB)) }),
  'five thousand attributes': withAttributes(
    Object.fromEntries(
      Array.from({ length: 5000 }, (_, index) => [`key ${index}`, index % 2 === 0 ? 'v' : BigInt(index)]),
    ),
  ),
  'attributes nested 150 deep': withAttributes({ deep: nested(150) }),
  'keys that SQL and TSV dislike': withAttributes({
    'a\tb\n': 'c\td',
    "'; DROP TABLE spans --": '`"\'',
    '': 'empty',
    '\\N': '\\N',
  }),
  'tags without end': withAttributes(
    Object.fromEntries(Array.from({ length: 2000 }, (_, index) => [`mlflow.traceTag.t${index}`, 'v'.repeat(50)])),
  ),
  'a session of a hundred thousand letters': withAttributes({
    'session.id': 's'.repeat(100_000),
    'user.id': 'ü'.repeat(100_000),
  }),
  'ten thousand events': {
    events: Array.from({ length: 10_000 }, () => ({ timeUnixNano: START, name: 'e', attributes: { a: 1n } })),
  },
  'a parent that is itself': { parentSpanId: '00000000000000aa', spanId: '00000000000000aa' },
}

const REFUSED: Readonly<Record<string, Partial<OtlpSpan>>> = {
  'a trace id of zeros': { traceId: '0'.repeat(32) },
  'a short trace id': { traceId: 'abcd' },
  'no span id': { spanId: '' },
  'a start beyond 2262': { startTimeUnixNano: 2n ** 64n - 1n, endTimeUnixNano: 2n ** 64n - 1n },
}

function nested(depth: number): AttributeValue {
  let value: AttributeValue = 'bottom'
  for (let level = 0; level < depth; level++) value = level % 2 === 0 ? [value] : { a: value }
  return value
}

const spanOf = (number: number, fields: Partial<OtlpSpan>): OtlpSpan => ({
  traceId: [1, 2, 3, 4].map((part) => hash32(number, part).toString(16).padStart(8, '0')).join(''),
  spanId: hash32(number, 5).toString(16).padStart(16, '1'),
  parentSpanId: '',
  traceState: '',
  name: 'strange',
  kind: 1,
  startTimeUnixNano: START,
  endTimeUnixNano: START + 1_000_000_000n,
  attributes: {},
  events: [],
  links: [],
  status: { code: 1, message: '' },
  ...fields,
})

const requestOf = (spans: readonly OtlpSpan[]): Parameters<typeof writeTraceRequest>[0] => ({
  resourceSpans: [{ resource: { 'service.name': 'strange' }, scopeSpans: [{ scope: { name: 'strange' }, spans }] }],
})

function brokenBytes(): PoisonedRequest[] {
  const whole = spanOf(2000, { name: 'marked-name' })
  const body = Buffer.from(writeTraceRequest(requestOf([whole])))
  const badText = Buffer.from(body)
  badText[badText.indexOf('marked-name')] = 0xff
  return [
    { name: 'a name that is not UTF-8', body: badText, traceId: whole.traceId, mayBeStored: true },
    { name: 'half a request', body: body.subarray(0, body.length >> 1), traceId: whole.traceId, mayBeStored: false },
    { name: 'no request at all', body: Buffer.from('GET me out of here'), traceId: whole.traceId, mayBeStored: false },
    { name: 'a body of 65 MB', body: Buffer.alloc(65 * MIB, 0x0a), traceId: whole.traceId, mayBeStored: false },
  ]
}
