import type { Diagnostics } from '../diagnostics.ts'

export interface FlushAtExitParts {
  keptSpans(): number
  flush(timeoutMillis: number, cancelLate: boolean): Promise<void>
  readonly diagnostics: Diagnostics
}

const EXIT_MILLIS = 3000

/**
 * Sends what waits when a program has nothing left to do, so that a short script loses nothing; holds it up for three
 * seconds at most. Nothing happens where there is no such event, nor at `process.exit()`. Returns how to undo it.
 */
export function flushAtExit({ keptSpans, flush, diagnostics }: FlushAtExitParts): () => void {
  if (typeof process !== 'object' || typeof process.on !== 'function') return () => {}
  let isFlushing = false
  let hasGivenUp = false

  async function sendWhatWaits(): Promise<void> {
    await flush(EXIT_MILLIS, true)
    isFlushing = false
    const kept = keptSpans()
    hasGivenUp = kept > 0
    if (hasGivenUp) diagnostics.warn('lost at exit', `${kept} spans were not sent before the program ended`)
  }

  function onBeforeExit(): void {
    // Runs again each time that our own request was the last thing to end.
    if (isFlushing || hasGivenUp || keptSpans() === 0) return
    isFlushing = true
    void sendWhatWaits()
  }
  process.on('beforeExit', onBeforeExit)
  return () => process.off('beforeExit', onBeforeExit)
}
