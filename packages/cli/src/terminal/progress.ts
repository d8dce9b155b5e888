import type { Terminal } from './terminal.ts'

const EVERY_MILLIS = 200

export interface Progress {
  /** Shows how far the work is: at most a few times a second on a terminal, and not at all elsewhere. */
  show(text: string): void
  /** Takes the line away. */
  done(): void
}

/** One line that changes while something long runs, on standard error. */
export function progressLine(
  target: Pick<Terminal, 'isColoured'>,
  write: (text: string) => void = (text) => void process.stderr.write(text),
): Progress {
  let shownMillis = -Infinity
  return {
    show(text) {
      const now = performance.now()
      if (!target.isColoured || now - shownMillis < EVERY_MILLIS) return
      shownMillis = now
      write(`\r\u001b[2K${text}`)
    },
    done() {
      if (shownMillis > 0) write('\r\u001b[2K')
    },
  }
}
