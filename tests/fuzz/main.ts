// `npm run fuzz`: node tests/fuzz/main.ts [--seed N] [--seconds N] [--url http://… [--grpc host:port]]
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { runLoupe } from '../run-loupe.ts'
import { fuzz, type FuzzFailure } from './fuzz.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    seconds: { type: 'string', default: '60' },
    url: { type: 'string' },
    grpc: { type: 'string' },
  },
})
const seed = Number(values.seed ?? Date.now() % 2 ** 31)
const seconds = Number(values.seconds)
if (!Number.isInteger(seed) || !(seconds > 0)) {
  process.stderr.write('--seed takes a whole number, --seconds a number above 0.\n')
  process.exit(2)
}

const dataDir = await mkdtemp(join(tmpdir(), 'loupe-fuzz-'))
const flags = ['server', '--port', '0', '--otlp-grpc-port', '0', '--data-dir', dataDir]
const program = values.url === undefined ? runLoupe(flags) : undefined
try {
  const url = values.url ?? (await program!.printed(/open\s+(http\S+)/))
  const grpcAddress =
    program === undefined ? values.grpc : `127.0.0.1:${await program.printed(/gRPC\s+OTLP on port (\d+)/)}`
  console.log(`seed ${seed}, ${seconds} s at ${url}`)
  const limits = { maxRequests: Infinity, maxMillis: seconds * 1000 }
  const { requests, statuses, failures } = await fuzz(url, { seed, ...limits, grpcAddress })
  for (const failure of failures) console.log(told(failure))
  const counts = Object.entries(statuses).map(([status, count]) => `${status}: ${count}`)
  console.log(`${requests} requests, ${failures.length} failures (${counts.join(', ')})`)
  console.log(`Again with: npm run fuzz -- --seed ${seed} --seconds ${seconds}`)
  console.log(failures.length === 0 ? '1 passed, 0 failed' : '0 passed, 1 failed')
  process.exitCode = failures.length === 0 ? 0 : 1
} finally {
  await program?.[Symbol.asyncDispose]()
  await rm(dataDir, { recursive: true, force: true, maxRetries: 3 })
}

function told({ request: { method, path, headers, body = new Uint8Array() }, complaint, answer }: FuzzFailure): string {
  const start = Buffer.from(body.subarray(0, 600)).toString(path.startsWith('/v1/') ? 'base64' : 'utf8')
  const said = answer === undefined ? '' : `\n  answer ${answer.status}: ${answer.body.subarray(0, 400).toString()}`
  return `FAILED ${complaint}\n  ${method} ${path.slice(0, 400)} ${JSON.stringify(headers)}\n  body (${body.length}): ${start}${said}`
}
