/** One Ctrl-C may come more than once: from the terminal, and passed on by whoever started this process. */
const SAME_KEY_MILLIS = 500

/**
 * Resolves on the first SIGINT, SIGTERM or SIGHUP. A later one ends the process at once: someone who presses Ctrl-C
 * twice wants out.
 */
export function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let firstMillis: number | undefined
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        firstMillis ??= performance.now()
        if (performance.now() - firstMillis > SAME_KEY_MILLIS) process.exit(130)
        resolve(signal)
      })
    }
  })
}
