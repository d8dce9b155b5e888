import { deflateSync, gzipSync } from 'node:zlib'
import { writeLogsRequest, writeTraceRequest, type OtlpLogRecord, type OtlpSpan } from '@loupe-ai/wire'
import { hostileJson, HOSTILE_TEXTS } from './hostile-values.ts'
import type { Random } from './random.ts'
import type { SentRequest } from './sent-request.ts'

const START_NANOS = 1_767_225_600_000_000_000n

/** Draws requests of spans or of log records, protobuf or JSON, most of them broken. */
export function otlpRequest(random: Random): SentRequest {
  const traceId = random.hex(32)
  const path = random.pick(PATHS)
  const { protobufOf, jsonOf } = KINDS[path]
  const [type, bytes] = random.chance(0.5)
    ? (['application/x-protobuf', broken(protobufOf(traceId, random), random)] as const)
    : (['application/json', broken(Buffer.from(jsonOf(traceId, random)), random)] as const)
  const [encoding, body] = encoded(bytes, random)
  const headers: Record<string, string> = {
    'content-type': random.chance(0.95)
      ? type
      : random.pick(['', 'text/plain', 'application/json', 'multipart/form-data']),
    ...(encoding !== '' && { 'content-encoding': encoding }),
  }
  if (headers['content-type'] === '') delete headers['content-type']
  if (random.chance(0.3)) {
    headers['x-mlflow-experiment-id'] = random.pick(['0', '1', 'abc', '', '999999', '-1', '1.5', '9'.repeat(30), 'a,b'])
  }
  if (random.chance(0.1)) headers['x-mlflow-run-id'] = random.pick(['0'.repeat(32), '', 'x'.repeat(300), "'"])
  return { method: 'POST', path, headers, body, traceId: `tr-${traceId}` }
}

/** As `otlpRequest`, the body of a call of gRPC. */
export function grpcRequest(random: Random): SentRequest {
  const traceId = random.hex(32)
  const path = random.pick(PATHS)
  const body = broken(KINDS[path].protobufOf(traceId, random), random)
  const headers = { 'x-mlflow-experiment-id': random.pick(['0', '0', '0', 'abc', '999999', '-1', '9'.repeat(30)]) }
  return { method: 'gRPC', path, headers, body, traceId: `tr-${traceId}` }
}

const spanOf = (traceId: string, random: Random): OtlpSpan => ({
  traceId,
  spanId: random.hex(16),
  parentSpanId: random.chance(0.5) ? '' : random.hex(16),
  traceState: '',
  name: random.pick(['a span', '', '😀', 'n'.repeat(2_000)]),
  kind: random.int(7),
  startTimeUnixNano: START_NANOS,
  endTimeUnixNano: START_NANOS + BigInt(random.int(1_000_000)),
  attributes: { 'mlflow.spanInputs': '{"a":1}', whole: 5n, part: 0.5, list: ['a', 1n], nested: { a: { b: true } } },
  events: [],
  links: [],
  status: { code: random.int(3), message: '' },
})

function spansOf(traceId: string, random: Random): Buffer {
  const spans = Array.from({ length: 1 + random.int(3) }, () => spanOf(traceId, random))
  const scopeSpans = [{ scope: { name: 'fuzz' }, spans }]
  return Buffer.from(writeTraceRequest({ resourceSpans: [{ resource: { 'service.name': 'fuzz' }, scopeSpans }] }))
}

const recordOf = (traceId: string, random: Random): OtlpLogRecord => ({
  timeUnixNano: START_NANOS,
  observedTimeUnixNano: START_NANOS + BigInt(random.int(1_000_000)),
  traceId,
  spanId: random.hex(random.pick([16, 16, 16, 0, 2, 40])),
  eventName: random.pick([
    'gen_ai.choice',
    'gen_ai.user.message',
    'gen_ai.client.inference.operation.details',
    '',
    'x',
  ]),
  body: random.pick([
    'text',
    null,
    { content: 'a', message: { content: '😀' }, tool_calls: [5n, null] },
    [[[]]],
    '{"a":',
  ]),
  attributes: { 'gen_ai.input.messages': random.pick(['[{"role":"user"', [], 5n, [{ role: 'user', content: 'c' }]]) },
})

const recordsOf = (traceId: string, random: Random): Buffer =>
  Buffer.from(writeLogsRequest(Array.from({ length: 1 + random.int(3) }, () => recordOf(traceId, random))))

/** As `jsonOfSpan`. */
function jsonOfRecord(traceId: string, random: Random): string {
  const record: Record<string, string> = {
    traceId: `"${traceId}"`,
    spanId: `"${random.hex(16)}"`,
    eventName: '"gen_ai.user.message"',
    timeUnixNano: `"${START_NANOS}"`,
    observedTimeUnixNano: '1',
    body: '{"kvlistValue":{"values":[{"key":"content","value":{"stringValue":"v"}}]}}',
    attributes: '[{"key":"gen_ai.input.messages","value":{"stringValue":"[]"}}]',
    severityNumber: '9',
    flags: '1',
  }
  const wrong = random.pick([...Object.keys(record), 'value'])
  record[wrong === 'value' ? 'body' : wrong] =
    wrong === 'value' ? `{"${random.pick(VALUE_KINDS)}":${hostileJson(random)}}` : hostileJson(random)
  const fields = Object.entries(record).map(([key, value]) => `"${key}":${value}`)
  return `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{${fields.join(',')}}]}]}]}`
}

/** OTLP's JSON, of which one field holds something else. */
function jsonOfSpan(traceId: string, random: Random): string {
  const span: Record<string, string> = {
    traceId: `"${traceId}"`,
    spanId: `"${random.hex(16)}"`,
    name: '"a span"',
    kind: '1',
    startTimeUnixNano: `"${START_NANOS}"`,
    endTimeUnixNano: `"${START_NANOS + 1n}"`,
    attributes: '[{"key":"k","value":{"stringValue":"v"}}]',
    events: '[{"name":"e","timeUnixNano":"1","attributes":[]}]',
    links: `[{"traceId":"${traceId}","spanId":"${random.hex(16)}"}]`,
    status: '{"code":1}',
    parentSpanId: '""',
    traceState: '""',
    flags: '1',
  }
  const wrong = random.pick([...Object.keys(span), 'value', 'key', 'resource', 'scope', 'unknown'])
  if (wrong in span) span[wrong] = hostileJson(random)
  if (wrong === 'unknown') span['unknownField'] = hostileJson(random)
  if (wrong === 'value')
    span['attributes'] = `[{"key":"k","value":{"${random.pick(VALUE_KINDS)}":${hostileJson(random)}}}]`
  if (wrong === 'key') span['attributes'] = `[{"key":${hostileJson(random)},"value":{"stringValue":"v"}}]`
  const fields = Object.entries(span).map(([key, value]) => `"${key}":${value}`)
  const resource = wrong === 'resource' ? hostileJson(random) : '{"attributes":[]}'
  const scope = wrong === 'scope' ? hostileJson(random) : '{"name":"s"}'
  return `{"resourceSpans":[{"resource":${resource},"scopeSpans":[{"scope":${scope},"spans":[{${fields.join(',')}}]}]}]}`
}

const VALUE_KINDS = [
  'stringValue',
  'intValue',
  'doubleValue',
  'boolValue',
  'bytesValue',
  'arrayValue',
  'kvlistValue',
  'nothing',
]

const KINDS = {
  '/v1/traces': { protobufOf: spansOf, jsonOf: jsonOfSpan },
  '/v1/logs': { protobufOf: recordsOf, jsonOf: jsonOfRecord },
} as const
const PATHS = ['/v1/traces', '/v1/traces', '/v1/logs'] as const

/** Half of the time as it was, else bytes changed, cut, repeated or made up. */
function broken(bytes: Buffer, random: Random): Buffer {
  if (random.chance(0.5)) return bytes
  const at = random.int(bytes.length)
  switch (random.int(6)) {
    case 0:
      return bytes.subarray(0, at)
    case 1: {
      const changed = Buffer.from(bytes)
      for (let count = 1 + random.int(8); count > 0; count--) changed[random.int(changed.length)] = random.int(256)
      return changed
    }
    case 2:
      return Buffer.concat([
        bytes.subarray(0, at),
        Buffer.from(random.hex(2 * random.int(20)), 'hex'),
        bytes.subarray(at),
      ])
    case 3:
      return Buffer.from(random.hex(2 * random.int(200)), 'hex')
    case 4:
      return Buffer.concat([bytes, bytes])
    default:
      return Buffer.from(random.pick(HOSTILE_TEXTS))
  }
}

function encoded(bytes: Buffer, random: Random): [encoding: string, body: Buffer] {
  switch (random.int(10)) {
    case 0:
      return ['gzip', gzipSync(bytes)]
    case 1:
      return ['deflate', deflateSync(bytes)]
    case 2: {
      const zipped = gzipSync(bytes)
      return ['gzip', random.chance(0.5) ? zipped.subarray(0, random.int(zipped.length)) : broken(zipped, random)]
    }
    case 3:
      return [random.pick(['gzip', 'deflate', 'br', 'identity', 'gzip, gzip', 'x'.repeat(200)]), bytes]
    default:
      return ['', bytes]
  }
}
