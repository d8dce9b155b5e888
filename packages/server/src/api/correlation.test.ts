import { afterAll, beforeAll, expect, test } from 'vitest'
import { apiPost } from '../testing/api-calls.ts'
import { exportSpans } from '../testing/export-spans.ts'
import { otlpSpan } from '../testing/otlp-requests.ts'
import { startServer, type TestServer } from '../testing/start-server.ts'

let server: TestServer

/** 20 traces: the first 8 fail, of those and the next 4 the team is red, each second is slow. */
beforeAll(async () => {
  server = await startServer()
  const spans = Array.from({ length: 20 }, (_, at) =>
    otlpSpan({
      name: at % 2 === 0 ? 'slow' : 'fast',
      status: { code: at < 8 ? 2 : 1, message: '' },
      attributes: { 'mlflow.traceTag.team': at < 12 ? 'red' : 'blue', step: at },
    }),
  )
  await exportSpans(server.url, spans)
})
afterAll(() => server[Symbol.asyncDispose]())

const correlate = (fields: object) =>
  apiPost(server.url, '/api/3.0/mlflow/traces/calculate-filter-correlation', { experiment_ids: ['0'], ...fields })
const FAILED = "status = 'ERROR'"
const RED = "tag.team = 'red'"

test('counts what each filter finds, both and all, and tells how they go together', async () => {
  const { status, json } = await correlate({ filter_string1: FAILED, filter_string2: RED })

  expect(status).toBe(200)
  expect(json).toMatchObject({ filter1_count: 8, filter2_count: 12, joint_count: 8, total_count: 20 })
  // log(8 * 20 / (8 * 12)) / log(20 / 8)
  expect(json).toHaveProperty('npmi', expect.closeTo(Math.log(20 / 12) / Math.log(20 / 8), 12))
  // The same with half a trace more in each of the four cells.
  const [both, failed, red, all] = [8.5, 9, 13, 22]
  const smoothed = Math.log((both * all) / (failed * red)) / Math.log(all / both)
  expect(json).toHaveProperty('npmi_smoothed', expect.closeTo(smoothed, 12))
})

test('a base filter bounds everything, whatever its OR', async () => {
  const base_filter = "span.name = 'slow' OR name = 'slow'"

  expect(await correlate({ base_filter, filter_string1: FAILED, filter_string2: RED })).toMatchObject({
    json: { filter1_count: 4, filter2_count: 6, joint_count: 4, total_count: 10 },
  })
  expect(
    await correlate({ base_filter, filter_string1: "status = 'OK' OR status = 'ERROR'", filter_string2: RED }),
  ).toMatchObject({ json: { filter1_count: 10, total_count: 10 } })
})

test('conditions of base and filter on spans speak of one span', async () => {
  expect(
    await correlate({
      base_filter: "span.name = 'slow'",
      filter_string1: 'span.attributes.step = 3',
      filter_string2: 'span.attributes.step = 4',
    }),
  ).toMatchObject({ json: { filter1_count: 0, filter2_count: 1 } })
})

test('filters that never find the same have -1, one that finds nothing has no number', async () => {
  expect(await correlate({ filter_string1: FAILED, filter_string2: "tag.team = 'blue'" })).toMatchObject({
    json: { npmi: -1, joint_count: 0 },
  })
  expect(await correlate({ filter_string1: FAILED, filter_string2: "tag.team = 'green'" })).toEqual({
    status: 200,
    json: { npmi: 'NaN', npmi_smoothed: 'NaN', filter1_count: 8, filter2_count: 0, joint_count: 0, total_count: 20 },
  })
})

test.each([
  [{ filter_string1: FAILED }, 'filter_string2'],
  [
    { filter_string1: 'status', filter_string2: RED },
    "Invalid clause(s) in filter string: 'status' (filter_string1, character 1",
  ],
  [{ filter_string1: FAILED, filter_string2: 'status' }, '(filter_string2, character 1'],
  [{ filter_string1: FAILED, filter_string2: RED, base_filter: 'x = 1' }, '(base_filter, character 1'],
  [{ filter_string1: FAILED, filter_string2: RED, base_filter: 'x = 1)' }, "Invalid attribute key 'x' specified."],
  [
    { filter_string1: "status = 'a') OR (name = 'b'", filter_string2: RED, base_filter: FAILED },
    "Invalid clause(s) in filter string: ')'",
  ],
  [{ filter_string1: FAILED, filter_string2: RED, experiment_ids: ['x'] }, "Invalid experiment ID 'x'."],
])('%j is refused', async (fields, message) => {
  expect(await correlate(fields)).toMatchObject({
    status: 400,
    json: { error_code: 'INVALID_PARAMETER_VALUE', message: expect.stringContaining(message) },
  })
})
