/** Resolves after so long, or as soon as `signal` aborts. Does not keep a process alive. */
export function waitUntil(millis: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, millis)
    letExit(timer)
    signal.addEventListener('abort', done)
    if (signal.aborted) done()
  })
}

/** A timer that a process does not wait for. Browsers and some other runtimes give a number, which holds nothing. */
export function letExit(timer: unknown): void {
  if (typeof timer === 'object' && timer !== null && 'unref' in timer && typeof timer.unref === 'function')
    timer.unref()
}
