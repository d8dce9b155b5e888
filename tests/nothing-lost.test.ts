import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from '@loupe-ai/contract/client'
import { startServer } from '@loupe-ai/server/testing'
import { traceFromJson } from '@loupe-ai/wire'
import { expect, test } from 'vitest'
import { runLoupe } from './run-loupe.ts'

const SDK = new URL('../packages/sdk/src/index.ts', import.meta.url).href
const SPANS = 20

/** A program that is killed in the middle of a trace; gives the trace's id. */
async function runKilledProgram(trackingUri: string, spool: string): Promise<string> {
  const code = `import * as loupe from ${JSON.stringify(SDK)}
    loupe.withSpan((root) => {
      for (let index = 0; index < ${SPANS}; index++) loupe.withSpan(() => index, { name: 'step ' + index })
      process.stdout.write(root.traceId, () => process.kill(process.pid, 'SIGKILL'))
      return new Promise(() => setInterval(() => {}, 1000))
    }, { name: 'killed', inputs: 'asked' })`
  const env = { PATH: process.env['PATH'], LOUPE_TRACKING_URI: trackingUri, LOUPE_SPOOL_DIR: spool }
  const child = spawn(process.execPath, ['--input-type=module', '--eval', code], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let traceId = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (traceId += text))
  await once(child, 'close')
  return traceId
}

const send = async (spool: string): Promise<string> => {
  await using loupe = runLoupe(['spool', '--dir', spool, 'send'])
  return (await loupe.ended).output
}

test('what a killed program left arrives from its disk, interrupted and whole, and twice is as good as once', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'loupe-nothing-lost-'))
  const [spool, copy] = [join(folder, 'spool'), join(folder, 'copy')]
  try {
    await using server = await startServer()
    const traceId = await runKilledProgram(server.url, spool)
    await cp(spool, copy, { recursive: true })

    const outputs = await Promise.all([send(spool), send(spool)])
    await cp(copy, spool, { recursive: true })
    outputs.push(await send(spool))

    expect(outputs.join('\n')).toContain(`${SPANS + 1} spans delivered`)
    expect((await readdir(spool, { recursive: true })).filter((name) => name.endsWith('.spool'))).toEqual([])
    const answer = await createClient({ baseUrl: server.url }).call('getTrace', { trace_id: traceId })
    if (!answer.ok) throw new Error(answer.message)
    const { info, spans } = traceFromJson(answer.response.trace)
    const root = spans.find(({ name }) => name === 'killed')
    expect(spans).toHaveLength(SPANS + 1)
    expect(info.state).toBe('ERROR')
    expect(root).toMatchObject({ inputs: '"asked"', status: { code: 'ERROR' } })
    expect(root?.attributes['loupe.interrupted']).toBe(true)
    expect(root?.endNanos).toBeGreaterThan(root!.startNanos)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
