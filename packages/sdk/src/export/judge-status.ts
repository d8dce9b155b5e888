/** Busy or away, and says so: the same request may well be taken a moment later. */
const BUSY: ReadonlySet<number> = new Set([408, 425, 429, 502, 503, 504])
/** Does not know how, today as tomorrow. */
const UNABLE: ReadonlySet<number> = new Set([501, 505])

export interface StatusJudgement {
  /** What was sent may be sent again. */
  readonly isRetryable: boolean
  /** The server failed over the request: a locked database, or something in the request that it cannot take. */
  readonly isServerFault: boolean
}

/** What an HTTP status other than 2xx says of another try (RFC 9110 §15.5 and §15.6). */
export function judgeStatus(status: number): StatusJudgement {
  const isServerFault = status >= 500 && !BUSY.has(status) && !UNABLE.has(status)
  return { isRetryable: isServerFault || BUSY.has(status), isServerFault }
}
