import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { httpClient } from '../load/http-client.ts'
import { sendChunks, slotsFor } from '../load/send-chunks.ts'
import { openChunks } from '../seed/chunks.ts'
import type { CorpusOptions } from '../seed/plan.ts'
import { freePort } from '../server/free-port.ts'
import { loupe } from '../server/loupe.ts'
import { machineFacts, type MachineFacts } from '../server/machine.ts'
import { writeReport } from '../server/report.ts'
import { keepResult } from '../server/results.ts'
import { limitedMemory } from '../server/limited-memory.ts'
import { startProgram } from '../server/start-program.ts'
import { PROFILES, type Profile } from './profiles.ts'
import { runProfile, type ProfileResult } from './run-profile.ts'

export interface KeptProfile {
  readonly machine: MachineFacts
  readonly profile: Profile
  readonly result: ProfileResult
  /** Of the control group that the server ran in. */
  readonly memoryMiB?: number
}

const mib = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`

export const LOAD_HELP: string = `npm run -s bench -- load [profile …] [options]

Loads a server of its own, or a running one, by all profiles or those that are named, then docs/benchmarks.md anew.

${Object.entries(PROFILES)
  .map(([name, { about, goal }]) => `  ${name.padEnd(14)}${about}; ${goal}`)
  .join('\n')}

  --rate N        spans a second
  --seconds N     for how long
  --connections N requests at a time
  --url URL       a running server, with
  --pid N         its process
  --held N        first fills the server with so many spans, or says how many bench:seed has put there
  --memory N      in a control group of so many MiB, which needs root
  --seed N        another corpus                                    (the time)
`

/** The command `load`, as its help says. */
export async function benchLoad(args: readonly string[], print: (line: string) => void): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      rate: { type: 'string' },
      seconds: { type: 'string' },
      connections: { type: 'string' },
      url: { type: 'string' },
      pid: { type: 'string' },
      held: { type: 'string' },
      memory: { type: 'string' },
      seed: { type: 'string', default: String(Math.floor(Date.now() / 1000)) },
    },
  })
  const number = (text: string | undefined): number | undefined =>
    text === undefined ? undefined : Number(text.replaceAll('_', ''))
  for (const name of positionals.length === 0 ? Object.keys(PROFILES) : positionals) {
    const given = PROFILES[name]
    if (given === undefined) throw new Error(`no profile ${name}: one of ${Object.keys(PROFILES).join(', ')}`)
    const profile: Profile = {
      ...given,
      spansPerSecond: number(values.rate) ?? given.spansPerSecond,
      seconds: number(values.seconds) ?? given.seconds,
      connections: number(values.connections) ?? given.connections,
    }
    const held = number(values.held) ?? (profile.withReads === true ? 100_000 : 0)
    const heldCorpus: CorpusOptions = { seed: 1, spans: held, days: 41, endMicros: Date.UTC(2026, 10, 24) * 1000 }
    await using server =
      values.url === undefined
        ? await ownServer(heldCorpus, number(values.memory))
        : { url: values.url, pid: number(values.pid) ?? 0, [Symbol.asyncDispose]: async () => {} }
    print(`${name}: ${profile.about}, for ${profile.seconds} s; ${profile.goal}`)
    const target = { ...server, ...(held > 0 && { held: heldCorpus }) }
    const result = await runProfile(name, profile, target, Number(values.seed), print)
    for (const line of linesOf(result)) print(line)
    const memoryMiB = number(values.memory)
    const kept: KeptProfile = {
      machine: machineFacts(),
      profile,
      result,
      ...(memoryMiB !== undefined && { memoryMiB }),
    }
    keepResult(memoryMiB === undefined ? `load-${name}` : `load-${name}-${memoryMiB}-mib`, kept)
  }
  writeReport()
}

interface OwnServer extends AsyncDisposable {
  readonly url: string
  readonly pid: number
}

/** Loupe as a user starts it, in a folder of its own, holding a corpus. */
async function ownServer(held: CorpusOptions, memoryMiB: number | undefined): Promise<OwnServer> {
  const folder = await mkdtemp(join(tmpdir(), 'loupe-bench-load-'))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const client = httpClient(url, 4)
  const plain = await loupe.programFor(folder, port)
  const limited = memoryMiB === undefined ? undefined : limitedMemory(plain, memoryMiB)
  const program = await startProgram(limited?.program ?? plain, folder, () => loupe.ping(client))
  if (held.spans > 0) await sendChunks(openChunks(held, slotsFor(4, 500)), { client, batchSpans: 500, connections: 4 })
  client.close()
  return {
    url,
    pid: program.pid,
    async [Symbol.asyncDispose]() {
      await program.stop()
      limited?.[Symbol.dispose]()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function linesOf(result: ProfileResult): string[] {
  const { answer, watch } = result
  const rest =
    result.restSeconds === undefined
      ? 'not at rest after 5 minutes'
      : `at rest ${result.restSeconds.toFixed(0)} s later`
  return [
    `${Math.round(result.acknowledgedPerSecond)} spans/s acknowledged (${result.acknowledgedSpans} in ${result.seconds.toFixed(0)} s; slowest 10 s: ${Math.round(result.lowestPerSecond)}/s), ${result.refusals} refusals`,
    `answers: p50 ${Math.round(answer.p50)}, p95 ${Math.round(answer.p95)}, p99 ${Math.round(answer.p99)}, max ${Math.round(answer.max)} ms`,
    `CPU a span: server ${result.serverCpuMicrosPerSpan.toFixed(1)} µs, client ${result.clientCpuMicrosPerSpan.toFixed(1)} µs; ${result.bytesPerSpan.toFixed(0)} B a span`,
    `memory: peak ${mib(watch.peakRssBytes)} (${mib(watch.peakAnonymousBytes)} anonymous)` +
      (result.restingMemory === undefined
        ? ''
        : `, a minute after rest ${mib(result.restingMemory.rssBytes)} (${mib(result.restingMemory.anonymousBytes)})`),
    `a list meanwhile: p50 ${Math.round(watch.list.p50)}, p95 ${Math.round(watch.list.p95)} ms of ${watch.list.count}, ${watch.failedLists} failed`,
    `${rest}; traces missing: ${result.missingTraces}`,
  ]
}
