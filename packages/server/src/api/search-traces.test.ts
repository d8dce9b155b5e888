import { afterAll, beforeAll, expect, test } from 'vitest'
import { apiPost } from '../testing/api-calls.ts'
import { exportSpans } from '../testing/export-spans.ts'
import { otlpSpan } from '../testing/otlp-requests.ts'
import { startServer, type TestServer } from '../testing/start-server.ts'

const START = 1_795_374_123_000_000_000n
const SECOND = 1_000_000_000n

let server: TestServer
const names = ['first', 'second', 'third', 'fourth', 'fifth']

beforeAll(async () => {
  server = await startServer()
  const spans = names.map((name, index) =>
    otlpSpan({
      name,
      startTimeUnixNano: START + BigInt(index) * SECOND,
      endTimeUnixNano: START + BigInt(index) * SECOND + BigInt(5 - index) * SECOND,
      status: { code: index === 2 ? 2 : 1, message: '' },
      attributes: { 'mlflow.traceTag.parity': index % 2 === 0 ? 'even' : 'odd', 'mlflow.spanType': 'TOOL' },
    }),
  )
  await exportSpans(server.url, spans)
})
afterAll(() => server[Symbol.asyncDispose]())

const HERE = [{ type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: '0' } }]
const search = (fields: object = {}) =>
  apiPost(server.url, '/api/3.0/mlflow/traces/search', { locations: HERE, ...fields })

interface Found {
  readonly traces?: { tags: Record<string, string> }[]
  readonly next_page_token?: string
}
const namesOf = ({ json }: { json: unknown }): string[] =>
  ((json as Found).traces ?? []).map((trace) => trace.tags['mlflow.traceName']!)

test('traces come newest first, with the tags that tell where their spans are', async () => {
  const answer = await search()

  expect(namesOf(answer)).toEqual(names.toReversed())
  expect((answer.json as Found).traces![0]!.tags['mlflow.trace.spansLocation']).toBe('TRACKING_STORE')
})

test('pages follow each other without a gap or a repeat', async () => {
  const found: string[] = []
  let page_token: string | undefined
  do {
    const answer = await search({ max_results: 2, page_token })
    found.push(...namesOf(answer))
    page_token = (answer.json as Found).next_page_token
  } while (page_token !== undefined)

  expect(found).toEqual(names.toReversed())
})

test.each([
  ["name = 'third'", ['third']],
  ["status = 'ERROR'", ['third']],
  ["tag.parity = 'odd'", ['fourth', 'second']],
  ["tags.parity = 'even' AND name LIKE 'f%'", ['fifth', 'first']],
  ['execution_time_ms > 3000', ['second', 'first']],
  [`timestamp_ms >= ${(START + 3n * SECOND) / 1_000_000n}`, ['fifth', 'fourth']],
  ["span.type = 'TOOL' AND span.name ILIKE '%IR%'", ['third', 'first']],
  ["name = 'none'", []],
  ["name = 'first' OR status = 'ERROR'", ['third', 'first']],
  ["NOT (name LIKE 'f%' OR span.name = 'third')", ['second']],
  ["span.attributes.`mlflow.spanType` = 'TOOL' AND text HAS 'FOURTH'", ['fourth']],
  ['span_count > 1', []],
])('%s finds %j', async (filter, expected) => {
  expect(namesOf(await search({ filter }))).toEqual(expected)
})

test.each([
  [['timestamp_ms ASC'], names],
  [['execution_time_ms'], names.toReversed()],
  [['name DESC'], ['third', 'second', 'fourth', 'first', 'fifth']],
])('ordered by %j', async (order_by, expected) => {
  expect(namesOf(await search({ order_by }))).toEqual(expected)
})

test('nothing found is an empty object', async () => {
  const locations = [{ type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: '77' } }]

  expect(await search({ locations })).toEqual({ status: 200, json: {} })
})

test('a filter that cannot be read is refused with the place and a hint, for people and for programs', async () => {
  expect(await search({ filter: "status = 'OK' OR status = ERROR" })).toEqual({
    status: 400,
    json: {
      error_code: 'INVALID_PARAMETER_VALUE',
      message:
        'Parameter value is either not quoted or unidentified quote types used for string value ERROR. ' +
        "Use either single or double quotes. (character 27: Write 'ERROR', in quotes.)",
      position: 26,
      hint: "Write 'ERROR', in quotes.",
    },
  })
})

test('an order that cannot be read is refused with its number and the place', async () => {
  expect(await search({ order_by: ['name', 'feedback.x'] })).toEqual({
    status: 400,
    json: {
      error_code: 'INVALID_PARAMETER_VALUE',
      message: "Invalid identifier type 'feedback' (order_by 2, character 1)",
      position: 0,
    },
  })
})

test.each([
  [{ filter: "bar = 'x'" }, "Invalid attribute key 'bar' specified."],
  [{ filter: "status = 'OK' OR" }, "Invalid clause(s) in filter string: 'OR'"],
  [{ filter: "'" }, ''],
  [{ filter: Array.from({ length: 300 }, () => "tag.a != 'x'").join(' AND ') }, 'more than 200 conditions'],
  [{ order_by: ['timestamp DOWN'] }, "Invalid order_by clause 'timestamp DOWN'. Could not be parsed."],
  [{ order_by: ['foo'] }, "Invalid attribute key 'foo' specified."],
])('%j is refused with the reason', async (fields, message) => {
  expect(await search(fields)).toMatchObject({
    status: 400,
    json: {
      error_code: 'INVALID_PARAMETER_VALUE',
      message: expect.stringContaining(message),
      position: expect.any(Number),
    },
  })
})

test.each([
  [{ max_results: 501 }, "Invalid value 501 for parameter 'max_results' supplied."],
  [{ max_results: 0 }, "Invalid value 0 for parameter 'max_results' supplied."],
  [{ page_token: 'x' }, 'Invalid page token'],
  [{ locations: undefined }, "Missing value for required parameter 'locations'."],
  [
    { locations: [{ type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: 'a.b' } }] },
    'Locations must be a list of experiment IDs. Found invalid experiment IDs: a.b',
  ],
])('%j is refused with the reason', async (fields, message) => {
  expect(await search(fields)).toEqual({
    status: 400,
    json: { error_code: 'INVALID_PARAMETER_VALUE', message: expect.stringContaining(message) },
  })
})

test('a regular expression that is none is refused', async () => {
  expect(await search({ filter: "name RLIKE '('" })).toMatchObject({
    status: 400,
    json: { error_code: 'INVALID_PARAMETER_VALUE' },
  })
})

test('the longest filter that can be read is answered', async () => {
  const deep = `${'('.repeat(20)}text HAS 'first'${')'.repeat(20)}`
  const wide = Array.from({ length: 100 }, (_, at) => `(span.name = 's${at}' OR tag.a = 'x')`).join(' OR ')
  const long = `name IN (${Array.from({ length: 5000 }, (_, at) => `'name ${at}'`).join(', ')}, 'third')`

  expect(namesOf(await search({ filter: deep }))).toEqual(['first'])
  expect(await search({ filter: wide })).toEqual({ status: 200, json: {} })
  expect(namesOf(await search({ filter: long }))).toEqual(['third'])
})
