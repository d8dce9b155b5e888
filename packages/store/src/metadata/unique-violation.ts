/** PostgreSQL's SQLSTATE for a value that may be there only once, and was put there by another at the same moment. */
const UNIQUE_VIOLATION = '23505'

/** Whether a statement failed because another was first. SQLite has one writer at a time, so there it never does. */
export const isUniqueViolation = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === UNIQUE_VIOLATION
