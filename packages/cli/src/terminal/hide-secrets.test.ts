import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'

const PROGRAM = `
  const { hideSecrets } = await import(${JSON.stringify(import.meta.resolve('./hide-secrets.ts'))})
  hideSecrets(process.argv.slice(1))
  console.log('hidden')
  process.stdin.resume()`

async function commandLineOf(...args: string[]): Promise<string> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  await once(createInterface({ input: child.stdout }), 'line')
  const line = await readFile(`/proc/${child.pid}/cmdline`, 'utf8')
  const exited = once(child, 'exit')
  child.stdin.end()
  await exited
  return line
}

test.skipIf(process.platform !== 'linux')(
  'a password on the command line is not left for everybody to see',
  async () => {
    const hidden = await commandLineOf('server', '--metadata-url', 'postgres://loupe:s3cret@db/loupe')

    expect(hidden).not.toContain('s3cret')
    expect(hidden).toContain('loupe server')
  },
)

test.skipIf(process.platform !== 'linux')('a command line without a password stays as it is', async () => {
  expect(await commandLineOf('server', '--clickhouse-url', 'http://db:8123/loupe')).toContain('http://db:8123/loupe')
})
