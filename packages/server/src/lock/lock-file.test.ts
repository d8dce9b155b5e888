import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { takeLock } from './lock-file.ts'
import { ownIdentity } from './process-identity.ts'

const URL = 'http://localhost:5000'

test('a second taker is told who holds the folder, and gets it after the release', async () => {
  await using folder = await temporaryFolder()

  const first = await takeLock(folder.path, URL)
  const second = await takeLock(folder.path, 'http://localhost:6000')

  expect(first.taken).toBe(true)
  expect(second).toMatchObject({ taken: false, holder: { url: URL, pid: process.pid } })

  if (first.taken) first.lock.release()
  expect(existsSync(join(folder.path, 'lock'))).toBe(false)
  expect((await takeLock(folder.path, URL)).taken).toBe(true)
})

test('the lock of a process that is gone is taken over', async () => {
  await using folder = await temporaryFolder()
  const child = spawn(process.execPath, ['-e', ''])
  await once(child, 'exit')
  writeLock(folder.path, { ...ownIdentity(), pid: child.pid!, url: URL, token: 'dead' })

  expect((await takeLock(folder.path, URL)).taken).toBe(true)
  expect(readdirSync(folder.path)).toEqual(['lock'])
})

test.runIf(process.platform === 'linux')(
  'a process with the same pid but another start is not the holder',
  async () => {
    await using folder = await temporaryFolder()
    writeLock(folder.path, { ...ownIdentity(), startTicks: '1', url: URL, token: 'earlier' })

    expect((await takeLock(folder.path, URL)).taken).toBe(true)
  },
)

test.runIf(process.platform === 'linux')('a lock from before a reboot is taken over', async () => {
  await using folder = await temporaryFolder()
  writeLock(folder.path, { ...ownIdentity(), bootId: 'another boot', url: URL, token: 'earlier' })

  expect((await takeLock(folder.path, URL)).taken).toBe(true)
})

test('of many starters at once over a stale lock exactly one gets it', async () => {
  await using folder = await temporaryFolder()
  const script = `
    import { writeSync } from 'node:fs'
    import { takeLock } from ${JSON.stringify(import.meta.resolve('./lock-file.ts'))}
    process.stdin.once('data', async () => {
      const result = await takeLock(${JSON.stringify(folder.path)}, 'http://localhost:1')
      writeSync(1, result.taken ? 'taken' : 'refused')
      process.stdin.once('data', () => process.exit(0))
    })
    writeSync(1, 'ready ')`
  for (let round = 0; round < 3; round++) {
    writeLock(folder.path, { ...ownIdentity(), startTicks: '1', pid: 4_000_000, url: URL, token: `stale ${round}` })
    const starters = Array.from({ length: 4 }, () => startScript(script))
    await Promise.all(starters.map((starter) => starter.said('ready ')))

    for (const starter of starters) starter.child.stdin.write('go')
    const answers = await Promise.all(starters.map((starter) => starter.said('taken', 'refused')))

    expect(answers.filter((answer) => answer.endsWith('taken'))).toHaveLength(1)
    for (const starter of starters) starter.child.stdin.write('end')
    await Promise.all(starters.map((starter) => starter.exited))
  }
})

test('a file that is no lock, left by a full disk, does not keep the server from starting', async () => {
  await using folder = await temporaryFolder()
  writeFileSync(join(folder.path, 'lock'), '{"pid":')

  expect((await takeLock(folder.path, URL)).taken).toBe(true)
  expect(JSON.parse(readFileSync(join(folder.path, 'lock'), 'utf8'))).toMatchObject({ pid: process.pid, url: URL })
})

const writeLock = (folder: string, content: object): void =>
  writeFileSync(join(folder, 'lock'), JSON.stringify(content))

function startScript(script: string) {
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['pipe', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  return {
    child,
    exited: once(child, 'exit'),
    said: async (...endings: string[]): Promise<string> => {
      while (!endings.some((ending) => output.endsWith(ending))) await once(child.stdout, 'data')
      return output
    },
  }
}
