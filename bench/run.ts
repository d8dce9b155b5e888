// `npm run -s bench`: the quick benchmarks, or those whose name contains the argument; the long ones by their whole name, with
// arguments of their own. Figures of the quick ones are ratios against a baseline of the same run.
import { benchIngest } from './ingest.ts'
import { benchCompareTracers } from './sdk/compare-tracers.ts'
import { benchSdkOverhead } from './sdk-overhead.ts'
import { benchLoad, LOAD_HELP } from './profiles/main.ts'
import { benchReads, READS_HELP } from './reads/main.ts'
import { benchServer, SERVER_HELP } from './server/main.ts'

type Print = (line: string) => void

interface LongBench {
  readonly help: string
  run(args: readonly string[], print: Print): Promise<void>
}

const QUICK: Readonly<Record<string, (print: Print) => Promise<void>>> = {
  ingest: benchIngest,
  'sdk-overhead': benchSdkOverhead,
  'compare-tracers': benchCompareTracers,
}
const LONG: Readonly<Record<string, LongBench>> = {
  server: { help: SERVER_HELP, run: benchServer },
  load: { help: LOAD_HELP, run: benchLoad },
  reads: { help: READS_HELP, run: benchReads },
}

const HELP = `npm run -s bench                  the quick ones: ${Object.keys(QUICK).join(', ')}
npm run -s bench -- TEXT          those with it in their name
npm run -s bench -- NAME --help   the long ones: ${Object.keys(LONG).join(', ')}
npm run bench:seed -- --help      fills a server for them
`

const print: Print = (line) => console.log(`  ${line}`)

const isWrongArgument = (error: unknown): error is Error =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')

function refuse(message: string, help: string): void {
  process.stderr.write(`${message}\n\n${help}`)
  process.exitCode = 2
}

async function runLong({ help, run }: LongBench, args: readonly string[]): Promise<void> {
  try {
    await run(args, print)
  } catch (error) {
    if (!isWrongArgument(error)) throw error
    refuse(error.message, help)
  }
}

async function runQuick(part: string): Promise<void> {
  const wanted = Object.entries(QUICK).filter(([name]) => name.includes(part))
  if (wanted.length === 0) refuse(`There is no benchmark ${part}.`, HELP)
  for (const [name, bench] of wanted) {
    console.log(`\n${name}`)
    await bench(print)
  }
}

const [wanted = '', ...args] = process.argv.slice(2)
const long = LONG[wanted]
if ([wanted, ...args].some((arg) => arg === '--help' || arg === '-h')) process.stdout.write(long?.help ?? HELP)
else if (long !== undefined) await runLong(long, args)
else await runQuick(wanted)
