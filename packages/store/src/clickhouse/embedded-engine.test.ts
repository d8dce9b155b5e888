import { lookup } from 'node:dns/promises'
import { stat } from 'node:fs/promises'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { type EmbeddedEngineOptions, openEmbeddedEngine } from './embedded-engine.ts'
import type { Engine } from './engine.ts'
import { EngineBusy, EngineClosed, EngineError, EngineUnavailable } from './engine-error.ts'

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

test('any value is bound as it is and never becomes part of the statement', async () => {
  await using engine = await openEngine()
  const anyText = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({
      unit: fc.constantFrom("'", '"', '\\', '\n', '\r', '\t', '\b', '\0', ']', ',', ';', '}', 'n', 'x', '0'),
    }),
    fc.constant("'); DROP TABLE t; --\\'"),
  )
  const property = fc.asyncProperty(anyText, fc.array(anyText, { maxLength: 4 }), async (text, list) => {
    const rows = await engine.rows('SELECT {text:String} AS text, {list:Array(String)} AS list', { text, list })
    expect(rows).toEqual([{ text, list }])
  })
  await fc.assert(property, { numRuns: 200 })
})

test('statements that run at once keep their own values', async () => {
  await using engine = await openEngine()
  const ask = (value: number): Promise<unknown[]> =>
    engine.rows('SELECT {value:UInt32} AS value, sleep(0.001) AS slept', { value })

  const answers = await Promise.all(Array.from({ length: 60 }, (_, value) => ask(value)))

  expect(answers.flat()).toEqual(Array.from({ length: 60 }, (_, value) => ({ value, slept: 0 })))
})

test('a list of a hundred thousand ids is a value too', async () => {
  await using engine = await openEngine()
  const ids = Array.from({ length: 100_000 }, (_, index) => `tr-${String(index).padStart(32, '0')}`)

  const rows = await engine.rows('SELECT {last:String} IN {ids:Array(String)} AS found', { ids, last: ids.at(-1)! })

  expect(rows).toEqual([{ found: 1 }])
})

test('integers of 64 bits and more come as text, to the last digit', async () => {
  await using engine = await openEngine()

  const rows = await engine.rows(
    `SELECT toUInt64('18446744073709551615') AS plain, toNullable(toInt64('-9223372036854775808')) AS nullable,
      toUInt128('340282366920938463463374607431768211455') AS wide`,
  )

  expect(rows).toEqual([
    {
      plain: '18446744073709551615',
      nullable: '-9223372036854775808',
      wide: '340282366920938463463374607431768211455',
    },
  ])
})

test('what the engine refuses is an EngineError with its code, and its kind is read from the code', async () => {
  await using engine = await openEngine({ maxReadSeconds: 1 })

  const unknown = await engine.rows('SELECT * FROM missing').catch((error: unknown) => error)
  const tooLong = await engine.rows(SLEEP, { seconds: 0.5, times: 20 }).catch((error: unknown) => error)

  expect(unknown).toBeInstanceOf(EngineError)
  expect(unknown).toMatchObject({ code: 60, kind: 'statement' })
  expect(tooLong).toMatchObject({ code: 159, kind: 'limit' })
})

test('a read that needs too much memory is refused, and the next one is answered', async () => {
  await using engine = await openEngine({ maxReadBytes: 32 * 1024 * 1024 })

  const greedy = engine.rows('SELECT groupArray(number) FROM numbers(100000000)')

  await expect(greedy).rejects.toMatchObject({ code: 241, kind: 'limit' })
  expect(await engine.rows('SELECT 1 AS one')).toEqual([{ one: 1 }])
})

test('closing waits for what runs and takes nothing new', async () => {
  await using engine = await openEngine({ readSessions: 1 })
  const [running, waiting] = [0, 1].map(() => engine.rows(SLEEP, { seconds: 0.1, times: 1 }))

  const closing = engine.close()

  await expect(engine.rows('SELECT 1')).rejects.toThrow(EngineClosed)
  await closing
  expect(await running).toHaveLength(1)
  expect(await waiting).toHaveLength(1)
})

test('too many that wait are refused', async () => {
  await using engine = await openEngine({ readSessions: 1, maxWaiting: 1 })
  const accepted = [0, 1].map(() => engine.rows(SLEEP, { seconds: 0.1, times: 1 }))

  await expect(engine.rows('SELECT 1')).rejects.toThrow(EngineBusy)
  await Promise.all(accepted)
})

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
