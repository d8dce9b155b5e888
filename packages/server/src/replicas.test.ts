import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type ClickHouseHttpFront, noPostgres, startClickHouseHttpFront, startPostgres } from '@loupe-ai/store/testing'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startServer as start } from './main.ts'
import { startFailureMessage } from './start/start-failure.ts'
import { apiGet, apiPost } from './testing/api-calls.ts'
import { exportSpans } from './testing/export-spans.ts'
import { otlpSpan } from './testing/otlp-requests.ts'
import { startServer, type TestServer } from './testing/start-server.ts'
import { temporaryFolder } from './testing/temporary-folder.ts'

const missing = noPostgres()
if (missing !== undefined) process.stderr.write(`!! ${missing}: the tests of two servers on one store do NOT run.\n`)

const DEFAULTS = { host: 'localhost', port: 0, allowedHosts: [] }
const START_NANOS = 1_795_374_123_000_000_000n

interface Traces {
  readonly traces?: readonly { readonly trace_id: string; readonly state: string; readonly tags: object }[]
}

describe.skipIf(missing !== undefined)('two servers on one store', () => {
  const parts = new AsyncDisposableStack()
  let front: ClickHouseHttpFront
  let metadataUrl = ''
  let replicas: readonly [TestServer, TestServer]

  beforeAll(async () => {
    const folder = parts.use(await temporaryFolder())
    front = parts.use(await startClickHouseHttpFront(join(folder.path, 'clickhouse'), { database: 'loupe' }))
    const postgres = parts.use(await startPostgres())
    metadataUrl = await postgres.newDatabase()
    const config = { dataDir: join(folder.path, 'artifacts'), clickhouseUrl: front.url, metadataUrl }
    // At once, as a deployment starts them on an empty store.
    const [one, other] = await Promise.all([startServer(config), startServer(config)])
    replicas = [parts.use(one!), parts.use(other!)]
  })
  afterAll(() => parts.disposeAsync())

  const search = async (server: TestServer, filter: string): Promise<Traces> =>
    (
      await apiPost(server.url, '/api/3.0/mlflow/traces/search', {
        locations: [{ type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id: '0' } }],
        filter,
      })
    ).json as Traces

  const read = async (server: TestServer, traceId: string): Promise<unknown> =>
    (await apiGet(server.url, '/api/3.0/mlflow/traces/get', { trace_id: traceId, allow_partial: 'true' })).json

  test('what one acknowledged is in the next read, search and count of the other', async () => {
    const [writer, reader] = replicas
    for (let turn = 0; turn < 5; turn++) {
      const span = otlpSpan({ name: `turn ${turn}` })
      await exportSpans(writer.url, [span])

      const found = await search(reader, `trace.name = 'turn ${turn}'`)
      expect(found.traces?.map(({ trace_id }) => trace_id)).toEqual([`tr-${span.traceId}`])
      expect(await read(reader, `tr-${span.traceId}`)).toMatchObject({ trace: { spans: [{ name: `turn ${turn}` }] } })
      const status = (await apiGet(reader.url, '/api/loupe/v1/status')).json
      expect(status).toMatchObject({ trace_count: turn + 1 })
    }
  })

  test('an experiment is made once, whoever is asked first, and is at once in the other', async () => {
    const answers = await Promise.all(
      [...replicas, ...replicas].map(({ url }) =>
        apiPost(url, '/api/2.0/mlflow/experiments/create', { name: 'made by two' }),
      ),
    )

    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 400, 400, 400])
    for (const { url } of replicas) {
      const { status } = await apiGet(url, '/api/2.0/mlflow/experiments/get-by-name', {
        experiment_name: 'made by two',
      })
      expect(status).toBe(200)
    }
  })

  test('parts of one trace that both write at once converge, however they are split, ordered and repeated', async () => {
    const delivery = fc.array(
      fc.record({ span: fc.integer({ min: 0, max: 5 }), replica: fc.integer({ min: 0, max: 1 }) }),
      { minLength: 1, maxLength: 12 },
    )
    const property = fc.asyncProperty(delivery, async (deliveries) => {
      const spans = traceOfSix()
      const everything = [...deliveries, ...spans.map((_, span) => ({ span, replica: span % 2 }))]

      await Promise.all(everything.map(({ span, replica }) => exportSpans(replicas[replica]!.url, [spans[span]!])))

      const id = `tr-${spans[0]!.traceId}`
      const answers = await Promise.all(replicas.map((server) => read(server, id)))
      expect(answers[0]).toEqual(answers[1])
      expect(answers[0]).toMatchObject({
        trace: {
          trace_info: { state: 'ERROR', execution_duration: '6s', trace_metadata: expectedTokens },
          spans: Array.from({ length: 6 }, () => expect.anything()),
        },
      })
      const listed = await Promise.all(replicas.map((server) => search(server, `trace.client_request_id = '${id}'`)))
      expect(listed.map(({ traces }) => traces?.map(({ trace_id, state }) => [trace_id, state]))).toEqual([
        [[id, 'ERROR']],
        [[id, 'ERROR']],
      ])
    })
    await fc.assert(property, { numRuns: 12 })
  })

  test('tags that both set are all there', async () => {
    const span = otlpSpan()
    await exportSpans(replicas[0].url, [span])
    const id = `tr-${span.traceId}`

    const keys = Array.from({ length: 10 }, (_, index) => `tag-${index}`)
    await Promise.all(
      keys.map((key, index) =>
        fetch(`${replicas[index % 2]!.url}/api/3.0/mlflow/traces/${id}/tags`, {
          method: 'PATCH',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ key, value: 'x' }),
        }),
      ),
    )

    for (const server of replicas) {
      const answer = (await read(server, id)) as { trace: { trace_info: { tags: object } } }
      expect(Object.keys(answer.trace.trace_info.tags)).toEqual(expect.arrayContaining(keys))
    }
  })

  test('no folder is locked, and no password is shown anywhere', async () => {
    const [{ dataDir, elsewhere, log, url }] = replicas

    expect(existsSync(join(dataDir, 'lock'))).toBe(false)
    expect(existsSync(join(dataDir, 'spans'))).toBe(false)
    const status = JSON.stringify((await apiGet(url, '/api/loupe/v1/status')).json)
    const shown = [status, ...elsewhere, ...log, ...front.statements].join('\n')
    for (const url of [front.url, metadataUrl]) {
      const { password } = new URL(url)
      expect(password.length).toBeGreaterThan(0)
      expect(shown).not.toContain(password)
      expect(shown).not.toContain(decodeURIComponent(password))
    }
    expect(elsewhere).toEqual([expect.stringMatching(/\/loupe$/), expect.stringMatching(/\/test_1$/)])
  })

  test('with ClickHouse alone the folder has the metadata, and one server holds it', async () => {
    await using folder = await temporaryFolder()
    await using server = await startServer({ dataDir: folder.path, clickhouseUrl: front.url })
    await exportSpans(server.url, [otlpSpan({ name: 'with metadata of its own' })])

    const second = await start({ ...DEFAULTS, dataDir: folder.path, clickhouseUrl: front.url }, { log: () => {} })

    expect(second).toMatchObject({ failure: { kind: 'data-dir-in-use', holder: { url: server.url } } })
    expect(existsSync(join(folder.path, 'metadata.db'))).toBe(true)
    expect(existsSync(join(folder.path, 'spans'))).toBe(false)
    expect((await search(replicas[0], "trace.name = 'with metadata of its own'")).traces).toHaveLength(1)
  })

  test.each([
    ['a wrong password', (url: string) => url.replace(/:[^:@/]*@/, ':s3cret@'), 'Authentication failed'],
    ['a server that is not there', () => 'http://u:s3cret@127.0.0.1:1/loupe', 'ECONNREFUSED'],
    ['what is no URL', () => 's3cret', 'must be a URL'],
  ])('%s of ClickHouse is told without the password', async (_, change, reason) => {
    await using folder = await temporaryFolder()

    const result = await start(
      { ...DEFAULTS, dataDir: folder.path, clickhouseUrl: change(front.url) },
      { log: () => {} },
    )

    const message = result.ok ? '' : startFailureMessage(result.failure)
    expect(message).toContain(reason)
    expect(message).toContain('LOUPE_CLICKHOUSE_URL')
    expect(message).not.toContain('s3cret')
  })

  test.each([
    ['a database that is missing', (url: string) => url.replace('/test_1', '/nowhere'), 'does not exist'],
    ['a server that is not there', () => 'postgres://u:s3cret@127.0.0.1:1/loupe', 'ECONNREFUSED'],
    ['what is no URL', () => 's3cret', 'must be a URL'],
  ])('%s of PostgreSQL is told without the password', async (_, change, reason) => {
    await using folder = await temporaryFolder()

    const config = { ...DEFAULTS, dataDir: folder.path, clickhouseUrl: front.url, metadataUrl: change(metadataUrl) }
    const result = await start(config, { log: () => {} })

    const message = result.ok ? '' : startFailureMessage(result.failure)
    expect(message).toContain(reason)
    expect(message).toContain('LOUPE_METADATA_URL')
    expect(message).not.toContain('s3cret')
  })
})

const expectedTokens = { 'mlflow.trace.tokenUsage': expect.stringContaining('"total_tokens":50') }

/** A root and five children one after another; the last one failed. */
function traceOfSix(): ReturnType<typeof otlpSpan>[] {
  const root = otlpSpan()
  const at = (seconds: number): bigint => START_NANOS + BigInt(seconds) * 1_000_000_000n
  return Array.from({ length: 6 }, (_, index) =>
    otlpSpan({
      traceId: root.traceId,
      name: `part ${index}`,
      parentSpanId: index === 0 ? '' : root.spanId,
      ...(index === 0 && { spanId: root.spanId }),
      startTimeUnixNano: at(index === 0 ? 0 : index - 1),
      endTimeUnixNano: at(index === 0 ? 6 : index),
      status: { code: index === 0 ? 2 : 1, message: '' },
      attributes:
        index === 0
          ? { 'loupe.clientRequestId': `tr-${root.traceId}` }
          : { 'gen_ai.usage.input_tokens': 4, 'gen_ai.usage.output_tokens': 6 },
    }),
  )
}
