import type { Diagnostics } from '../diagnostics.ts'

export interface FlushAtExitParts {
  /** Ends what nobody will end any more. */
  endAbandoned(): void
  keptSpans(): number
  flush(timeoutMillis: number, cancelLate: boolean): Promise<void>
  /** Sends what waits while the program stands still. Returns how many spans were not sent. */
  sendRest(timeoutMillis: number): number
  /** Leaves no empty file behind. */
  closeSpools(): void
  /** Where spans lie that were not sent. */
  spoolFolder(): string | undefined
  readonly diagnostics: Diagnostics
}

const EXIT_MILLIS = 3000
const LAST_MOMENT_MILLIS = 1000

/**
 * Sends what waits when a program has nothing left to do, so that a short script loses nothing; holds it up for three
 * seconds at most. One that ends at once, by an error that nobody handles (whose trace is the most wanted) or by
 * `process.exit()`, is held up for one second at most. Nothing happens where there are no such events, nor at a signal:
 * what is spooled is safe there.
 * Returns how to undo it.
 */
export function flushAtExit({
  endAbandoned,
  keptSpans,
  flush,
  sendRest,
  closeSpools,
  spoolFolder,
  diagnostics,
}: FlushAtExitParts): () => void {
  if (typeof process !== 'object' || typeof process.on !== 'function') return () => {}
  let isFlushing = false
  let hasGivenUp = false

  async function sendWhatWaits(): Promise<void> {
    await flush(EXIT_MILLIS, true)
    isFlushing = false
    giveUp(keptSpans())
  }

  function giveUp(lost: number): void {
    hasGivenUp = lost > 0
    if (!hasGivenUp) return
    const folder = spoolFolder()
    const fate = folder === undefined ? '' : `, kept in ${folder} for the next program or: npx @loupe-ai/cli spool send`
    diagnostics.warn(
      'lost at exit',
      `${lost} ${lost === 1 ? 'span was' : 'spans were'} not sent before the program ended${fate}`,
    )
  }

  function onBeforeExit(): void {
    // Runs again each time that our own request was the last thing to end.
    if (isFlushing || hasGivenUp) return
    endAbandoned()
    if (keptSpans() === 0) return
    isFlushing = true
    void sendWhatWaits()
  }

  function onExit(): void {
    endAbandoned()
    if (!hasGivenUp && keptSpans() > 0) giveUp(sendRest(LAST_MOMENT_MILLIS))
    closeSpools()
  }
  process.on('beforeExit', onBeforeExit)
  process.on('exit', onExit)
  return () => {
    process.off('beforeExit', onBeforeExit)
    process.off('exit', onExit)
  }
}
