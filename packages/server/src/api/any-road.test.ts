import { randomBytes } from 'node:crypto'
import { spanId, traceId, unixNanos, type Span } from '@loupe-ai/model'
import { storedSpansText, stringifyJson, type OtlpSpan } from '@loupe-ai/wire'
import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aSpan } from '../testing/a-span.ts'
import { apiGet, apiPost } from '../testing/api-calls.ts'
import { exportSpans } from '../testing/export-spans.ts'
import { otlpSpan } from '../testing/otlp-requests.ts'
import { startServer, type TestServer } from '../testing/start-server.ts'

let server: TestServer

beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server[Symbol.asyncDispose]())

const ROOT = '00000000000000a1'
const CHILD = '00000000000000b2'
const START = 1_795_374_123_000_000_000n

/** What MLflow's client knows of its two spans, for either road. */
const FACTS = [
  {
    id: ROOT,
    name: 'root',
    type: 'CHAIN',
    start: START,
    attributes: { 'mlflow.spanLogLevel': 20n, 'session.id': 's-1' },
    inputs: { q: 'why?' },
    outputs: 'because',
  },
  {
    id: CHILD,
    parent: ROOT,
    name: 'model',
    type: 'LLM',
    start: START + 1_000n,
    attributes: { 'mlflow.chat.tokenUsage': { input_tokens: 3n, output_tokens: 4n, total_tokens: 7n } },
    inputs: [{ role: 'user' }],
    outputs: { text: 'because' },
  },
] as const

type Facts = (typeof FACTS)[number]
const endOf = ({ start }: Facts): bigint => start + 5_000_000n

const byOtlp = (trace: string, facts: Facts): OtlpSpan =>
  otlpSpan({
    traceId: trace.slice('tr-'.length),
    spanId: facts.id,
    parentSpanId: 'parent' in facts ? facts.parent : '',
    name: facts.name,
    startTimeUnixNano: facts.start,
    endTimeUnixNano: endOf(facts),
    attributes: {
      'mlflow.traceRequestId': trace,
      ...facts.attributes,
      'mlflow.spanType': facts.type,
      'mlflow.spanInputs': facts.inputs,
      'mlflow.spanOutputs': facts.outputs,
    },
  })

const inFile = (trace: string, facts: Facts): Span =>
  aSpan({
    traceId: traceId(trace),
    spanId: spanId(facts.id),
    ...('parent' in facts && { parentId: spanId(facts.parent) }),
    name: facts.name,
    type: facts.type,
    startNanos: unixNanos(facts.start),
    endNanos: unixNanos(endOf(facts)),
    inputs: JSON.stringify(facts.inputs) as Span['inputs'],
    outputs: JSON.stringify(facts.outputs) as Span['outputs'],
    attributes: { 'mlflow.traceRequestId': trace, ...facts.attributes },
  })

/** Each is what one request of a client, or of a process beside it, says. */
const SENDINGS = {
  record: (trace: string) =>
    apiPost(server.url, '/api/3.0/mlflow/traces', {
      trace: {
        trace_info: {
          trace_id: trace,
          trace_location: { type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: '0' } },
          request_time: '2026-11-22T19:02:03Z',
          execution_duration: '0.005s',
          state: 'OK',
          trace_metadata: { 'mlflow.trace.sizeStats': '{"num_spans": 2}', 'mlflow.user': 'me' },
          tags: { 'mlflow.traceName': 'root', env: 'prod' },
        },
      },
    }),
  wholeFile: (trace: string) => putFile(trace, FACTS),
  halfAFile: (trace: string) => putFile(trace, FACTS.slice(1)),
  root: (trace: string) => exportSpans(server.url, [byOtlp(trace, FACTS[0])], { resource: {} }),
  child: (trace: string) => exportSpans(server.url, [byOtlp(trace, FACTS[1])], { resource: {} }),
}
type Sending = keyof typeof SENDINGS

async function putFile(trace: string, facts: readonly Facts[]): Promise<void> {
  const path = `/api/2.0/mlflow-artifacts/artifacts/0/traces/${trace}/artifacts/traces.json`
  const body = storedSpansText(facts.map((one) => inFile(trace, one)))
  expect((await fetch(server.url + path, { method: 'PUT', body })).status).toBe(200)
}

async function traceAfter(sendings: readonly Sending[]): Promise<unknown> {
  const trace = `tr-${randomBytes(16).toString('hex')}`
  for (const sending of sendings) await SENDINGS[sending](trace)
  const { json } = await apiGet(server.url, '/api/3.0/mlflow/traces/get', { trace_id: trace })
  const text = stringifyJson(json).replaceAll(trace, 'ID')
  return JSON.parse(text.replaceAll(/"trace_id":"[^"]+=="/g, '"trace_id":"ID"'), sortedAttributes)
}

/** In which order attributes were sent is no part of what they say. */
const sortedAttributes = (key: string, value: unknown): unknown =>
  key === 'attributes' ? (value as { key: string }[]).toSorted((a, b) => (a.key < b.key ? -1 : 1)) : value

test('a trace is the same whatever part of it comes by which road, first or again', async () => {
  const expected = await traceAfter(['root', 'child', 'record'])
  expect(expected).toMatchObject({
    trace: {
      trace_info: {
        state: 'OK',
        tags: { env: 'prod' },
        trace_metadata: {
          'mlflow.trace.session': 's-1',
          'mlflow.trace.tokenUsage': '{"input_tokens":3,"output_tokens":4,"total_tokens":7}',
        },
      },
      spans: [{ name: 'root' }, { name: 'model' }],
    },
  })
  const all = Object.keys(SENDINGS) as Sending[]
  const enough: Sending[][] = [
    ['record', 'wholeFile'],
    ['record', 'root', 'halfAFile'],
    ['record', 'root', 'child'],
  ]
  const sendings = fc
    .tuple(fc.constantFrom(...enough), fc.array(fc.constantFrom(...all), { maxLength: 5 }))
    .chain(([needed, more]) => fc.shuffledSubarray([...needed, ...more], { minLength: needed.length + more.length }))

  await fc.assert(
    fc.asyncProperty(sendings, async (order) => {
      expect(await traceAfter(order)).toEqual(expected)
    }),
    { numRuns: 10 },
  )
}, 120_000)

test('a client that knows no other road than the file, as the TypeScript SDK, is told to take it', async () => {
  const trace = `tr-${randomBytes(16).toString('hex')}`
  const { json } = await apiPost(server.url, '/api/3.0/mlflow/traces', {
    trace: {
      trace_info: {
        trace_id: trace,
        trace_location: { type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: '0' } },
        request_time: '2026-11-22T19:02:03.123Z',
        execution_duration: '0.123s',
        state: 'OK',
        trace_metadata: { 'mlflow.trace_schema.version': '3' },
      },
    },
  })
  const { tags } = (json as { trace: { trace_info: { tags: Record<string, string> } } }).trace.trace_info
  expect(tags).toEqual({ 'mlflow.artifactLocation': `mlflow-artifacts:/0/traces/${trace}/artifacts` })
  const file = `${server.url}/api/2.0/mlflow-artifacts/artifacts/0/traces/${trace}/artifacts/traces.json`
  const span = {
    // Base64 of what is no base64.
    trace_id: Buffer.from(trace, 'base64').toString('base64'),
    span_id: Buffer.from(ROOT, 'hex').toString('base64'),
    parent_span_id: '',
    name: 'root',
    start_time_unix_nano: START,
    end_time_unix_nano: START + 5n,
    status: { code: 'STATUS_CODE_OK', message: '' },
    attributes: { 'mlflow.traceRequestId': trace, 'mlflow.spanType': 'LLM', 'mlflow.spanInputs': { q: 1 } },
    events: [],
  }

  const answer = await fetch(file, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: stringifyJson({ spans: [span] }),
  })

  expect(answer.status).toBe(200)
  expect(await (await fetch(file)).json()).toMatchObject({
    spans: [{ name: 'root', attributes: { 'mlflow.spanType': '"LLM"', 'mlflow.spanInputs': '{"q":1}' } }],
  })
  expect(await apiGet(server.url, '/api/3.0/mlflow/traces/get', { trace_id: trace })).toMatchObject({
    json: { trace: { trace_info: { tags: { 'mlflow.traceName': 'root' } }, spans: [{ name: 'root' }] } },
  })
})
