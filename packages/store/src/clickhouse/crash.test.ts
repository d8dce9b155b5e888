import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { experimentId, traceId } from '@loupe-ai/model'
import { expect, test } from 'vitest'
import { aSpan } from '../testing/a-span.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { openClickHouseTraceStore } from './clickhouse-trace-store.ts'
import { openEmbeddedEngine } from './embedded-engine.ts'
import type { Engine } from './engine.ts'

const EVERYTHING = { experimentIds: [experimentId('0')], maxResults: 10 }

/** Fails once, at the next insert into `table`, or after so many. */
function failingOnceAt(engine: Engine, table: string, after = 0): Engine {
  let left = after
  return {
    rows: (statement, parameters, role) => engine.rows(statement, parameters, role),
    run: (statement, parameters) => engine.run(statement, parameters),
    close: () => engine.close(),
    insert(rows) {
      if (rows.table !== table || left-- !== 0) return engine.insert(rows)
      return Promise.reject(new Error(`no space for ${table}`))
    },
  }
}

test.each(['traces', 'trace_keys'])(
  'a trace whose summary failed at %s is summarised with the next commit',
  async (table) => {
    await using folder = await temporaryFolder()
    const store = await openClickHouseTraceStore(failingOnceAt(await openEmbeddedEngine(folder.path), table))

    await expect(store.insertSpans([aSpan({ traceId: traceId('lost') })])).rejects.toThrow('no space')
    await store.insertSpans([aSpan({ traceId: traceId('next') })])
    const { items } = await store.searchTraces(EVERYTHING)
    await store.close()

    expect(items.map((info) => info.traceId)).toEqual(['lost', 'next'])
  },
)

test.each(['traces', 'trace_keys'])(
  'a trace whose summary was lost at %s is summarised at the next start',
  async (table) => {
    await using folder = await temporaryFolder()
    const store = await openClickHouseTraceStore(failingOnceAt(await openEmbeddedEngine(folder.path), table))
    await expect(store.insertSpans([aSpan({ traceId: traceId('lost') })])).rejects.toThrow('no space')
    await store.close()

    const again = await openClickHouseTraceStore(await openEmbeddedEngine(folder.path))
    const { items } = await again.searchTraces(EVERYTHING)
    await again.close()

    expect(items).toMatchObject([{ traceId: 'lost', spanCount: 1 }])
  },
)

test.each([0, 1, 2])(
  'of commits that overlap, number %i of which was not summarised, all are at the next start',
  async (number) => {
    await using folder = await temporaryFolder()
    const engine = failingOnceAt(await openEmbeddedEngine(folder.path), 'trace_keys', number)
    const store = await openClickHouseTraceStore(engine)
    const prepared = ['first', 'last'].map((id) => store.prepareSpans([aSpan({ traceId: traceId(id) })]))

    const outcomes = await Promise.allSettled([
      store.insertPrepared([prepared[0]!]),
      store.editTrace(traceId('first'), [{ kind: 'set-tag', key: 'said', value: 'between' }]),
      store.insertPrepared([prepared[1]!]),
    ])
    await store.close()

    const again = await openClickHouseTraceStore(await openEmbeddedEngine(folder.path))
    const { items } = await again.searchTraces(EVERYTHING)
    await again.close()
    expect(outcomes.map(({ status }) => status === 'rejected')).toEqual([0, 1, 2].map((each) => each === number))
    expect(items).toMatchObject([
      { traceId: 'first', spanCount: 1, tags: { said: 'between' } },
      { traceId: 'last', spanCount: 1 },
    ])
  },
)

const STORE_AND_WAIT = `
  const [folder, here] = process.argv.slice(1)
  const { openEmbeddedEngine } = await import(here + '/embedded-engine.ts')
  const { openClickHouseTraceStore } = await import(here + '/clickhouse-trace-store.ts')
  const { aSpan } = await import(here + '/../testing/a-span.ts')
  const store = await openClickHouseTraceStore(await openEmbeddedEngine(folder))
  await store.insertSpans([aSpan({ inputs: '"kept"' })])
  console.log('stored')
  setInterval(() => {}, 1000)`

test('what was stored is there after the process was killed', async () => {
  await using folder = await temporaryFolder()
  const child = spawn(
    process.execPath,
    ['--input-type=module', '-e', STORE_AND_WAIT, folder.path, import.meta.dirname],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const [said] = (await once(child.stdout, 'data')) as [Buffer]
  child.kill('SIGKILL')
  const [, signal] = await once(child, 'exit')

  const store = await openClickHouseTraceStore(await openEmbeddedEngine(folder.path))
  const [spans, infos] = [await store.getSpans(traceId('tr-1')), await store.getTraceInfos([traceId('tr-1')])]
  await store.close()

  expect([said.toString().trim(), signal]).toEqual(['stored', 'SIGKILL'])
  expect(spans).toMatchObject([{ inputs: '"kept"' }])
  expect(infos).toMatchObject([{ spanCount: 1 }])
})
