import { MARKERS } from './markers.ts'
import {
  blocks,
  customerName,
  ENVIRONMENTS,
  experimentName,
  EXPERIMENTS,
  userName,
  type CorpusOptions,
} from './plan.ts'

interface MarkerCounts {
  readonly text: string
  /** Traces in which it was said: what `trace.text HAS` finds. */
  readonly saidIn: number
  /** Traces that contain it, repeated history included: what `trace.text LIKE '%…%'` finds. */
  readonly containedIn: number
  /** The same two in the largest experiment. */
  readonly saidInLargest: number
  readonly containedInLargest: number
}

export interface ExpectedCounts {
  readonly spans: number
  readonly traces: number
  readonly failedTraces: number
  readonly verdicts: number
  readonly tracesOfExperiment: Readonly<Record<string, number>>
  readonly largestExperiment: string
  readonly tracesOfEnvironment: Readonly<Record<string, number>>
  readonly frequentUser: { readonly name: string; readonly traces: number }
  readonly frequentCustomer: { readonly name: string; readonly traces: number }
  readonly markers: readonly MarkerCounts[]
}

/** What a server that holds a corpus must find: counted from the plan, without the spans. */
export function expectedCounts(corpus: CorpusOptions): ExpectedCounts {
  const byExperiment = zeros()
  const byEnvironment = new Map<string, number>(ENVIRONMENTS.map((name) => [name, 0]))
  const users = new Map<number, number>()
  const customers = new Map<number, number>()
  const marked = MARKERS.map(() => ({
    said: zeros(),
    contained: zeros(),
  }))
  let [spans, failedTraces, verdicts] = [0, 0, 0]
  for (const block of blocks(corpus)) {
    spans += block.spans
    for (const conversation of block.conversations) {
      const traces = conversation.traces.length
      byExperiment[block.experiment]! += traces
      if (conversation.fails) failedTraces++
      verdicts += conversation.verdicts.size
      if (conversation.environment !== undefined) addTo(byEnvironment, conversation.environment, traces)
      if (conversation.user !== undefined) addTo(users, conversation.user, traces)
      if (conversation.customer !== undefined) addTo(customers, conversation.customer, traces)
      for (const marker of conversation.markers) {
        marked[marker]!.said[block.experiment]!++
        marked[marker]!.contained[block.experiment]! += traces
      }
    }
  }
  const largest = byExperiment.indexOf(Math.max(...byExperiment))
  const [user, userTraces] = mostFrequent(users)
  const [customer, customerTraces] = mostFrequent(customers)
  return {
    spans,
    traces: sum(byExperiment),
    failedTraces,
    verdicts,
    tracesOfExperiment: Object.fromEntries(byExperiment.map((count, index) => [experimentName(index), count])),
    largestExperiment: experimentName(largest),
    tracesOfEnvironment: Object.fromEntries(byEnvironment),
    frequentUser: { name: userName(user), traces: userTraces },
    frequentCustomer: { name: customerName(customer), traces: customerTraces },
    markers: marked.map(({ said, contained }, index) => ({
      text: MARKERS[index]!.text,
      saidIn: sum(said),
      containedIn: sum(contained),
      saidInLargest: said[largest]!,
      containedInLargest: contained[largest]!,
    })),
  }
}

const zeros = (): number[] => Array.from({ length: EXPERIMENTS }, () => 0)

function addTo<Key>(counts: Map<Key, number>, key: Key, count: number): void {
  counts.set(key, (counts.get(key) ?? 0) + count)
}

const mostFrequent = (counts: ReadonlyMap<number, number>): [number, number] =>
  [...counts].reduce((best, each) => (each[1] > best[1] ? each : best), [0, 0])

const sum = (numbers: readonly number[]): number => numbers.reduce((left, right) => left + right, 0)
