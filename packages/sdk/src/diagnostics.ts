/** Where our own troubles go: never into the traced program. */
export interface Diagnostics {
  /** Something that a person should do something about. Said at most once a minute for each `kind`. */
  warn(kind: string, message: string): void
  /** A failure of ours that was survived; shown only when `LOUPE_DEBUG` is set. */
  swallow(what: string, error: unknown): void
}

export interface DiagnosticsParts {
  readonly write: (line: string) => void
  readonly isDebug: boolean
  readonly nowMillis?: () => number
}

const QUIET_MILLIS = 60_000
const MAX_KINDS = 100

export function createDiagnostics({ write, isDebug, nowMillis = Date.now }: DiagnosticsParts): Diagnostics {
  const saidAtMillis = new Map<string, number>()

  function isFresh(kind: string): boolean {
    const last = saidAtMillis.get(kind)
    const now = nowMillis()
    if (last !== undefined && now - last < QUIET_MILLIS) return false
    if (last === undefined && saidAtMillis.size >= MAX_KINDS) return false
    saidAtMillis.set(kind, now)
    return true
  }

  function say(line: string): void {
    try {
      write(`loupe: ${line}`)
    } catch {
      // A console that is closed or replaced by something broken: there is nobody left to tell.
    }
  }

  return {
    warn(kind, message) {
      if (isFresh(kind)) say(message)
    },
    swallow(what, error) {
      if (isDebug && isFresh(what)) say(`${what} failed: ${textOf(error)}`)
    },
  }
}

/** For people; with the causes, because `fetch failed` alone says nothing. */
export function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { cause } = error
  if (cause === undefined) return error.message
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : undefined
  return `${error.message} (${code ?? textOf(cause)})`
}
