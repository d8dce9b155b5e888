import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, statfs, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { checkLedger } from './check-ledger.ts'
import { Ledger } from './ledger.ts'
import { load } from './load.ts'
import type { Outcome } from './outcome.ts'
import { startServerOn, type ServerUnderTest } from './server-under-test.ts'

const DISK_MIB = 700
const LEFT_MIB = 24
const CONNECTIONS = 4
const MAX_FILL_MILLIS = 120_000
const MAX_RECOVERY_MILLIS = 60_000
const MIB = 1024 * 1024

/**
 * A server on a disk of its own that fills up under load: writes are refused with 503 and said why, reads go on, and when
 * there is room again it takes spans without being told. The disk is a tmpfs, so this needs root on Linux.
 */
export async function fullDisk(seed: number, print: (line: string) => void): Promise<Outcome> {
  const mountPoint = await mkdtemp(join(tmpdir(), 'loupe-full-disk-'))
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MIB}m`, 'tmpfs', mountPoint])
  if (mounted.status !== 0) {
    await rm(mountPoint, { recursive: true, force: true })
    return { wrong: [], said: 'left out: a disk of its own takes root, on Linux' }
  }
  const unmount = (): void => void spawnSync('umount', ['-l', mountPoint])
  process.once('exit', unmount)
  let server: ServerUnderTest | undefined
  try {
    const dataDir = join(mountPoint, 'data')
    await mkdir(dataDir)
    server = await startServerOn(dataDir)
    return await fillAndFree(server, dataDir, mountPoint, seed, print)
  } finally {
    await server?.end('SIGKILL')
    unmount()
    process.off('exit', unmount)
    await rm(mountPoint, { recursive: true, force: true })
  }
}

async function fillAndFree(
  server: ServerUnderTest,
  dataDir: string,
  mountPoint: string,
  seed: number,
  print: (line: string) => void,
): Promise<Outcome> {
  const wrong: string[] = []
  const before = new Ledger('before')
  await load({
    url: server.url,
    seed,
    ledger: before,
    connections: CONNECTIONS,
    signal: new AbortController().signal,
    maxSpans: 2000,
  })
  print(`${before.acknowledgedSpans} spans acknowledged with room`)

  const filler = join(mountPoint, 'filler')
  await fillUp(filler, mountPoint)
  const during = new Ledger('during')
  const refusals: string[] = []
  const stop = new AbortController()
  const started = performance.now()
  const loading = load({
    url: server.url,
    seed: seed + 1,
    ledger: during,
    connections: CONNECTIONS,
    signal: stop.signal,
    onRefused: (status, body) => refusals.push(`${status} ${body}`),
  }).catch((error: unknown) => {
    wrong.push(`while the disk was full: ${String(error)}`)
  })
  while (refusals.length === 0 && performance.now() - started < MAX_FILL_MILLIS && wrong.length === 0) await sleep(50)
  print(`${during.acknowledgedSpans} spans acknowledged before the disk was full; then ${refusals[0]?.slice(0, 300)}`)
  if (refusals.length === 0) wrong.push('nothing was refused while the disk was full')
  else if (!/disk|space/i.test(refusals.join('\n'))) wrong.push(`the refusal does not name the disk: ${refusals[0]}`)

  const readsWhileFull = await checkLedger(server.url, before).catch((error: unknown) => [String(error)])
  wrong.push(...readsWhileFull.map((line) => `while the disk was full: ${line}`))
  const health = await healthOf(server.url)
  print(`while the disk was full: ${health}`)
  if (!/503.*(disk|space)/is.test(health)) wrong.push(`/health/ready does not say that the disk is full: ${health}`)

  await rm(filler)
  const freedAt = performance.now()
  const acknowledgedWhileFull = during.acknowledgedSpans
  while (during.acknowledgedSpans <= acknowledgedWhileFull && performance.now() - freedAt < MAX_RECOVERY_MILLIS)
    await sleep(50)
  if (during.acknowledgedSpans <= acknowledgedWhileFull)
    wrong.push('nothing was taken within a minute after room was made')
  else print(`took spans again ${Math.round(performance.now() - freedAt)} ms after room was made`)
  stop.abort()
  await loading
  wrong.push(...(await checkLedger(server.url, during)).map((line) => `after room was made: ${line}`))

  await server.end('SIGKILL')
  const again = await startServerOn(dataDir)
  for (const ledger of [before, during]) {
    wrong.push(...(await checkLedger(again.url, ledger)).map((line) => `after another start: ${line}`))
  }
  await again.end('SIGKILL')
  const acknowledged = before.acknowledgedSpans + during.acknowledgedSpans
  return {
    wrong,
    said: `${acknowledged} spans acknowledged, ${refusals.length} requests refused, ${wrong.length} lost or wrong`,
  }
}

/** Leaves a little room, which the load then takes. */
async function fillUp(filler: string, mountPoint: string): Promise<void> {
  const { bavail, bsize } = await statfs(mountPoint)
  const bytes = bavail * bsize - LEFT_MIB * MIB
  await writeFile(filler, '')
  const piece = Buffer.alloc(MIB)
  for (let written = 0; written < bytes; written += MIB) await writeFile(filler, piece, { flag: 'a' })
  await truncate(filler, bytes)
}

async function healthOf(url: string): Promise<string> {
  const response = await fetch(`${url}/health/ready`)
  return `${response.status} ${await response.text()}`
}
