import type { TraceId } from '@loupe-ai/model'
import type { TraceSayings } from '../trace-store.ts'

interface Waiting {
  readonly sayings: TraceSayings
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

const MAX_AT_ONCE = 2000
/** Of what events of spans say; one saying may be more. */
const MAX_CHARACTERS = 16_000_000

/**
 * What is said of traces and waits for a commit: one for many costs hardly more than one for each. Of a trace one saying
 * a commit, so that a later one stands over an earlier one.
 */
export class WaitingSayings {
  #waiting: Waiting[] = []

  /** Resolves when `next` has stored it. */
  add(sayings: TraceSayings): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ sayings, resolve, reject })
    })
  }

  /** Stores what waits by `store`; if that fails, each alone, so that one does not sink the others. Never rejects. */
  async next(store: (sayings: readonly TraceSayings[]) => Promise<void>): Promise<void> {
    const group = this.#take()
    if (group.length === 0) return
    const isStored = await store(group.map(({ sayings }) => sayings)).then(
      () => true,
      (error: unknown) => {
        if (group.length === 1) group[0]!.reject(error)
        return false
      },
    )
    for (const { sayings, resolve, reject } of group) {
      if (isStored) resolve()
      else if (group.length > 1) await store([sayings]).then(resolve, reject)
    }
  }

  #take(): Waiting[] {
    const traces = new Set<TraceId>()
    const taken: Waiting[] = []
    const left: Waiting[] = []
    let characters = 0
    for (const one of this.#waiting) {
      const more = charactersOf(one.sayings)
      const hasRoom = taken.length < MAX_AT_ONCE && (taken.length === 0 || characters + more <= MAX_CHARACTERS)
      const isNext = hasRoom && !traces.has(one.sayings.traceId)
      traces.add(one.sayings.traceId)
      ;(isNext ? taken : left).push(one)
      if (isNext) characters += more
    }
    this.#waiting = left
    return taken
  }
}

function charactersOf({ edits }: TraceSayings): number {
  let characters = 0
  for (const edit of edits) {
    if (edit.kind !== 'add-span-event') continue
    characters += (edit.content?.inputs?.length ?? 0) + (edit.content?.outputs?.length ?? 0)
  }
  return characters
}
