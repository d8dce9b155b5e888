import { cp, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import {
  experimentId,
  jsonText,
  type Page,
  type Run,
  type Span,
  type TraceInfo,
  traceId,
  unixMillis,
} from '@loupe-ai/model'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readClickHouseUrl } from '../clickhouse-http/clickhouse-target.ts'
import { readPostgresUrl } from '../metadata/postgres-target.ts'
import { openStores, type Stores } from '../open-stores.ts'
import { aSpan, spanIdOf } from '../testing/a-span.ts'
import { startFrontProcess } from '../testing/front-process.ts'
import { noPostgres, type PostgresServer, startPostgres } from '../testing/postgres-server.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { moveStores, type MoveStoresOptions } from './move-stores.ts'
import { MoveRefused } from './move-metadata.ts'

const missing = noPostgres()
if (missing !== undefined) process.stderr.write(`!! ${missing}: the tests of moving a folder do NOT run.\n`)

const TRACES = Array.from({ length: 40 }, (_, index) => traceId(`tr-${index}`))
const HOSTILE = 'größe\t日本\n\\ \0 \'"😀'

describe.skipIf(missing !== undefined)('a folder that is moved to a cluster', () => {
  const parts = new AsyncDisposableStack()
  let postgres: PostgresServer
  let dataDir = ''
  let before: Contents

  beforeAll(async () => {
    postgres = parts.use(await startPostgres())
    dataDir = join(parts.use(await temporaryFolder()).path, 'data')
    const stores = await openStores({ dataDir })
    await fill(stores)
    before = await contentsOf(stores)
    await stores.close()
  })
  afterAll(() => parts.disposeAsync())

  async function aTarget(): Promise<AsyncDisposable & Pick<MoveStoresOptions, 'clickHouse' | 'postgres'>> {
    const own = new AsyncDisposableStack()
    const folder = own.use(await temporaryFolder())
    const front = own.use(await startFrontProcess(folder.path, { database: 'loupe' }))
    const clickHouse = readClickHouseUrl(front.url)
    const metadata = readPostgresUrl(await postgres.newDatabase())
    if (!clickHouse.ok || !metadata.ok) throw new Error('not what a URL is')
    return {
      clickHouse: clickHouse.target,
      postgres: metadata.target,
      [Symbol.asyncDispose]: () => own.disposeAsync(),
    }
  }

  test('is there whole, and its servers go on from where it was', async () => {
    await using target = await aTarget()
    await using artifacts = await temporaryFolder()
    const progress: string[] = []

    const summary = await moveStores({
      dataDir,
      ...target,
      artifactsTo: artifacts.path,
      onProgress: ({ of, rows, totalRows }) => void progress.push(`${of} ${rows} ${totalRows}`),
    })

    expect(summary).toMatchObject({ traces: TRACES.length - 1 })
    expect(progress).toContain(`spans ${summary.spanRows} ${summary.spanRows}`)
    const stores = await openStores({ dataDir: artifacts.path, ...target })
    expect(await contentsOf(stores)).toEqual(before)
    const next = await stores.experiments.create({ name: 'made after the move' })
    const artifact = await stores.artifacts.get(['a', 'picture.png'])
    await stores.close()
    expect(next).toMatchObject({ created: true, experiment: { experimentId: '3' } })
    expect(artifact).toMatchObject({ size: 5, contentType: 'image/png' })
  })

  test('may be moved again, and nothing is twice', async () => {
    await using target = await aTarget()
    await moveStores({ dataDir, ...target })

    await moveStores({ dataDir, ...target })

    const stores = await openStores({ dataDir, ...target })
    expect(await contentsOf(stores)).toEqual(before)
    await stores.close()
  })

  test('goes on where it was interrupted', async () => {
    await using target = await aTarget()
    const seen: number[] = []
    const stop = new AbortController()
    const interrupted = moveStores({
      dataDir,
      ...target,
      signal: stop.signal,
      onProgress: ({ of, rows = 0 }) => {
        if (of === 'spans' && seen.push(rows) === 2) stop.abort(new Error('interrupted'))
      },
    })
    await expect(interrupted).rejects.toThrow('interrupted')
    const sent: number[] = []

    const summary = await moveStores({
      dataDir,
      ...target,
      onProgress: ({ of, rows = 0 }) => void (of === 'spans' && sent.push(rows)),
    })

    expect(sent[0]).toBeGreaterThan(seen.at(-1)!)
    expect(sent.at(-1)).toBe(summary.spanRows)
    const stores = await openStores({ dataDir, ...target })
    expect(await contentsOf(stores)).toEqual(before)
    await stores.close()
    expect(await readdir(dataDir)).not.toContain('move.json')
  })

  test('is refused by a cluster that others use, before anything is written', async () => {
    await using target = await aTarget()
    await using elsewhere = await temporaryFolder()
    const others = await openStores({ dataDir: elsewhere.path, ...target })
    await others.experiments.create({ name: 'theirs' })
    await others.close()

    await expect(moveStores({ dataDir, ...target })).rejects.toThrow(MoveRefused)

    const again = await openStores({ dataDir: elsewhere.path, ...target })
    expect(await again.traces.countTraces()).toBe(0)
    expect(await again.experiments.getByName('second')).toBeUndefined()
    await again.close()
  })

  test('is left as it was', async () => {
    await using copy = await temporaryFolder()
    await using target = await aTarget()
    await cp(dataDir, copy.path, { recursive: true })
    await moveStores({ dataDir: copy.path, ...target })

    const stores = await openStores({ dataDir: copy.path })
    expect(await contentsOf(stores)).toEqual(before)
    await stores.close()
  })
})

interface Contents {
  readonly infos: readonly TraceInfo[]
  readonly spans: readonly (readonly Span[])[]
  readonly found: Page<TraceInfo>
  readonly experiments: unknown
  readonly runs: Page<Run>
}

async function fill({ traces, experiments, runs, artifacts }: Stores): Promise<void> {
  await experiments.create({ name: 'first', tags: { hostile: HOSTILE } })
  await experiments.create({ name: 'second' })
  await experiments.setTag(experimentId('0'), 'of the default', 'x')
  await experiments.update(experimentId('1'), { lifecycleStage: 'deleted' })
  const run = await runs.create({
    experimentId: experimentId('2'),
    name: 'a run',
    userId: 'me',
    startMillis: unixMillis(5),
    artifactRoot: 'mlflow-artifacts:/2',
    tags: { a: 'b' },
  })
  await runs.log(run.runId, {
    metrics: [{ key: 'loss', value: Number.NaN, timestampMillis: unixMillis(1), step: 2 }],
    params: [{ key: 'p', value: HOSTILE }],
  })
  for (const id of TRACES) {
    const root = { traceId: id, experimentId: experimentId('2'), inputs: jsonText(JSON.stringify({ asked: HOSTILE })) }
    await traces.insertSpans([
      aSpan({ ...root, spanId: spanIdOf(1), sessionId: 's' }),
      aSpan({ ...root, spanId: spanIdOf(2), parentId: spanIdOf(1), usage: { inputTokens: 3 }, model: 'm' }),
    ])
  }
  await traces.editTrace(TRACES[0]!, [{ kind: 'set-tag', key: 'hostile', value: HOSTILE }])
  await traces.deleteTraces({ experimentId: experimentId('2'), ids: [TRACES[1]!] })
  await artifacts.put(['a', 'picture.png'], Buffer.from('bytes'), 'image/png')
}

async function contentsOf({ traces, experiments, runs }: Stores): Promise<Contents> {
  return {
    infos: await traces.getTraceInfos(TRACES),
    spans: await Promise.all(TRACES.slice(0, 5).map((id) => traces.getSpans(id))),
    found: await traces.searchTraces({ experimentIds: [experimentId('2')], maxResults: 100 }),
    experiments: await experiments.search({ viewType: 'ALL', maxResults: 9 }).then(({ items }) => items),
    runs: await runs.search({ experimentIds: [experimentId('2')], viewType: 'ALL', maxResults: 10 }),
  }
}
