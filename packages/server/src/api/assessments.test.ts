import { stringifyJson } from '@loupe-ai/wire'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { apiCall, apiGet, apiPost } from '../testing/api-calls.ts'
import { exportSpans } from '../testing/export-spans.ts'
import { otlpSpan } from '../testing/otlp-requests.ts'
import { startServer, type TestServer } from '../testing/start-server.ts'

let server: TestServer

beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server[Symbol.asyncDispose]())

const TRACES = '/api/3.0/mlflow/traces'
const refused = (status: number, error_code: string, message: string) => ({ status, json: { error_code, message } })

async function aTrace(fields: Parameters<typeof otlpSpan>[0] = {}): Promise<string> {
  const span = otlpSpan(fields)
  await exportSpans(server.url, [span])
  return `tr-${span.traceId}`
}

interface AssessmentAnswer {
  readonly assessment: { readonly assessment_id: string; readonly valid: boolean }
}

const FEEDBACK = {
  assessment_name: 'quality',
  source: { source_type: 'HUMAN', source_id: 'ada' },
  create_time: '2026-11-22T19:02:03.123Z',
  last_update_time: '2026-11-22T19:02:03.123Z',
  feedback: { value: { score: 9_007_199_254_740_993n, parts: [1, null] } },
  rationale: 'because',
  metadata: { k: 'v' },
}
const create = (id: string, assessment: object) =>
  apiPost(server.url, `${TRACES}/${id}/assessments`, stringifyJson({ assessment }))
const pathOf = (id: string, { json }: { json: unknown }): string =>
  `${TRACES}/${id}/assessments/${(json as AssessmentAnswer).assessment.assessment_id}`

test('feedback comes back as it was given, to the last digit, in the trace and by itself', async () => {
  const id = await aTrace()

  const created = await create(id, FEEDBACK)

  expect(created.status).toBe(200)
  expect(created.json).toMatchObject({ assessment: { ...FEEDBACK, trace_id: id, valid: true } })
  expect(await apiGet(server.url, pathOf(id, created))).toEqual(created)
  const { json } = await apiGet(server.url, `${TRACES}/${id}`)
  const { assessment } = created.json as AssessmentAnswer
  expect(json).toMatchObject({ trace: { trace_info: { assessments: [assessment] } } })
  const { json: batch } = await apiPost(server.url, `${TRACES}/batchGetInfos`, { trace_ids: ['tr-none', id, id] })
  expect(batch).toMatchObject({ trace_infos: [{ trace_id: id, assessments: [assessment] }] })
})

test('a request that is repeated because its answer was lost makes one assessment', async () => {
  const id = await aTrace()

  const [first, second] = [await create(id, FEEDBACK), await create(id, FEEDBACK)]

  expect(second).toEqual(first)
  const { json } = await apiGet(server.url, `${TRACES}/${id}`)
  expect((json as { trace: { trace_info: { assessments: object[] } } }).trace.trace_info.assessments).toHaveLength(1)
})

test('an update changes what its mask names, and merges metadata', async () => {
  const id = await aTrace()
  const path = pathOf(id, await create(id, FEEDBACK))

  const { status, json } = await apiCall(server.url, 'PATCH', path, {
    assessment: { feedback: { value: 'no' }, metadata: { l: 'w' }, rationale: 'not looked at' },
    update_mask: 'feedback,metadata',
  })

  expect(status).toBe(200)
  expect(json).toMatchObject({
    assessment: { feedback: { value: 'no' }, metadata: { k: 'v', l: 'w' }, rationale: 'because' },
  })
  expect(await apiGet(server.url, path)).toEqual({ status, json })
})

test('what overrides makes invalid, and valid again when it is deleted', async () => {
  const id = await aTrace()
  const first = await create(id, FEEDBACK)
  const { assessment } = first.json as AssessmentAnswer
  const second = await create(id, { ...FEEDBACK, feedback: { value: 1 }, overrides: assessment.assessment_id })
  const isValid = async (): Promise<boolean> =>
    ((await apiGet(server.url, pathOf(id, first))).json as AssessmentAnswer).assessment.valid
  expect(await isValid()).toBe(false)

  const body = { trace_id: id, assessment_id: 'not looked at' }
  expect(await apiCall(server.url, 'DELETE', pathOf(id, second), body)).toEqual({ status: 200, json: {} })

  expect(await isValid()).toBe(true)
  expect((await apiGet(server.url, pathOf(id, second))).status).toBe(404)
  expect((await apiCall(server.url, 'DELETE', pathOf(id, second))).status).toBe(200)
})

test('what cannot be is refused in the words of MLflow', async () => {
  const id = await aTrace()
  const path = pathOf(id, await create(id, FEEDBACK))
  const missing = (message: string) => refused(404, 'RESOURCE_DOES_NOT_EXIST', message)
  const invalid = (message: string) => refused(400, 'INVALID_PARAMETER_VALUE', message)

  expect(await create('tr-none', FEEDBACK)).toEqual(missing("Trace with ID 'tr-none' not found."))
  expect(await apiGet(server.url, `${TRACES}/tr-none/assessments/a-1`)).toEqual(
    missing("Trace with request_id 'tr-none' not found"),
  )
  expect(await apiGet(server.url, `${TRACES}/${id}/assessments/a-1`)).toEqual(
    missing(`Assessment with ID 'a-1' not found for trace '${id}'`),
  )
  expect((await create(id, { ...FEEDBACK, overrides: 'a-1' })).status).toBe(404)
  expect((await create(id, { ...FEEDBACK, assessment_name: 'half \ud800' })).json).toMatchObject({
    message: expect.stringContaining("for parameter 'assessment_name' supplied") as string,
  })
  expect(await create(id, { assessment_name: 'x' })).toEqual(invalid('Unknown assessment type: None'))
  const update = { assessment: { expectation: { value: 1 } }, update_mask: 'expectation' }
  expect(await apiCall(server.url, 'PATCH', path, update)).toEqual(
    invalid('Cannot update expectation value on a Feedback assessment.'),
  )
})

test.each([
  ['valid', { valid: 5 }],
  ['valid', { valid: 'x' }],
  ['trace_id', { trace_id: 5 }],
  ['expectation', { expectation: 5 }],
  ['serialized_value', { expectation: { serialized_value: 5 } }],
  ['value', { expectation: { serialized_value: { value: 5 } } }],
  ['issue', { issue: 'x' }],
  ['issue_name', { issue: { issue_name: 5 } }],
])('a field of the wrong type is refused beside good feedback, and named: %s', async (parameter, wrong) => {
  const id = await aTrace()

  const { status, json } = await create(id, { ...FEEDBACK, ...wrong })

  expect({ status, json }).toMatchObject({
    status: 400,
    json: { message: expect.stringContaining(`for parameter '${parameter}' supplied`) as string },
  })
  expect((await create(id, { ...FEEDBACK, valid: null, trace_id: null, issue: null })).status).toBe(200)
  expect((await create(id, { ...FEEDBACK, expectation: { value: 1 } })).json).toMatchObject({
    assessment: { feedback: FEEDBACK.feedback },
  })
})

test.each(['2.0', '3.0'])('a tag is set, found and deleted under version %s', async (major) => {
  const id = await aTrace()
  const path = `/api/${major}/mlflow/traces/${id}/tags`
  const tags = async (): Promise<unknown> => {
    const { json } = await apiGet(server.url, `${TRACES}/${id}`)
    return (json as { trace: { trace_info: { tags: unknown } } }).trace.trace_info.tags
  }

  expect(await apiCall(server.url, 'PATCH', path, { key: 'env', value: 'prod' })).toEqual({ status: 200, json: {} })
  expect(await tags()).toMatchObject({ env: 'prod' })
  expect(await apiCall(server.url, 'DELETE', path, { key: 'env' })).toEqual({ status: 200, json: {} })
  expect(await tags()).not.toHaveProperty('env')

  expect(await apiCall(server.url, 'DELETE', path, { key: 'env' })).toEqual(
    refused(404, 'RESOURCE_DOES_NOT_EXIST', `No trace tag with key 'env' for trace with ID '${id}'`),
  )
  const immutable = { key: 'mlflow.trace.spansLocation', value: 'x' }
  expect(await apiCall(server.url, 'PATCH', path, immutable)).toEqual(
    refused(
      400,
      'INVALID_PARAMETER_VALUE',
      "Tag 'mlflow.trace.spansLocation' is immutable and cannot be set on a trace.",
    ),
  )
})

test.each(['2.0', '3.0'])('traces are deleted by id and by time under version %s', async (major) => {
  const { json } = await apiPost(server.url, '/api/2.0/mlflow/experiments/create', { name: `to delete ${major}` })
  const { experiment_id } = json as { experiment_id: string }
  const headers = { 'x-mlflow-experiment-id': experiment_id }
  const spans = [1n, 2n, 3n].map((second) => {
    const startTimeUnixNano = second * 1_000_000_000n
    return otlpSpan({ startTimeUnixNano, endTimeUnixNano: startTimeUnixNano + 1n })
  })
  await exportSpans(server.url, spans, { headers })
  const ids = spans.map(({ traceId }) => `tr-${traceId}`)
  const remove = (body: object) =>
    apiPost(server.url, `/api/${major}/mlflow/traces/delete-traces`, { experiment_id, ...body })
  const deleted = (count: number) => ({ status: 200, json: { traces_deleted: count } })

  expect(await remove({ request_ids: [ids[1], 'tr-none'] })).toEqual(deleted(1))
  expect(await remove({ max_timestamp_millis: 3000, max_traces: 1 })).toEqual(deleted(1))
  expect((await apiGet(server.url, `${TRACES}/${ids[0]}`)).status).toBe(404)
  expect((await apiGet(server.url, `${TRACES}/${ids[2]}`)).status).toBe(200)
  await exportSpans(server.url, spans, { headers })
  expect((await apiGet(server.url, `${TRACES}/${ids[0]}`)).status).toBe(404)

  // The whole of an int64 is taken; a time beyond what a number holds is later than any trace.
  for (const body of ['-4611686018427387904', '-9223372036854775808']) {
    const text = `{"experiment_id":"${experiment_id}","max_timestamp_millis":${body}}`
    expect(await apiPost(server.url, `/api/${major}/mlflow/traces/delete-traces`, text)).toEqual(deleted(0))
  }
  const late = `{"experiment_id":"${experiment_id}","max_timestamp_millis":4611686018427387904}`
  expect(await apiPost(server.url, `/api/${major}/mlflow/traces/delete-traces`, late)).toEqual(deleted(1))
  expect(await remove({ max_timestamp_millis: '9223372036854775807' })).toEqual(deleted(0))
  for (const max_timestamp_millis of ['9223372036854775808', '99999999999999999999999', 1.5, 'soon', true]) {
    expect((await remove({ max_timestamp_millis })).json).toMatchObject({
      message: expect.stringContaining("for parameter 'max_timestamp_millis' supplied") as string,
    })
  }

  expect((await remove({})).json).toMatchObject({
    message: 'Either `max_timestamp_millis` or `trace_ids` must be specified.',
  })
  expect((await remove({ max_timestamp_millis: 1, max_traces: 0 })).json).toMatchObject({
    message: '`max_traces` must be a positive integer, received 0.',
  })
})

test('a search by assessment finds, and a regular expression that is none is refused', async () => {
  const id = await aTrace()
  await create(id, { ...FEEDBACK, assessment_name: 'of this test', feedback: { value: 0.7 } })
  const search = (filter: string) =>
    apiPost(server.url, `${TRACES}/search`, {
      locations: [{ type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: '0' } }],
      filter,
    })

  expect((await search('feedback.`of this test` > 0.5')).json).toMatchObject({ traces: [{ trace_id: id }] })
  expect((await search('feedback.`of this test` > 0.8')).json).toEqual({})
  expect(await search("name RLIKE '('")).toMatchObject({ status: 400, json: { error_code: 'INVALID_PARAMETER_VALUE' } })
})
