/** PostgreSQL's SQLSTATE classes: connection exception, insufficient resources, operator intervention. */
const SQLSTATE = /^(08|53|57P)/
const SYSTEM_ERRORS = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOENT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
])
// `pg` gives these no code.
const MESSAGES = /^(timeout exceeded when trying to connect|Connection terminated)/

/** Whether an error means that the database of the metadata does not answer now, and may later. */
export function isMetadataUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (error instanceof AggregateError) return error.errors.some(isMetadataUnavailable)
  const { code, syscall } = error as NodeJS.ErrnoException
  if (MESSAGES.test(error.message)) return true
  if (code === undefined) return false
  return SQLSTATE.test(code) || (SYSTEM_ERRORS.has(code) && syscall === 'connect') || code === 'ECONNRESET'
}
