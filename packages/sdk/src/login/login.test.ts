import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'

import { startWorkspace, TOKEN } from '../export/databricks/testing/start-workspace.ts'
import { testLoupe } from '../testing/test-loupe.ts'
import type { Terminal } from './terminal.ts'

interface TypingPerson {
  readonly terminal: Terminal
  readonly shown: () => string
}

/** Somebody who answers each question that contains a text with a line. */
function person(...answers: readonly (readonly [question: string, line: string])[]): TypingPerson {
  const waiting = [...answers]
  const input = Object.assign(new PassThrough(), { isTTY: true })
  const output = Object.assign(new PassThrough(), { isTTY: true })
  let shown = ''
  output.on('data', (chunk: Buffer) => {
    shown += chunk.toString()
    const next = waiting[0]
    if (next === undefined || !shown.split('\n').at(-1)!.includes(next[0])) return
    waiting.shift()
    setImmediate(() => input.write(`${next[1]}\r`))
  })
  return { terminal: { input, output }, shown: () => shown }
}

async function configFile(text?: string): Promise<{ path: string } & AsyncDisposable> {
  const folder = await mkdtemp(join(tmpdir(), 'loupe-login-'))
  const path = join(folder, '.databrickscfg')
  if (text !== undefined) await writeFile(path, text, { mode: 0o644 })
  return { path, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) }
}

test('credentials that work are checked, and nobody is asked', async () => {
  await using workspace = await startWorkspace()
  await using loupe = testLoupe({ spool: false }, { DATABRICKS_HOST: workspace.host, DATABRICKS_TOKEN: TOKEN })
  expect(await loupe.login()).toEqual({
    host: workspace.host,
    userName: 'ann@example.com',
    trackingUri: 'databricks',
  })
  expect(loupe.getTrackingUri()).toBe('databricks')
  expect(workspace.told).toEqual(['GET /api/2.0/preview/scim/v2/Me'])
})

test('a person is asked, the token is not shown, and both are kept for the owner alone beside other profiles', async () => {
  await using workspace = await startWorkspace()
  await using file = await configFile(
    '# mine\n[other]\nhost = https://other\ntoken = t\n\n[DEFAULT]\nhost = https://old\n',
  )
  const { terminal, shown } = person(['host', workspace.host], ['Token', TOKEN])
  await using loupe = testLoupe({ spool: false }, { DATABRICKS_CONFIG_FILE: file.path })

  expect(await loupe.login({ terminal })).toMatchObject({ host: workspace.host, trackingUri: 'databricks' })
  expect(loupe.getTrackingUri()).toBe('databricks')
  expect(shown()).toContain('Logged in')
  expect(shown()).not.toContain(TOKEN)
  expect(await readFile(file.path, 'utf8')).toBe(
    `# mine\n[other]\nhost = https://other\ntoken = t\n\n[DEFAULT]\nhost = ${workspace.host}\ntoken = ${TOKEN}\n`,
  )
  expect((await stat(file.path)).mode & 0o777).toBe(0o600)

  loupe.init({ experimentName: '/Shared/x' })
  loupe.withSpan(() => 1)
  expect(await loupe.flushTraces()).toMatchObject({ delivered: 1 })
})

test('a wrong token is told and asked again', async () => {
  await using workspace = await startWorkspace()
  await using file = await configFile()
  const { host } = workspace
  const { terminal, shown } = person(
    ['host', 'nonsense://x'],
    ['host', host],
    ['Token', 'wrong'],
    ['host', host],
    ['Token', TOKEN],
  )
  await using loupe = testLoupe({ spool: false }, { DATABRICKS_CONFIG_FILE: file.path })
  expect(await loupe.login({ terminal, profile: 'mine' })).toMatchObject({ trackingUri: 'databricks://mine' })
  expect(shown()).toContain('does not accept the credentials')
  expect(await readFile(file.path, 'utf8')).toContain('[mine]')
})

test.each([
  ['nothing is known', {}, 'no Databricks host is known'],
  [
    'the token is missing',
    { DATABRICKS_HOST: 'https://x.example' },
    'no Databricks credentials are known for https://x.example',
  ],
  [
    'the profile is not there',
    { DATABRICKS_CONFIG_PROFILE: 'p', HOME: '/nowhere' },
    'there is no profile p in /nowhere/.databrickscfg',
  ],
  ['the host is none', { DATABRICKS_HOST: 'http://example.com', DATABRICKS_TOKEN: 'x' }, 'begins with https://'],
])('where nobody can be asked and %s, the error says what is wrong and what to do', async (_, env, reason) => {
  await using loupe = testLoupe({ spool: false }, env)
  const failure = loupe.login({ interactive: false })
  await expect(failure).rejects.toMatchObject({ name: 'LoupeError', code: 'UNAUTHENTICATED' })
  await expect(failure).rejects.toThrow(reason)
  await expect(failure).rejects.toThrow('Set DATABRICKS_HOST and DATABRICKS_TOKEN')
  expect(loupe.getTrackingUri()).toBe('http://localhost:5000')
})

test('a refused token is not in the error', async () => {
  await using workspace = await startWorkspace()
  await using loupe = testLoupe({ spool: false }, { DATABRICKS_HOST: workspace.host, DATABRICKS_TOKEN: 'dapi-secret' })
  const failure: unknown = await loupe.login({ interactive: false }).catch((error: unknown) => error)
  expect(String(failure)).toContain('does not accept the credentials')
  expect(String(failure)).not.toContain('dapi-secret')
})
