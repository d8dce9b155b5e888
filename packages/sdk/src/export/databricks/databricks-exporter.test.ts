import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'

import type { Environment, InitOptions } from '../../config.ts'
import { testLoupe, type TestLoupe } from '../../testing/test-loupe.ts'
import { CLIENT_ID, CLIENT_SECRET, startWorkspace, TOKEN, type EmulatedWorkspace } from './testing/start-workspace.ts'

const EXPERIMENT = '/Users/ann@example.com/gemini'
const PICTURE = {
  inlineData: { mimeType: 'image/png', data: Buffer.from('\x89PNG\r\n\x1a\n!', 'latin1').toString('base64') },
}

const loupeFor = (env: Environment, options: InitOptions = {}): TestLoupe =>
  testLoupe({ trackingUri: 'databricks', experimentName: EXPERIMENT, spool: false, ...options }, env)

const withToken = ({ host }: EmulatedWorkspace): Environment => ({ DATABRICKS_HOST: host, DATABRICKS_TOKEN: TOKEN })

function traceTwoSpans(loupe: TestLoupe): void {
  loupe.withSpan(
    () => {
      loupe.updateCurrentTrace({ sessionId: 's-1', tags: { env: 'prod' } })
      loupe.withSpan(() => 'cold', { name: 'ask', spanType: 'LLM', inputs: 'hot?' })
      return 'answered'
    },
    { name: 'question', inputs: { q: 1 } },
  )
}

const shape = (told: readonly string[]): string[] =>
  told.map((line) => line.replace(/tr-[0-9a-f]{32}|[0-9a-f]{32}/, 'ID'))

test('a trace becomes an info, then a file of its spans through a signed address', async () => {
  await using workspace = await startWorkspace()
  await using loupe = loupeFor(withToken(workspace))
  traceTwoSpans(loupe)
  expect(await loupe.flushTraces()).toMatchObject({ delivered: 2, kept: 0, refused: 0 })

  expect(workspace.faults).toEqual([])
  expect(shape(workspace.told)).toEqual([
    'GET /api/2.0/mlflow/experiments/get-by-name',
    'POST /api/2.0/mlflow/experiments/create',
    'POST /api/3.0/mlflow/traces',
    'GET /api/2.0/mlflow/traces/ID/credentials-for-data-upload',
    'PUT /storage/ID/traces.json',
  ])
  const traceId = loupe.getLastActiveTraceId()!
  expect(workspace.infos).toMatchObject([
    {
      trace_id: traceId,
      trace_location: { type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: '1234567890123456' } },
      state: 'OK',
      request_preview: '{"q":1}',
      response_preview: 'answered',
      tags: { 'mlflow.traceName': 'question', env: 'prod' },
      trace_metadata: { 'mlflow.trace.session': 's-1', 'mlflow.trace_schema.version': '3' },
    },
  ])
  const { spans } = JSON.parse(workspace.files.get(`${traceId}/traces.json`)!) as {
    spans: { name: string; attributes: Record<string, string> }[]
  }
  expect(spans.map(({ name }) => name)).toEqual(['question', 'ask'])
  expect(spans[1]!.attributes).toMatchObject({
    'mlflow.traceRequestId': JSON.stringify(traceId),
    'mlflow.spanType': '"LLM"',
    'mlflow.spanInputs': '"hot?"',
  })
})

test.each(['AWS_PRESIGNED_URL', 'GCP_SIGNED_URL', 'AZURE_SAS_URI', 'AZURE_ADLS_GEN2_SAS_URI'] as const)(
  'files and pictures are put as %s wants them',
  async (storage) => {
    await using workspace = await startWorkspace({ storage })
    await using loupe = loupeFor(withToken(workspace))
    loupe.withSpan((span) => span.setInputs(PICTURE))
    expect(await loupe.flushTraces()).toMatchObject({ delivered: 1 })
    expect(workspace.faults).toEqual([])
    const paths = [...workspace.files.keys()].map((path) => path.replace(/^tr-[0-9a-f]{32}/, 'ID'))
    expect(paths).toEqual(['ID/traces.json', expect.stringMatching(/^ID\/attachments\/[0-9a-f-]{36}$/)])
  },
)

test('traces of an experiment in Unity Catalog go by OTLP into its table, then their info', async () => {
  const experimentTags = {
    'mlflow.experiment.databricksTraceDestinationPath': 'main.traces.prod',
    'mlflow.experiment.databricksTraceSpanStorageTable': 'main.traces.prod_otel_spans',
  }
  await using workspace = await startWorkspace({ experimentTags })
  const { host } = workspace
  await fetch(`${host}/api/2.0/mlflow/experiments/create`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: EXPERIMENT }),
  })
  await using loupe = loupeFor(withToken(workspace))
  traceTwoSpans(loupe)
  expect(await loupe.flushTraces()).toMatchObject({ delivered: 2, refused: 0 })

  expect(workspace.faults).toEqual([])
  expect(shape(workspace.told).slice(2)).toEqual([
    'POST /api/2.0/otel/v1/traces',
    'POST /api/4.0/mlflow/traces/main.traces.prod/ID/info',
  ])
  const hex = loupe.getLastActiveTraceId()!.slice('tr-'.length)
  expect(workspace.infos).toMatchObject([
    {
      trace_id: hex,
      trace_location: { type: 'UC_TABLE_PREFIX', uc_table_prefix: { catalog_name: 'main', table_prefix: 'prod' } },
      trace_metadata: { 'mlflow.trace_schema.version': '4' },
    },
  ])
  const [span] = workspace.spans[0]!.resourceSpans[0]!.scopeSpans[0]!.spans
  expect(span!.attributes['mlflow.traceRequestId']).toBe(`trace:/main.traces.prod/${hex}`)
})

test("a service principal's token is fetched once, renewed before its end and when it is refused", async () => {
  await using workspace = await startWorkspace()
  const env = {
    DATABRICKS_HOST: workspace.host,
    DATABRICKS_CLIENT_ID: CLIENT_ID,
    DATABRICKS_CLIENT_SECRET: CLIENT_SECRET,
  }
  await using loupe = loupeFor(env)
  traceTwoSpans(loupe)
  await loupe.flushTraces()
  traceTwoSpans(loupe)
  await loupe.flushTraces()
  expect(workspace.tokens).toEqual(['oauth-1'])

  workspace.revokeTokens()
  traceTwoSpans(loupe)
  expect(await loupe.flushTraces()).toMatchObject({ delivered: 2 })
  expect(workspace.tokens).toEqual(['oauth-1', 'oauth-2'])
  expect(workspace.faults).toEqual([])

  await using brief = await startWorkspace({ tokenSeconds: 30 })
  await using other = loupeFor({ ...env, DATABRICKS_HOST: brief.host })
  traceTwoSpans(other)
  await other.flushTraces()
  expect(brief.tokens.length).toBeGreaterThan(1)
})

test('a profile of the file is used alone when the address names it', async () => {
  await using workspace = await startWorkspace()
  const folder = await mkdtemp(join(tmpdir(), 'loupe-databricks-'))
  try {
    const file = join(folder, 'cfg')
    await writeFile(
      file,
      `[DEFAULT]\nhost = https://elsewhere\n\n[staging]\nhost = ${workspace.host}/\ntoken = ${TOKEN}\n`,
    )
    const env = { DATABRICKS_CONFIG_FILE: file, DATABRICKS_TOKEN: 'of another workspace' }
    await using loupe = loupeFor(env, { trackingUri: 'databricks://staging' })
    traceTwoSpans(loupe)
    expect(await loupe.flushTraces()).toMatchObject({ delivered: 2 })
    expect(workspace.faults).toEqual([])
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('without credentials, and with bad ones, spans wait, and what is said names no secret', async () => {
  await using workspace = await startWorkspace()
  await using nobody = loupeFor({})
  traceTwoSpans(nobody)
  expect(await nobody.flushTraces()).toMatchObject({ kept: 2, refused: 0 })
  expect(nobody.lines).toEqual([expect.stringContaining('loupe.login()')])

  await using bad = loupeFor({ DATABRICKS_HOST: workspace.host, DATABRICKS_TOKEN: 'dapi-wrong' })
  traceTwoSpans(bad)
  expect(await bad.flushTraces()).toMatchObject({ kept: 2, refused: 0 })
  expect(bad.lines.join()).toContain('Are the credentials right?')
  expect(bad.lines.join()).not.toContain('dapi-wrong')
})

test('a storage that fails is asked again, and its signed address is told to nobody', async () => {
  let failures = 1
  await using workspace = await startWorkspace({
    answer: ({ url }) =>
      url.startsWith('/storage/') && failures-- > 0 ? { status: 503, body: 'sig=very-secret is bad' } : undefined,
  })
  await using loupe = loupeFor(withToken(workspace))
  traceTwoSpans(loupe)
  expect(await loupe.flushTraces()).toMatchObject({ delivered: 2 })
  expect(loupe.lines).toHaveLength(1)
  expect(loupe.lines.join()).not.toContain('very-secret')
})

test('an experiment without a workspace path is refused with the remedy', async () => {
  await using workspace = await startWorkspace()
  await using loupe = loupeFor(withToken(workspace), { experimentName: 'gemini' })
  traceTwoSpans(loupe)
  expect(await loupe.flushTraces()).toMatchObject({ refused: 2 })
  expect(loupe.lines.join()).toContain("setExperiment('/Users/")
})

test('experiments are made there, too', async () => {
  await using workspace = await startWorkspace()
  await using loupe = loupeFor(withToken(workspace))
  expect(await loupe.createExperiment('/Shared/new')).toBe('1234567890123456')
  expect(await loupe.setExperiment('/Shared/new')).toEqual({ name: '/Shared/new', experimentId: '1234567890123456' })
  expect(workspace.faults).toEqual([])
})
