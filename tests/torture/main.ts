// `npm run torture`: what no unit test can do to a server. Ends with 1 when anything was lost or wrong.
import { parseArgs } from 'node:util'
import { drainRounds } from './drain.ts'
import { fullDisk } from './full-disk.ts'
import { killRounds } from './kill-rounds.ts'
import type { Outcome } from './outcome.ts'
import { poison } from './poison.ts'

const HELP = `npm run torture -- [options]

  --rounds N   how often the server is killed under load       (1000)
  --seed N     other moments, other spans                      (1)
  --only A,B   of: kill, full-disk, drain, poison              (all)

full-disk needs root, for a disk of its own; it is left out without.
`

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: 'kill,full-disk,drain,poison' },
    help: { type: 'boolean', short: 'h', default: false },
  },
})

const seed = Number(values.seed)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

const print = (line: string): void => console.log(`  ${line}`)
const SCENARIOS: Readonly<Record<string, () => Promise<Outcome>>> = {
  kill: () => killRounds({ rounds: Number(values.rounds), seed, print }),
  'full-disk': () => fullDisk(seed, print),
  drain: () => drainRounds(seed, print),
  poison: () => poison(seed, print),
}

if (values.help) {
  process.stdout.write(HELP)
} else {
  for (const name of values.only.split(',')) {
    console.log(name)
    const { wrong, said } = await SCENARIOS[name]!()
    for (const line of wrong.slice(0, 20)) console.log(`  WRONG: ${line}`)
    console.log(`${name}: ${said}`)
    if (wrong.length > 0) process.exitCode = 1
  }
}
