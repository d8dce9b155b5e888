// `npm run -s bench`: the quick benchmarks, or those whose name contains the argument; the long ones by their whole name, with
// arguments of their own. Figures of the quick ones are ratios against a baseline of the same run.
import { benchIngest } from './ingest.ts'
import { benchCompareTracers } from './sdk/compare-tracers.ts'
import { benchSdkOverhead } from './sdk-overhead.ts'
import { benchLoad } from './profiles/main.ts'
import { benchReads } from './reads/main.ts'
import { benchServer } from './server/main.ts'

type Print = (line: string) => void

const QUICK: Readonly<Record<string, (print: Print) => Promise<void>>> = {
  ingest: benchIngest,
  'sdk-overhead': benchSdkOverhead,
  'compare-tracers': benchCompareTracers,
}
const LONG: Readonly<Record<string, (args: readonly string[], print: Print) => Promise<void>>> = {
  server: benchServer,
  load: benchLoad,
  reads: benchReads,
}

const print: Print = (line) => console.log(`  ${line}`)
const [wanted = '', ...args] = process.argv.slice(2)
if (LONG[wanted] !== undefined) {
  await LONG[wanted](args, print)
} else {
  for (const [name, bench] of Object.entries(QUICK)) {
    if (!name.includes(wanted)) continue
    console.log(`\n${name}`)
    await bench(print)
  }
}
