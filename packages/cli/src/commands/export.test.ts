import { existsSync } from 'node:fs'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { exportSpans, otlpSpan, startServer, temporaryFolder } from '@loupe-ai/server/testing'
import { afterEach, expect, test, vi } from 'vitest'
import { runCommand } from '../testing/run-command.ts'
import { exportCommand } from './export.ts'
import { importCommand } from './import.ts'

afterEach(() => {
  process.exitCode = undefined
  vi.unstubAllEnvs()
})

const NANOS = 1_795_374_123_000_000_000n

/** A trace for each second, with messages, a child, an edited tag and feedback. */
async function fill(url: string, experimentId: string, count: number): Promise<string[]> {
  const ids: string[] = []
  for (let index = 0; index < count; index++) {
    const start = NANOS + BigInt(index) * 1_000_000_000n
    const root = otlpSpan({
      name: `call ${index}`,
      startTimeUnixNano: start,
      endTimeUnixNano: start + 5_000_000n,
      attributes: {
        'mlflow.spanType': 'CHAT_MODEL',
        'mlflow.spanInputs': JSON.stringify({ messages: [{ role: 'user', content: `größe ${index}` }] }),
        'mlflow.spanOutputs': JSON.stringify({ role: 'assistant', content: '日本' }),
        'gen_ai.request.model': 'gemini-3.5-flash',
        'gen_ai.usage.input_tokens': 12n,
        'gen_ai.usage.output_tokens': 3n,
        'session.id': 'chat-1',
        share: 5,
        count: 5n,
      },
    })
    const child = otlpSpan({ traceId: root.traceId, parentSpanId: root.spanId, startTimeUnixNano: start + 1n })
    await exportSpans(url, [root, child], { headers: { 'x-mlflow-experiment-id': experimentId } })
    ids.push(`tr-${root.traceId}`)
  }
  return ids
}

async function call(url: string, method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
  const answer = await fetch(`${url}${path}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  })
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as Record<string, unknown>
}

async function createExperiment(url: string, name: string): Promise<string> {
  return (await call(url, 'POST', '/api/2.0/mlflow/experiments/create', { name }))['experiment_id'] as string
}

/** Of every span of a trace that says nothing itself two events by which it says much. */
async function tellOfSilentSpans(url: string, id: string): Promise<void> {
  const { trace } = (await call(url, 'GET', `/api/3.0/mlflow/traces/get?trace_id=${id}&allow_partial=true`)) as {
    trace: { spans: { span_id: string; attributes: { key: string }[] }[] }
  }
  const silent = trace.spans.filter(({ attributes }) => !attributes.some(({ key }) => key === 'mlflow.spanInputs'))
  const logRecords = silent.flatMap(({ span_id }) =>
    ['be brief', 'x'.repeat(2_500_000)].map((content, at) => ({
      timeUnixNano: String(NANOS + BigInt(at)),
      traceId: id.slice(3),
      spanId: Buffer.from(span_id, 'base64').toString('hex'),
      eventName: 'gen_ai.user.message',
      body: { kvlistValue: { values: [{ key: 'content', value: { stringValue: content } }] } },
      attributes: [
        { key: 'whole', value: { intValue: '5' } },
        { key: 'share', value: { doubleValue: 5 } },
      ],
    })),
  )
  expect(logRecords).toHaveLength(2)
  expect(await call(url, 'POST', '/v1/logs', { resourceLogs: [{ scopeLogs: [{ logRecords }] }] })).toEqual({})
}

/** All that the API tells of a trace, without what says in which experiment it is. */
async function traceAt(url: string, id: string): Promise<string> {
  const trace = await call(url, 'GET', `/api/3.0/mlflow/traces/get?trace_id=${id}&allow_partial=true`)
  return JSON.stringify(trace).replace(/"experiment_id":"\d+"|"artifact_location":"[^"]*"|mlflow-artifacts:\/\d+/g, '')
}

test('traces come out of one server and go into another as they were, with all that was said of them', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'traces.jsonl')
  const before = new Map<string, string>()
  const attachments: string[] = []
  {
    await using server = await startServer()
    await createExperiment(server.url, 'other')
    const experiment = await createExperiment(server.url, 'chats')
    const ids = await fill(server.url, experiment, 3)
    await fill(server.url, '0', 1)
    await call(server.url, 'PATCH', `/api/3.0/mlflow/traces/${ids[0]}/tags`, { key: 'team', value: 'ünï' })
    await call(server.url, 'POST', `/api/3.0/mlflow/traces/${ids[1]}/assessments`, {
      assessment: {
        assessment_name: 'good',
        source: { source_type: 'HUMAN', source_id: 'ada' },
        feedback: { value: { why: [1, true, null] } },
      },
    })
    await tellOfSilentSpans(server.url, ids[2]!)
    const attachment = `/api/loupe/v1/traces/${ids[0]}/attachments/0b6ac3f6-65b7-4f5b-a2ad-44a9c1c2d3e4`
    const put = { method: 'PUT', body: 'picture', headers: { 'content-type': 'image/png' } }
    expect((await fetch(server.url + attachment, put)).status).toBe(200)
    attachments.push(attachment)
    for (const id of ids) before.set(id, await traceAt(server.url, id))
    expect(before.get(ids[2]!)).toContain('be brief')
    expect(await runCommand(exportCommand, '--url', server.url, '--experiment', 'chats', '--output', file)).toContain(
      '3 traces exported',
    )
  }
  await using other = await startServer()

  expect(await runCommand(importCommand, file, '--url', other.url)).toContain('6 spans imported')
  expect(await runCommand(importCommand, file, '--url', other.url)).toContain('6 spans imported')

  const attached = await fetch(other.url + attachments[0])
  expect([attached.headers.get('content-type'), await attached.text()]).toEqual(['image/png', 'picture'])
  for (const [id, trace] of before) expect(await traceAt(other.url, id)).toBe(trace)
  const { experiment } = (await call(
    other.url,
    'GET',
    '/api/2.0/mlflow/experiments/get-by-name?experiment_name=chats',
  )) as { experiment: { experiment_id: string } }
  const found = (await call(other.url, 'POST', '/api/3.0/mlflow/traces/search', {
    locations: [{ type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: experiment.experiment_id } }],
  })) as { traces: unknown[] }
  expect(found.traces).toHaveLength(3)
  expect(existsSync(`${file}.import-state`)).toBe(false)
})

test('what was interrupted goes on where it stopped', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'traces.jsonl')
  await using server = await startServer()
  await fill(server.url, '0', 5)
  const whole = join(folder.path, 'whole.jsonl')
  await runCommand(exportCommand, '--url', server.url, '--output', whole)

  const first = await fetch(`${server.url}/api/loupe/v1/export?max_traces=2`)
  const lines = (await first.text()).trimEnd().split('\n')
  const { page } = (JSON.parse(lines.pop()!) as { loupe: { page: { nextPageToken: string; total: number } } }).loupe
  const done = `${lines.join('\n')}\n`
  await writeFile(`${file}.part`, `${done}half a li`)
  const state = {
    query: {},
    bytes: Buffer.byteLength(done),
    traces: 2,
    leftOut: 0,
    total: 5,
    pageToken: page.nextPageToken,
  }
  await writeFile(`${file}.part.state`, JSON.stringify(state))
  const said = await runCommand(exportCommand, '--url', server.url, '--output', file)

  expect(said).toContain('5 traces exported')
  expect(await readFile(file, 'utf8')).toBe(await readFile(whole, 'utf8'))
  expect(existsSync(`${file}.part.state`)).toBe(false)
})

test('a folder whose server is stopped is opened for as long as it takes', async () => {
  await using folder = await temporaryFolder()
  await using data = await temporaryFolder()
  const file = join(folder.path, 'traces.jsonl')
  {
    await using server = await startServer({ dataDir: data.path })
    await fill(server.url, '0', 2)
  }

  expect(await runCommand(exportCommand, '--data-dir', data.path, '--output', file)).toContain('2 traces exported')
  const fresh = join(folder.path, 'fresh')
  expect(await runCommand(importCommand, file, '--data-dir', fresh)).toContain('4 spans imported')
  expect(existsSync(join(fresh, 'lock'))).toBe(false)
  expect(await runCommand(exportCommand, '--data-dir', fresh, '--output', `${file}.2`)).toContain('2 traces exported')
  expect(await readFile(`${file}.2`, 'utf8')).toBe(await readFile(file, 'utf8'))
})

test('spans become Parquet', async () => {
  await using folder = await temporaryFolder()
  await using data = await temporaryFolder()
  const file = join(folder.path, 'traces.parquet')
  {
    await using server = await startServer({ dataDir: data.path })
    await fill(server.url, '0', 2)
  }

  await runCommand(exportCommand, '--data-dir', data.path, '--format', 'parquet', '--output', file)
  expect((await stat(file)).mode & 0o777).toBe(0o600)

  const bytes = await readFile(file)
  expect(bytes.subarray(0, 4).toString()).toBe('PAR1')
  expect(bytes.subarray(-4).toString()).toBe('PAR1')
  expect(bytes.includes('start_time')).toBe(true)
  expect(existsSync(`${file}.jsonl`) || existsSync(`${file}.rows`)).toBe(false)
})

test('what is wrong is said before anything is written', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'traces.jsonl')
  await using server = await startServer()

  expect(await runCommand(exportCommand, '--url', server.url, '--output', file, '--experiment', 'no')).toContain(
    'There is no experiment "no"',
  )
  expect(await runCommand(exportCommand, '--url', server.url, '--output', file, '--from', 'soon')).toContain(
    'is no time',
  )
  expect(await runCommand(exportCommand, '--url', server.url, '--output', file, '--filter', 'oops')).toContain('oops')
  expect(await runCommand(exportCommand, '--data-dir', join(folder.path, 'none'))).toContain(
    'There is no data of Loupe',
  )
  expect(existsSync(file)).toBe(false)
  expect(process.exitCode).toBe(1)
})

test('lines that cannot be read are told of and do not keep the others out', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'mixed.jsonl')
  const span = { traceId: '1'.repeat(32), spanId: '2'.repeat(16), name: 'from elsewhere', startTimeUnixNano: '5' }
  await writeFile(file, `nonsense\n${JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] })}`)
  await using server = await startServer()

  const said = await runCommand(importCommand, file, '--url', server.url)

  expect(said).toContain('1 span imported')
  expect(said).toContain('1 line or span could not be taken')
  expect(process.exitCode).toBe(1)
})
