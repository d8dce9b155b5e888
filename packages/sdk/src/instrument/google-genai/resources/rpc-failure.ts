import type { Failure } from '../content-readers.ts'
import { isObject, numberAt, textAt } from '../loose.ts'

/** What a `google.rpc.Status` inside an answer says; undefined for anything that is none. */
export function rpcFailure(error: unknown): Failure | undefined {
  if (!isObject(error)) return undefined
  const code = numberAt(error, 'code')
  const type = textAt(error, 'status') ?? (code === undefined ? 'UNKNOWN' : (CODES[code] ?? String(code)))
  return { type, message: textAt(error, 'message') ?? type }
}

/** google.rpc.Code. */
const CODES: Readonly<Record<number, string>> = {
  1: 'CANCELLED',
  2: 'UNKNOWN',
  3: 'INVALID_ARGUMENT',
  4: 'DEADLINE_EXCEEDED',
  5: 'NOT_FOUND',
  6: 'ALREADY_EXISTS',
  7: 'PERMISSION_DENIED',
  8: 'RESOURCE_EXHAUSTED',
  9: 'FAILED_PRECONDITION',
  10: 'ABORTED',
  11: 'OUT_OF_RANGE',
  12: 'UNIMPLEMENTED',
  13: 'INTERNAL',
  14: 'UNAVAILABLE',
  15: 'DATA_LOSS',
  16: 'UNAUTHENTICATED',
}
