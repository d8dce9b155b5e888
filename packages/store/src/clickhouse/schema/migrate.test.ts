import { expect, test } from 'vitest'
import { SchemaTooNew } from '../../schema-too-new.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { openEmbeddedEngine } from '../embedded-engine.ts'
import type { Engine } from '../engine.ts'
import { migrate, MIGRATIONS } from './migrate.ts'
import { type Migration, ONE_MACHINE } from './migration.ts'

async function withEngine(work: (engine: Engine) => Promise<void>): Promise<void> {
  await using folder = await temporaryFolder()
  const engine = await openEmbeddedEngine(folder.path)
  try {
    await work(engine)
  } finally {
    await engine.close()
  }
}

const versions = async (engine: Engine): Promise<number[]> =>
  (await engine.rows<{ version: number }>('SELECT version FROM schema_migrations FINAL ORDER BY version')).map(
    (row) => row.version,
  )

/** Dies at the statement number `at`, as a process would that is killed there. */
function dyingAt(engine: Engine, at: number): Engine {
  let statements = 0
  return {
    rows: (statement, parameters, role) => engine.rows(statement, parameters, role),
    insert: (rows) => engine.insert(rows),
    close: () => engine.close(),
    run(statement, parameters) {
      if (++statements === at) return Promise.reject(new Error('killed'))
      return engine.run(statement, parameters)
    },
  }
}

test('each migration is recorded once, however often the folder is opened', () =>
  withEngine(async (engine) => {
    await migrate(engine, ONE_MACHINE)
    await migrate(engine, ONE_MACHINE)

    expect(await versions(engine)).toEqual(MIGRATIONS.map(({ version }) => version))
    expect(await engine.rows('SELECT count() AS rows FROM schema_migrations')).toEqual([
      { rows: String(MIGRATIONS.length) },
    ])
  }))

test('a crash at any statement is made good by the next start', () =>
  withEngine(async (engine) => {
    let at = 1
    for (; await diesAt(engine, at); at++) {
      const tables = await engine.rows<{ name: string }>("SELECT name FROM system.tables WHERE database = 'default'")
      for (const { name } of tables) await engine.run(`DROP TABLE ${name} SYNC`)
    }

    expect(at).toBeGreaterThan(7)
  }))

/** Whether the schema needs a statement number `at`; if so, dies there, starts again and looks at the outcome. */
async function diesAt(engine: Engine, at: number): Promise<boolean> {
  const outcome = await migrate(dyingAt(engine, at), ONE_MACHINE).catch((error: unknown) => error)
  if (outcome === undefined) return false
  await migrate(engine, ONE_MACHINE)
  expect(await versions(engine)).toEqual(MIGRATIONS.map(({ version }) => version))
  expect(await engine.rows('SELECT trace_id FROM trace_keys')).toEqual([])
  return true
}

test('a later version adds its step and an earlier program refuses the folder', () =>
  withEngine(async (engine) => {
    const table = (version: number): Migration => ({
      version,
      name: `table ${version}`,
      statements: ({ onCluster, replacing }) => [
        `CREATE TABLE IF NOT EXISTS t${version} ${onCluster} (a UInt8, v UInt8) ENGINE = ${replacing('v')} ORDER BY a`,
      ],
    })
    await migrate(engine, ONE_MACHINE, [table(1)])
    await migrate(engine, ONE_MACHINE, [table(1), table(2)])

    expect(await versions(engine)).toEqual([1, 2])
    await expect(migrate(engine, ONE_MACHINE, [table(1)])).rejects.toThrow(SchemaTooNew)
  }))
