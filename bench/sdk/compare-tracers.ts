import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startSink } from '../start-sink.ts'

interface Timing {
  readonly p50: number
  readonly p99: number
  readonly cpu: number
}

interface Measured {
  readonly unary: Timing
  readonly stream: Timing
  readonly tools: Timing
  readonly steady: { readonly delayP99Millis: number; readonly peakMegabytes: number }
}

const here = fileURLToPath(new URL('.', import.meta.url))
const TRACERS = ['loupe', 'braintrust', 'laminar', 'langsmith', 'langfuse'] as const

/** What each tracer adds to the bare client, in one run: microseconds a call, and memory. Bare is measured before and after. */
export async function benchCompareTracers(print: (line: string) => void): Promise<void> {
  if (!existsSync(join(here, 'tracers', 'node_modules'))) {
    await run('npm', ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund'], join(here, 'tracers'))
  }
  await using sink = await startSink()
  const spool = mkdtempSync(join(tmpdir(), 'loupe-bench-'))
  try {
    const before = await measure('bare', sink.url)
    const rows = new Map<string, Measured | string>()
    for (const name of TRACERS) {
      rows.set(
        name,
        await measure(name, sink.url, name === 'loupe' ? spool : '').catch((error: Error) => error.message),
      )
    }
    const after = await measure('bare', sink.url)
    const bare = (work: 'unary' | 'stream' | 'tools', figure: keyof Timing): number =>
      (before[work][figure] + after[work][figure]) / 2
    print(
      `bare: unary ${bare('unary', 'p50').toFixed(0)} µs, stream of 1,000 chunks ${bare('stream', 'p50').toFixed(0)} µs, ` +
        `10 tool rounds ${bare('tools', 'p50').toFixed(0)} µs`,
    )
    print(
      'added            unary p50    p99    CPU | stream p50 a chunk   CPU | tools p50      CPU | delay p99   peak memory',
    )
    for (const [name, row] of rows) {
      if (typeof row === 'string') {
        print(`${name.padEnd(16)} ${row}`)
        continue
      }
      const added = (work: 'unary' | 'stream' | 'tools', figure: keyof Timing): number =>
        row[work][figure] - bare(work, figure)
      print(
        `${name.padEnd(16)} ${micros(added('unary', 'p50'))} ${micros(added('unary', 'p99'))} ${micros(added('unary', 'cpu'))} |` +
          `     ${(added('stream', 'p50') / 1000).toFixed(2).padStart(8)} µs  ${micros(added('stream', 'cpu'))} |` +
          ` ${micros(added('tools', 'p50'))} ${micros(added('tools', 'cpu'))} |` +
          `  ${row.steady.delayP99Millis.toFixed(1)} ms   ${row.steady.peakMegabytes.toFixed(0)} MB`,
      )
    }
  } finally {
    rmSync(spool, { recursive: true, force: true })
  }
}

const micros = (value: number): string => `${value.toFixed(0).padStart(6)} µs`

const measure = async (name: string, url: string, spool: string = ''): Promise<Measured> =>
  JSON.parse(
    (await run(process.execPath, ['measure.mjs', name, url, spool], here)).trim().split('\n').at(-1)!,
  ) as Measured

function run(command: string, args: readonly string[], cwd: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
    let [out, problems] = ['', '']
    child.stdout.on('data', (piece: Buffer) => (out += String(piece)))
    child.stderr.on('data', (piece: Buffer) => (problems += String(piece)))
    child.on('error', reject)
    child.on('close', (code) =>
      code === 0 ? resolve(out) : reject(new Error(problems.trim().split('\n').at(-1) ?? `ended with ${code}`)),
    )
  })
}
