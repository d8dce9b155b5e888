/** A way to load a server. */
export interface Profile {
  readonly about: string
  readonly batchSpans: number
  readonly connections: number
  /** As many as go when absent. */
  readonly spansPerSecond?: number
  readonly seconds: number
  readonly goal: string
  /** Asks the questions of `bench -- reads` meanwhile. */
  readonly withReads?: boolean
}

export const PROFILES: Readonly<Record<string, Profile>> = {
  sustained: {
    about: 'batches of 500, offered steadily',
    batchSpans: 500,
    connections: 40,
    spansPerSecond: 15_000,
    seconds: 600,
    goal: '15,000/s at least, 25,000 aimed at; p99 ≤ 1 s',
  },
  burst: {
    about: 'batches of 500, as fast as they are taken',
    batchSpans: 500,
    connections: 48,
    seconds: 60,
    goal: '25,000/s at least, 40,000 aimed at; p99 ≤ 1 s; at rest 2 minutes later',
  },
  small: {
    about: 'batches of 10, from many senders',
    batchSpans: 10,
    connections: 128,
    seconds: 30,
    goal: '5,000/s at least',
  },
  overload: {
    about: 'ten times more senders than needed, who come again until they are served',
    batchSpans: 500,
    connections: 400,
    seconds: 60,
    goal: 'memory ≤ 1.2 GB, reads alive, nothing lost',
  },
  mixed: {
    about: 'reads while batches of 500 come in',
    batchSpans: 500,
    connections: 24,
    spansPerSecond: 10_000,
    seconds: 150,
    goal: 'reads: p50 ≤ twice, p95 ≤ three times of without',
    withReads: true,
  },
}
