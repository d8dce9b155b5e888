// `npm run bench`: every benchmark, or those whose name contains the argument. Figures are ratios against a baseline of the same run.
import { benchIngest } from './ingest.ts'
import { benchCompareTracers } from './sdk/compare-tracers.ts'
import { benchSdkOverhead } from './sdk-overhead.ts'

const BENCHES = { ingest: benchIngest, 'sdk-overhead': benchSdkOverhead, 'compare-tracers': benchCompareTracers }

const wanted = process.argv[2] ?? ''
for (const [name, bench] of Object.entries(BENCHES)) {
  if (!name.includes(wanted)) continue
  console.log(`\n${name}`)
  await bench((line) => console.log(`  ${line}`))
}
