import { afterAll, beforeAll, expect, test } from 'vitest'
import { apiGet, apiPost, type ApiAnswer } from '../testing/api-calls.ts'
import { startServer, type TestServer } from '../testing/start-server.ts'

let server: TestServer

beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server[Symbol.asyncDispose]())

interface RunAnswer {
  run: {
    info: { run_id: string }
  }
}

const post = (call: string, body: unknown): Promise<ApiAnswer> =>
  apiPost(server.url, `/api/2.0/mlflow/${call.includes('/') ? call : `runs/${call}`}`, body)
const get = async (run_id: string): Promise<unknown> =>
  ((await apiGet(server.url, '/api/2.0/mlflow/runs/get', { run_id })).json as { run: unknown }).run
const create = async (body: object = {}): Promise<RunAnswer['run']> =>
  ((await post('create', body)).json as RunAnswer).run
const DONE = { status: 200, json: {} }
const refused = (error_code: string, message: unknown, status = 400) => ({ status, json: { error_code, message } })
const invalid = (message: unknown) => refused('INVALID_PARAMETER_VALUE', message)

test('what is logged is read back', async () => {
  const { run_id } = (await create({ run_name: 'logs' })).info

  expect(await post('log-metric', { run_id, key: 'loss', value: 0.5, timestamp: 1, step: 3 })).toEqual(DONE)
  expect(await post('log-metric', { run_id, key: 'nan', value: 'NaN', timestamp: '2' })).toEqual(DONE)
  expect(await post('log-parameter', { run_id, key: 'depth', value: '3' })).toEqual(DONE)
  expect(await post('log-parameter', { run_id, key: 'empty' })).toEqual(DONE)
  expect(await post('set-tag', { run_id, key: 'team', value: 'x'.repeat(9000) })).toEqual(DONE)
  expect(
    await post('log-batch', {
      run_id,
      metrics: [{ key: 'loss', value: 0.25, timestamp: 1, step: 4, run_id }],
      params: [{ key: 'width', value: '2' }],
      tags: [{ key: 'other', value: 'y' }],
    }),
  ).toEqual(DONE)

  expect(await get(run_id)).toMatchObject({
    data: {
      metrics: [
        { key: 'loss', value: 0.25, timestamp: 1, step: 4 },
        { key: 'nan', value: 'NaN', timestamp: 2, step: 0 },
      ],
      params: [
        { key: 'depth', value: '3' },
        { key: 'empty', value: '' },
        { key: 'width', value: '2' },
      ],
      tags: [
        { key: 'mlflow.runName', value: 'logs' },
        { key: 'other', value: 'y' },
        { key: 'team', value: 'x'.repeat(8000) },
      ],
    },
  })
  expect(await apiGet(server.url, '/api/2.0/mlflow/metrics/get-history', { run_id, metric_key: 'loss' })).toEqual({
    status: 200,
    json: {
      metrics: [
        { key: 'loss', value: 0.5, timestamp: 1, step: 3 },
        { key: 'loss', value: 0.25, timestamp: 1, step: 4 },
      ],
    },
  })
  expect(await post('delete-tag', { run_id, key: 'team' })).toEqual(DONE)
  expect(await post('delete-tag', { run_id, key: 'team' })).toEqual(
    refused('RESOURCE_DOES_NOT_EXIST', `No tag with name: team in run with id ${run_id}`, 404),
  )
})

test('a parameter never changes its value', async () => {
  const { run_id } = (await create()).info
  await post('log-parameter', { run_id, key: 'depth', value: '3' })

  expect(await post('log-parameter', { run_id, key: 'depth', value: '5' })).toEqual(
    invalid(
      `Changing param values is not allowed. Param with key='depth' was already logged with value='3' for run ID='${run_id}'. Attempted logging new value '5'.`,
    ),
  )
  expect(await post('log-batch', { run_id, params: [{ key: 'depth', value: '5' }] })).toEqual(
    invalid(
      `Changing param values is not allowed. Params were already logged='[{'key': 'depth', 'old_value': '3', 'new_value': '5'}]' for run ID='${run_id}'.`,
    ),
  )
})

test('batches at the same time lose nothing', async () => {
  const { run_id } = (await create()).info
  const batches = Array.from({ length: 8 }, (_, batch) => ({
    run_id,
    metrics: Array.from({ length: 20 }, (_, step) => ({ key: 'm', value: batch, timestamp: 1, step })),
    params: [{ key: `p${batch}`, value: '' }],
  }))

  const answers = await Promise.all(batches.map((batch) => post('log-batch', batch)))
  const query = { run_id, metric_key: 'm' }
  const history = await apiGet(server.url, '/api/2.0/mlflow/metrics/get-history', query)

  expect(answers).toEqual(batches.map(() => DONE))
  expect((history.json as { metrics: unknown[] }).metrics).toHaveLength(160)
  expect(await get(run_id)).toMatchObject({ data: { params: batches.map(({ params }) => params[0]) } })
})

test('a long value is cut between characters, and said again it is the same', async () => {
  const { run_id } = (await create()).info
  const param = { run_id, key: 'long', value: `${'x'.repeat(5999)}${'😀'.repeat(2)}` }

  expect([await post('log-parameter', param), await post('log-parameter', param)]).toEqual([DONE, DONE])
  expect(await post('log-parameter', { run_id, key: 'odd', value: 'a\ud800' })).toEqual(DONE)
  expect(await get(run_id)).toMatchObject({
    data: {
      params: [
        { key: 'long', value: `${'x'.repeat(5999)}😀` },
        { key: 'odd', value: 'a\ufffd' },
      ],
    },
  })
})

test.each([
  ['create', { tags: Array.from({ length: 1001 }, (_, n) => ({ key: `t${n}`, value: '' })) }, /at most 1000 tags/],
  ['search', { experiment_ids: Array.from({ length: 10_001 }, () => '0') }, /at most 10000 experiment IDs/],
  ['outputs', { run_id: 'r', models: Array.from({ length: 1001 }, () => ({ model_id: 'm' })) }, /at most 1000 models/],
])('%s with more than it takes is refused', async (call, body, message) => {
  expect(await post(call, body)).toEqual(invalid(expect.stringMatching(message)))
})

const metric = (fields: object) => ({ key: 'k', value: 1, timestamp: 1, ...fields })

test.each([
  [
    { metrics: [metric({ key: '../x' })] },
    /^Invalid value "\.\.\/x" for parameter 'metrics\[0\]\.name' supplied: Names may be treated as files.*resolve to '\.\.\/x'$/,
  ],
  [{ metrics: [metric({ key: 'a$' })] }, /Names may only contain alphanumerics/],
  [{ metrics: [metric({ key: 'k'.repeat(251) })] }, /^'Metric name' exceeds the maximum length of 250 characters$/],
  [
    { metrics: [metric({ timestamp: -1 })] },
    /^Invalid value -1 for parameter 'metrics\[0\]\.timestamp' supplied: metric 'k'/,
  ],
  [{ metrics: [metric({ value: 'x' })] }, /^Invalid value "x" for parameter 'value' supplied/],
  [{ metrics: [{ key: 'k', timestamp: 1 }] }, /^Missing value for required parameter 'metrics\[0\]\.value'/],
  [
    {
      params: [
        { key: 'p', value: '1' },
        { key: 'p', value: '1' },
      ],
    },
    /^Duplicate parameter keys have been submitted: \['p'\]/,
  ],
  [
    { params: Array.from({ length: 101 }, (_, n) => ({ key: `p${n}` })) },
    /^A batch logging request can contain at most 100 params. Got 101 params\./,
  ],
  [{ metrics: Array.from({ length: 1001 }, () => metric({})) }, /at most 1000 metrics/],
  [{ tags: [{ key: 'a/../b', value: '' }] }, /for parameter 'tags\[0\]\.key' supplied/],
])('log-batch with %j is refused', async (batch, message) => {
  const { run_id } = (await create()).info

  expect(await post('log-batch', { run_id, ...batch })).toEqual(invalid(expect.stringMatching(message)))
})

test('datasets and models of a run are read back', async () => {
  const { run_id } = (await create()).info
  const dataset = { name: 'd', digest: 'abc', source_type: 'code', source: '{}', schema: '{}', profile: '{}' }
  const tags = [{ key: 'mlflow.data.context', value: 'eval' }]

  expect(await post('log-inputs', { run_id, datasets: [{ dataset, tags }], models: [{ model_id: 'm-1' }] })).toEqual(
    DONE,
  )
  expect(await post('outputs', { run_id, models: [{ model_id: 'm-2', step: 2 }] })).toEqual(DONE)

  expect(await get(run_id)).toMatchObject({
    inputs: { dataset_inputs: [{ dataset, tags }], model_inputs: [{ model_id: 'm-1' }] },
    outputs: { model_outputs: [{ model_id: 'm-2', step: 2 }] },
  })
  const long = { ...dataset, digest: 'd'.repeat(37) }
  expect(await post('log-inputs', { run_id, datasets: [{ dataset: long }] })).toEqual(
    invalid("'digest' exceeds the maximum length of 36 characters"),
  )
})
