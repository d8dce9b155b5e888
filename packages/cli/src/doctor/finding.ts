/** What a check found. `fail`: no trace will show until that is mended; `warn`: it may be why. */
export interface Finding {
  readonly level: 'ok' | 'warn' | 'fail'
  readonly what: string
  /** What to do; of `warn` and `fail`. */
  readonly remedy?: string
}

export const ok = (what: string): Finding => ({ level: 'ok', what })
export const warn = (what: string, remedy: string): Finding => ({ level: 'warn', what, remedy })
export const fail = (what: string, remedy: string): Finding => ({ level: 'fail', what, remedy })
