import type { SendProgress } from '../load/send-chunks.ts'

export interface ProgressLine {
  readonly update: (progress: SendProgress) => void
  end(): void
  /** From here on nothing is sure to have arrived. */
  safeFrom(): number
}

const TERMINAL_MILLIS = 250
const LOG_MILLIS = 10_000

/** On a terminal one line that changes, elsewhere a line each ten seconds: how far, how fast, how long still. */
export function progressLine(totalSpans: number, from: number): ProgressLine {
  const { stderr } = process
  const everyMillis = stderr.isTTY ? TERMINAL_MILLIS : LOG_MILLIS
  const started = performance.now()
  let [shownMillis, shownSpans, acknowledgedUpTo] = [started, 0, from]
  return {
    update(progress) {
      acknowledgedUpTo = progress.acknowledgedUpTo
      const now = performance.now()
      if (now - shownMillis < everyMillis) return
      const rate = (progress.spans - shownSpans) / ((now - shownMillis) / 1000)
      const left = totalSpans - from - progress.spans
      const meanRate = progress.spans / ((now - started) / 1000)
      const line = [
        `${(((from + progress.spans) / totalSpans) * 100).toFixed(1)} %`,
        `${(from + progress.spans).toLocaleString('en')} spans`,
        `${Math.round(rate).toLocaleString('en')}/s`,
        `${(progress.bytes / progress.spans / 1000).toFixed(2)} KB a span`,
        `${Math.ceil(Math.max(0, left) / meanRate)} s left`,
      ].join(' · ')
      stderr.write(stderr.isTTY ? `\r\u001B[K${line}` : `${line}\n`)
      shownMillis = now
      shownSpans = progress.spans
    },
    end() {
      if (stderr.isTTY) stderr.write('\r\u001B[K')
    },
    safeFrom: () => acknowledgedUpTo,
  }
}
