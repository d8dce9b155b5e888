import { seededRandom } from '../seeded.ts'
import { FAULT_KINDS } from './fault-kinds.ts'
import type { Fault, FaultKind } from './fault-kinds.ts'

/** A fault and how often it strikes: a share of all requests, or the first so many of them. */
export interface FaultRule {
  fault: Fault
  often: { kind: 'share'; share: number } | { kind: 'first'; requests: number }
}

const isFaultKind = (name: string): name is FaultKind => Object.hasOwn(FAULT_KINDS, name)

/**
 * Reads `KIND[:ARGUMENT][:RATE]`, as in `503`, `429:0.1`, `stream-cut:2`, `stream-cut:2:0.05`, `503:x2`. The rate is a
 * share from 0 to 1 or `xN`, the first N requests; without it the fault always strikes. Throws a RangeError for
 * anything else.
 */
export function parseFaultRule(text: string): FaultRule {
  const [name = '', ...rest] = text.trim().split(':')
  if (!isFaultKind(name)) {
    throw new RangeError(`unknown fault “${name}”; known are ${Object.keys(FAULT_KINDS).join(', ')}`)
  }
  const { argument } = FAULT_KINDS[name]
  // Only a rate can begin with `x` or `0.`; a lone number after a kind with an argument is the argument.
  const lastIsRate = rest.length > 0 && (argument === undefined || rest.length > 1 || /^(x\d+|0?\.\d+)$/.test(rest[0]!))
  const rate = lastIsRate ? rest.pop() : undefined
  if (rest.length > (argument === undefined ? 0 : 1)) throw new RangeError(`too many parts in the fault “${text}”`)
  return { fault: { kind: name, argument: rest[0] ?? argument?.default ?? '' }, often: parseRate(rate, text) }
}

function parseRate(rate: string | undefined, text: string): FaultRule['often'] {
  if (rate === undefined) return { kind: 'share', share: 1 }
  const first = /^x(\d+)$/.exec(rate)
  if (first) return { kind: 'first', requests: Number(first[1]) }
  const share = Number(rate)
  if (rate === '' || !(share >= 0 && share <= 1))
    throw new RangeError(`the rate of the fault “${text}” is not from 0 to 1`)
  return { kind: 'share', share }
}

/**
 * The faults for request number `count` (from 0), which is number `attempt` of those that the first N are counted among.
 * Each rule draws on its own, from the seed and the number alone: the same requests in the same order fail each time.
 */
export function chooseFaults(
  rules: readonly FaultRule[],
  seed: string,
  count: number,
  attempt: number = count,
): Fault[] {
  return rules
    .filter(({ often }, index) =>
      often.kind === 'first'
        ? attempt < often.requests
        : seededRandom(`fault:${seed}:${index}:${count}`)() < often.share,
    )
    .map(({ fault }) => fault)
}
