import { expect, test } from 'vitest'
import { clusterShape, SHARD_KEYS } from './cluster-shape.ts'
import { MIGRATIONS } from './migrate.ts'
import { type Migration, ONE_MACHINE, type TableShape } from './migration.ts'

const KEEPER = clusterShape({ name: 'loupe', hasKeeper: true })
const NO_KEEPER = clusterShape({ name: 'loupe', hasKeeper: false })

const statementsOf = (shape: TableShape, migrations: readonly Migration[] = MIGRATIONS): string[] =>
  migrations.flatMap((migration) => migration.statements(shape)).flatMap((statement) => shape.statementsFor(statement))

test('on a cluster, rows lie in replicated tables, and what is read and written is distributed over them', () => {
  const migration: Migration = {
    version: 1,
    name: 'x',
    statements: ({ onCluster, replacing }) => [
      `CREATE TABLE IF NOT EXISTS spans ${onCluster} (a UInt8) ENGINE = ${replacing('v', 'gone')} ORDER BY a`,
      `ALTER TABLE spans ${onCluster} ADD COLUMN IF NOT EXISTS b UInt8`,
      `ALTER TABLE spans ${onCluster} ADD INDEX IF NOT EXISTS i b TYPE minmax`,
    ],
  }

  expect(statementsOf(KEEPER, [migration]).map((statement) => statement.replaceAll(/\s+/g, ' '))).toEqual([
    'CREATE TABLE IF NOT EXISTS spans_local ON CLUSTER loupe (a UInt8) ENGINE = ReplicatedReplacingMergeTree(v, gone) ORDER BY a',
    'CREATE TABLE IF NOT EXISTS spans ON CLUSTER loupe AS spans_local ENGINE = Distributed(loupe, currentDatabase(), spans_local, cityHash64(trace_id))',
    'ALTER TABLE spans_local ON CLUSTER loupe ADD COLUMN IF NOT EXISTS b UInt8',
    'ALTER TABLE spans ON CLUSTER loupe ADD COLUMN IF NOT EXISTS b UInt8',
    'ALTER TABLE spans_local ON CLUSTER loupe ADD INDEX IF NOT EXISTS i b TYPE minmax',
  ])
  expect(KEEPER.rowsOf('spans')).toBe('spans_local ON CLUSTER loupe')
})

test('a Keeper is the only difference to what the tests of the cluster run', () => {
  const withoutKeeper = statementsOf(KEEPER).map((statement) =>
    statement.replaceAll('ON CLUSTER loupe', '').replaceAll('Replicated', ''),
  )

  expect(withoutKeeper).toEqual(statementsOf(NO_KEEPER))
  for (const statement of statementsOf(KEEPER)) {
    expect(statement).toContain('ON CLUSTER loupe')
    expect(statement).not.toMatch(/ENGINE = \w*MergeTree(?<!Replicated\w*)/)
  }
})

test('every table has a shard key, and no key is left of a table that is gone', () => {
  const tables = MIGRATIONS.flatMap((migration) => migration.statements(ONE_MACHINE)).flatMap(
    (statement) => /CREATE TABLE IF NOT EXISTS (\w+)/.exec(statement)?.[1] ?? [],
  )

  expect(Object.keys(SHARD_KEYS).toSorted()).toEqual(['schema_migrations', ...tables].toSorted())
})

test('a statement of another kind is refused, before it would run on one server only', () => {
  expect(() => KEEPER.statementsFor('DROP TABLE spans')).toThrow('not known how to run on a cluster')
})
