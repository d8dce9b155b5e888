import type { PreparedGroup } from './span-group.ts'
import type { SpanSink } from './span-sink.ts'

/** In a commit full of poison, or before an engine that is down, the rest fails untried: its senders try again. */
const MAX_FAILED_INSERTS = 32

export type GroupOutcome = { stored: true } | { stored: false; error: unknown }

/**
 * Inserts all groups at once; if that fails, halves them until the ones that cannot be stored stand alone, so that they
 * do not sink their neighbours. Calls `settle` once for each group, as soon as its fate is known. Never rejects.
 */
export async function insertApart<Group extends PreparedGroup>(
  sink: SpanSink,
  groups: readonly Group[],
  settle: (group: Group, outcome: GroupOutcome) => void,
): Promise<void> {
  let failedInserts = 0
  const waiting = [groups]
  for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
    try {
      await sink.insertPrepared(part.map((group) => group.prepared))
      for (const group of part) settle(group, { stored: true })
    } catch (error) {
      failedInserts++
      if (part.length === 1 || failedInserts >= MAX_FAILED_INSERTS) {
        for (const group of part) settle(group, { stored: false, error })
        continue
      }
      const middle = part.length >> 1
      waiting.push(part.slice(middle), part.slice(0, middle))
    }
  }
}
