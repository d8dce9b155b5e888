import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readConfig } from '../config.ts'
import { startServer as start, type RunningServer } from '../main.ts'
import { apiGet, apiPost } from '../testing/api-calls.ts'
import { exportSpans } from '../testing/export-spans.ts'
import { otlpSpan } from '../testing/otlp-requests.ts'
import { startFailureMessage } from '../start/start-failure.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'loupe-reprice-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function serverWith(prices?: object): Promise<RunningServer> {
  const pricesFile = prices && join(folder, 'prices.json')
  if (pricesFile) writeFileSync(pricesFile, JSON.stringify(prices))
  const config = readConfig({ port: 0, dataDir: join(folder, 'data'), pricesFile }, {})
  const started = config.ok ? await start(config.config, { log: () => {} }) : config
  if (!started.ok) throw new Error(startFailureMessage(started.failure))
  return started.server
}

const call = (model: string) =>
  otlpSpan({
    attributes: {
      'gen_ai.request.model': model,
      'gen_ai.provider.name': 'gcp.gemini',
      'gen_ai.usage.input_tokens': 1000n,
      'gen_ai.usage.output_tokens': 100n,
    },
  })

const costsAt = async (url: string): Promise<unknown> => {
  const { json } = await apiPost(url, '/api/3.0/mlflow/traces/search', {
    locations: [{ type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: '0' } }],
    order_by: ['timestamp_ms ASC'],
  })
  const { traces } = json as { traces: { trace_metadata: Record<string, string> }[] }
  return traces.map(({ trace_metadata }) => trace_metadata['mlflow.trace.cost']).toSorted()
}

const ofFlash = '{"input_cost":0.0003,"output_cost":0.00025,"total_cost":0.00055}'

test('calls are priced when they come, unknown models are not, and history can be priced anew', async () => {
  const [known, house] = [call('gemini-2.5-flash'), call('house-model')]
  const first = await serverWith()
  await exportSpans(first.url, [known, house])
  expect(await costsAt(first.url)).toEqual([ofFlash, undefined])
  const got = await apiGet(first.url, '/api/3.0/mlflow/traces/get', { trace_id: `tr-${known.traceId}` })
  expect(
    JSON.stringify(got.json, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
  ).toContain('"total_cost"')
  expect((await apiPost(first.url, '/api/loupe/v1/traces/reprice', {})).json).toEqual({
    traces: 2,
    calls: 2,
    changed: 0,
  })
  await first.close()

  const second = await serverWith({ 'house-*': { input: 2, output: 4 } })
  const pages = [await apiPost(second.url, '/api/loupe/v1/traces/reprice', { max_traces: 1 })]
  const { next_page_token } = pages[0]!.json as { next_page_token: string }
  pages.push(await apiPost(second.url, '/api/loupe/v1/traces/reprice', { max_traces: 1, page_token: next_page_token }))

  expect(pages.map(({ json }) => (json as { changed: number }).changed).toSorted()).toEqual([0, 1])
  expect(await costsAt(second.url)).toEqual([ofFlash, '{"input_cost":0.002,"output_cost":0.0004,"total_cost":0.0024}'])
  await second.close()
})

test('prices that cannot be used keep the server from starting, with the place', async () => {
  await expect(serverWith({ m: { inputs: 1 } })).rejects.toThrow(/prices\.json cannot be used: m\.inputs: not one of/)
})
