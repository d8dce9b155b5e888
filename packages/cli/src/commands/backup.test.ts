import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { exportSpans, otlpSpan, startServer, temporaryFolder } from '@loupe-ai/server/testing'
import { afterEach, expect, test } from 'vitest'
import { runCommand } from '../testing/run-command.ts'
import { backupCommand } from './backup.ts'
import { restoreCommand } from './restore.ts'
import { retentionCommand } from './retention.ts'

afterEach(() => {
  process.exitCode = undefined
})

test('a running server is backed up, wholly and then in part, and a server shows what was restored', async () => {
  await using folder = await temporaryFolder()
  const backups = join(folder.path, 'backups')
  const restored = join(folder.path, 'restored')
  {
    await using server = await startServer({ backupDir: backups })
    await exportSpans(server.url, [otlpSpan()])
    expect(await runCommand(backupCommand, '--url', server.url, '--incremental')).toContain('no backup')
    expect(await runCommand(backupCommand, '--url', server.url, '--name', '../escape')).toContain('A name of letters')
    process.exitCode = undefined

    expect(await runCommand(backupCommand, '--url', server.url, '--name', 'one')).toContain(join(backups, 'one'))
    await exportSpans(server.url, [otlpSpan()])
    expect(await runCommand(backupCommand, '--url', server.url, '--name', 'two', '--incremental')).toContain(
      'Backed up',
    )

    expect(await runCommand(restoreCommand, join(backups, 'two'), '--data-dir', server.dataDir)).toContain(
      `in use by the Loupe server at ${server.url}`,
    )
    process.exitCode = undefined
  }

  expect(await runCommand(restoreCommand, join(backups, 'two'), '--data-dir', restored)).toContain('Restored 2 traces')
  expect(process.exitCode).toBeUndefined()
  await using again = await startServer({ dataDir: restored })
  expect(again.traceCount).toBe(2)
})

test('what cannot be restored leaves nothing behind', async () => {
  await using folder = await temporaryFolder()
  const target = join(folder.path, 'target')

  const said = await runCommand(restoreCommand, folder.path, '--data-dir', target)

  expect(said).toContain('is no backup')
  expect(process.exitCode).toBe(1)
  expect(existsSync(target)).toBe(false)
})

test('retention says what it would delete, and then deletes it', async () => {
  await using server = await startServer({ retention: { maxAgeDays: 30 } })
  const nanos = 1_600_000_000_000_000_000n
  await exportSpans(server.url, [otlpSpan({ startTimeUnixNano: nanos, endTimeUnixNano: nanos + 1n }), otlpSpan()])

  expect(await runCommand(retentionCommand, '--url', server.url, '--dry-run')).toMatch(
    /^Would delete the week 2020-09-10 to 2020-09-16 of every experiment: 1 trace, \d+ kB\.\nNothing was deleted/,
  )
  expect(await runCommand(retentionCommand, '--url', server.url)).toContain('Deleted the week 2020-09-10')
  expect(await runCommand(retentionCommand, '--url', server.url)).toBe('Nothing is older or more than it may be.')
})
