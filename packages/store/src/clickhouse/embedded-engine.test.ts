import { lookup } from 'node:dns/promises'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { engineContract } from '../testing/engine-contract.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { type EmbeddedEngineOptions, openEmbeddedEngine } from './embedded-engine.ts'
import type { Engine } from './engine.ts'
import { EngineUnavailable } from './engine-error.ts'
import { tsvRow } from './tsv.ts'

const SLEEP = 'SELECT sleepEachRow({seconds:Float64}) FROM numbers({times:UInt64}) SETTINGS max_block_size = 1'

async function openEngine(options?: EmbeddedEngineOptions): Promise<Engine & AsyncDisposable> {
  const folder = await temporaryFolder()
  const engine = await openEmbeddedEngine(folder.path, options)
  const { rows, run, insert, close } = engine
  return {
    rows: rows.bind(engine) as Engine['rows'],
    run: run.bind(engine),
    insert: insert.bind(engine),
    close: close.bind(engine),
    async [Symbol.asyncDispose]() {
      await engine.close()
      await folder[Symbol.asyncDispose]()
    },
  }
}

test('slow reads on every read session delay neither a write, nor a file, nor a look-up of a name', async () => {
  await using engine = await openEngine({ readSessions: 3 })
  await engine.run('CREATE TABLE t (a UInt8) ENGINE = MergeTree ORDER BY a')
  let areReading = true
  const reads = Promise.all(Array.from({ length: 6 }, () => engine.rows(SLEEP, { seconds: 1, times: 3 }))).finally(
    () => {
      areReading = false
    },
  )

  await engine.insert({ table: 't', columns: ['a'], format: 'TSV', bytes: Buffer.from('1\n') })
  await engine.rows('SELECT a FROM t', {}, 'write')
  await stat('.')
  await lookup('localhost')

  expect(areReading).toBe(true)
  await reads
})

for (const folderName of ["of one's own", 'like {this,that}*']) {
  test(`many rows arrive to the letter, and leave no file behind, in a folder named ${folderName}`, async () => {
    await using folder = await temporaryFolder()
    const engine = await openEmbeddedEngine(join(folder.path, folderName))
    await engine.run('CREATE TABLE t (a String, n UInt32, unnamed UInt8 DEFAULT 7) ENGINE = MergeTree ORDER BY n')
    const text = 'Größe ’"\\;\n\t\0 日本 🧑‍🚀 -- /* '.repeat(20)
    const bytes = Buffer.from(Array.from({ length: 3000 }, (_, n) => `${tsvRow([n, text])}\n`).join(''))
    expect(bytes.length).toBeGreaterThan(1024 * 1024)

    await engine.insert({ table: 't', columns: ['n', 'a'], format: 'TSV', bytes })

    const rows = await engine.rows(
      'SELECT count() AS rows, uniqExact(n) AS different, any(unnamed) AS unnamed, any(a) AS a FROM t',
    )
    const files = await readdir(folder.path, { recursive: true })
    await engine.close()
    expect(rows).toEqual([{ rows: '3000', different: '3000', unnamed: 7, a: text }])
    expect(files.filter((file) => /\.rows\/./.test(file))).toEqual([])
  })
}

test('rows that are none are refused, with their place, however many they are', async () => {
  await using engine = await openEngine()
  await engine.run('CREATE TABLE t (n UInt32) ENGINE = MergeTree ORDER BY n')
  const bytes = Buffer.from(`${'1\n'.repeat(400_000)}no number\n`)

  const inserting = engine.insert({ table: 't', columns: ['n'], format: 'TSV', bytes })

  await expect(inserting).rejects.toThrow(/row 400001|Cannot parse/)
  expect(await engine.rows('SELECT count() AS rows FROM t')).toEqual([{ rows: '0' }])
})

engineContract('the embedded ClickHouse', ({ reads, ...limits } = {}) =>
  openEngine({ ...limits, ...(reads !== undefined && { readSessions: reads }) }),
)

test('a platform without the library is said by name, with the cause', async () => {
  await using folder = await temporaryFolder()
  const cause = new Error('no binary for this platform')

  const opening = openEmbeddedEngine(folder.path, { load: () => Promise.reject(cause) })

  const error = await opening.catch((error: unknown) => error)
  expect(error).toBeInstanceOf(EngineUnavailable)
  expect(error).toMatchObject({ platform: `${process.platform}-${process.arch}`, cause })
  expect(String(error)).toContain('no binary for this platform')
})

test('several folders may be opened in one process, one after another', async () => {
  for (let turn = 0; turn < 3; turn++) {
    await using engine = await openEngine()
    expect(await engine.rows('SHOW TABLES')).toEqual([])
    await engine.run('CREATE TABLE t (a UInt8) ENGINE = MergeTree ORDER BY a')
  }
})

test('with fsync the engine confirms an insert when the disk has it, without it does not wait', async () => {
  for (const fsync of [true, false]) {
    await using folder = await temporaryFolder()
    const engine = await openEmbeddedEngine(folder.path, { fsync })
    await engine.run('CREATE TABLE t (a UInt8) ENGINE = MergeTree ORDER BY a')
    const [row] = await engine.rows<{ on: string }>(
      "SELECT toString(sum(toUInt8(value))) AS on FROM system.merge_tree_settings WHERE name IN ('fsync_after_insert', 'fsync_part_directory')",
    )
    await engine.close()
    expect(row?.on).toBe(fsync ? '2' : '0')
  }
})
