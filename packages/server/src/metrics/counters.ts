import type { MetricFamily, Sample } from './prometheus-text.ts'

type Labels = Readonly<Record<string, string>>

export interface Counter {
  add(labels: Labels, amount?: number): void
  family(): MetricFamily
}

export interface Histogram {
  observe(labels: Labels, value: number): void
  family(): MetricFamily
}

/** A sum for each set of labels that was seen. The labels' values must be bounded. */
export function counter(name: string, help: string): Counter {
  const values = new Map<string, { readonly labels: Labels; value: number }>()
  return {
    add(labels, amount = 1) {
      const key = JSON.stringify(labels)
      const entry = values.get(key)
      if (entry === undefined) values.set(key, { labels, value: amount })
      else entry.value += amount
    },
    family: () => ({ name, help, type: 'counter', samples: [...values.values()].map((entry) => ({ ...entry })) }),
  }
}

/** How many values were at most each of `bounds` (ascending), and their sum, for each set of labels. */
export function histogram(name: string, help: string, bounds: readonly number[]): Histogram {
  const values = new Map<string, { readonly labels: Labels; readonly counts: number[]; sum: number }>()
  return {
    observe(labels, value) {
      const key = JSON.stringify(labels)
      const entry = values.get(key) ?? { labels, counts: [...bounds, Infinity].map(() => 0), sum: 0 }
      values.set(key, entry)
      const found = bounds.findIndex((bound) => value <= bound)
      entry.counts[found === -1 ? bounds.length : found]!++
      entry.sum += value
    },
    family: () => ({ name, help, type: 'histogram', samples: [...values.values()].flatMap(samplesOf) }),
  }

  function samplesOf({ labels, counts, sum }: { labels: Labels; counts: readonly number[]; sum: number }): Sample[] {
    let below = 0
    const buckets = [...bounds, Infinity].map((bound, index): Sample => {
      below += counts[index]!
      return { suffix: '_bucket', labels: { ...labels, le: bound === Infinity ? '+Inf' : String(bound) }, value: below }
    })
    return [...buckets, { suffix: '_sum', labels, value: sum }, { suffix: '_count', labels, value: below }]
  }
}
