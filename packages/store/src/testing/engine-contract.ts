import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Engine } from '../clickhouse/engine.ts'
import { EngineBusy, EngineClosed, EngineError } from '../clickhouse/engine-error.ts'

/** Limits that every engine has, small enough for a test. */
interface EngineLimitsUnderTest {
  readonly maxReadSeconds?: number
  readonly maxReadBytes?: number
  /** Reads at once. */
  readonly reads?: number
  readonly maxWaiting?: number
}

export type OpenEngine = (limits?: EngineLimitsUnderTest) => Promise<Engine & AsyncDisposable>

const SLEEP = 'SELECT sleepEachRow({seconds:Float64}) FROM numbers({times:UInt64}) SETTINGS max_block_size = 1'

/** What every Engine promises, as a suite that each implementation runs. */
export function engineContract(name: string, open: OpenEngine): void {
  describe(`${name} keeps the promises of an engine`, () => {
    bindsValues(open)
    answersExactly(open)
    refusesAndCloses(open)
  })
}

function bindsValues(open: OpenEngine): void {
  test('any value is bound as it is and never becomes part of the statement', async () => {
    await using engine = await open()
    const anyText = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(...'\'"\\\n\r\t\b\0],;}nx0') }),
      fc.constant("'); DROP TABLE t; --\\'"),
    )
    const property = fc.asyncProperty(anyText, fc.array(anyText, { maxLength: 4 }), async (text, list) => {
      const rows = await engine.rows('SELECT {text:String} AS text, {list:Array(String)} AS list', { text, list })
      expect(rows).toEqual([{ text, list }])
    })
    await fc.assert(property, { numRuns: 200 })
  })

  test('a statement without a result has its values too', async () => {
    await using engine = await open()
    await engine.run('CREATE TABLE t (a String, n UInt64) ENGINE = MergeTree ORDER BY a')
    const hostile = "'); --\\\n\t\0日本"

    await engine.run('INSERT INTO t SELECT {a:String}, {n:UInt64}', { a: hostile, n: 2n ** 64n - 1n })

    expect(await engine.rows('SELECT a, n FROM t', {}, 'write')).toEqual([{ a: hostile, n: '18446744073709551615' }])
  })

  test('statements that run at once keep their own values', async () => {
    await using engine = await open()
    const ask = (value: number): Promise<unknown[]> =>
      engine.rows('SELECT {value:UInt32} AS value, sleep(0.001) AS slept', { value })

    const answers = await Promise.all(Array.from({ length: 60 }, (_, value) => ask(value)))

    expect(answers.flat()).toEqual(Array.from({ length: 60 }, (_, value) => ({ value, slept: 0 })))
  })

  test('lists of a hundred thousand ids and texts of megabytes are values, for what gives a result and what does not', async () => {
    await using engine = await open()
    const ids = Array.from({ length: 100_000 }, (_, index) => `tr-${String(index).padStart(32, '0')}`)
    const text = `größe '日本\\\n\t😀 `.repeat(100_000)
    await engine.run('CREATE TABLE t (a String) ENGINE = MergeTree ORDER BY tuple()')

    const rows = await engine.rows(
      'SELECT {last:String} IN {ids:Array(String)} AS found, length({ids:Array(String)}) AS ids, {text:String} = {text:String} AS same, lengthUTF8({text:String}) AS characters',
      { ids, last: ids.at(-1)!, text },
    )
    await engine.run('INSERT INTO t SELECT {text:String} WHERE has({ids:Array(String)}, {last:String})', {
      ids,
      last: ids[50_000]!,
      text,
    })

    expect(rows).toEqual([{ found: 1, ids: '100000', same: 1, characters: String([...text].length) }])
    expect(await engine.rows('SELECT a FROM t')).toEqual([{ a: text }])
  })
}

function answersExactly(open: OpenEngine): void {
  test('integers of 64 bits and more come as text, to the last digit', async () => {
    await using engine = await open()

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

  test('rows are inserted from the bytes of either format', async () => {
    await using engine = await open()
    await engine.run('CREATE TABLE t (a UInt64, b Nullable(String)) ENGINE = MergeTree ORDER BY a')
    const columns = ['a', 'b']

    await engine.insert({ table: 't', columns, format: 'TSV', bytes: Buffer.from('1\tx\\ty\n2\t\\N\n') })
    await engine.insert({ table: 't', columns, format: 'JSONEachRow', bytes: Buffer.from('{"a":"3","b":"日\\n"}\n') })

    expect(await engine.rows('SELECT a, b FROM t ORDER BY a')).toEqual([
      { a: '1', b: 'x\ty' },
      { a: '2', b: null },
      { a: '3', b: '日\n' },
    ])
  })
}

function refusesAndCloses(open: OpenEngine): void {
  test('what the engine refuses is an EngineError with its code, and its kind is read from the code', async () => {
    await using engine = await open({ maxReadSeconds: 1 })

    const unknown = await engine.rows('SELECT * FROM missing').catch((error: unknown) => error)
    const tooLong = await engine.rows(SLEEP, { seconds: 0.5, times: 20 }).catch((error: unknown) => error)
    const noInsert = await engine
      .insert({ table: 'missing', columns: ['a'], format: 'TSV', bytes: Buffer.from('1\n') })
      .catch((error: unknown) => error)

    expect(unknown).toBeInstanceOf(EngineError)
    expect(unknown).toMatchObject({ code: 60, kind: 'statement' })
    expect(tooLong).toMatchObject({ code: 159, kind: 'limit' })
    expect(noInsert).toMatchObject({ code: 60, kind: 'statement' })
  })

  test('a read that needs too much memory is refused, and the next one is answered', async () => {
    await using engine = await open({ maxReadBytes: 32 * 1024 * 1024 })

    const greedy = engine.rows('SELECT groupArray(number) FROM numbers(100000000)')

    await expect(greedy).rejects.toMatchObject({ code: 241, kind: 'limit' })
    expect(await engine.rows('SELECT 1 AS one')).toEqual([{ one: 1 }])
  })

  test('closing waits for what runs and takes nothing new', async () => {
    await using engine = await open({ reads: 1 })
    const [running, waiting] = [0, 1].map(() => engine.rows(SLEEP, { seconds: 0.1, times: 1 }))

    const closing = engine.close()

    await expect(engine.rows('SELECT 1')).rejects.toThrow(EngineClosed)
    await closing
    expect(await running).toHaveLength(1)
    expect(await waiting).toHaveLength(1)
  })

  test('too many that wait are refused', async () => {
    await using engine = await open({ reads: 1, maxWaiting: 1 })
    const accepted = [0, 1].map(() => engine.rows(SLEEP, { seconds: 0.1, times: 1 }))

    await expect(engine.rows('SELECT 1')).rejects.toThrow(EngineBusy)
    await Promise.all(accepted)
  })
}
