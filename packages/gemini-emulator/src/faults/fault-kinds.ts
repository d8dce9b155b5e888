/** The names of faults, as headers and flags use them. */
export type FaultKind =
  | '400'
  | '403'
  | '404'
  | '429'
  | '500'
  | '502'
  | '503'
  | '504'
  | 'error-array'
  | 'error-text'
  | 'reset'
  | 'stall'
  | 'empty-body'
  | 'invalid-json'
  | 'stream-cut'
  | 'stream-stall'
  | 'stream-error'
  | 'stream-error-raw'
  | 'stream-bytes'
  | 'blocked'
  | 'safety-stop'
  | 'malformed-call'
  | 'continuation'
  | 'no-usage'
  | 'no-finish'

/** What a fault does, and what the word after its name means. */
export interface FaultKindInfo {
  about: string
  /** The argument's meaning and its value when it is left out. */
  argument?: { name: string; default: string }
}

/** Every fault by the name that headers and flags use. */
export const FAULT_KINDS: Readonly<Record<FaultKind, FaultKindInfo>> = {
  400: { about: 'Request contains an invalid argument (INVALID_ARGUMENT).' },
  403: { about: 'The caller does not have permission (PERMISSION_DENIED).' },
  404: { about: 'Requested entity was not found (NOT_FOUND).' },
  429: {
    about: 'Quota exceeded, with QuotaFailure and RetryInfo (RESOURCE_EXHAUSTED).',
    argument: { name: 'retry seconds', default: '34.074824224' },
  },
  500: { about: 'An internal error has occurred (INTERNAL).' },
  502: { about: 'The HTML page of a proxy.' },
  503: { about: 'The model is overloaded (UNAVAILABLE).' },
  504: { about: 'The request timed out (DEADLINE_EXCEEDED).' },
  'error-array': { about: 'A 400 whose body is an array of one error, as some proxies and array streams send it.' },
  'error-text': { about: 'A 503 with a JSON body that is declared as text/plain.' },
  reset: { about: 'Closes the connection before the first byte of the answer.' },
  stall: { about: 'Never answers; the connection stays open.' },
  'empty-body': { about: 'A 200 without a body.' },
  'invalid-json': { about: 'A 200 whose JSON is cut in the middle.' },
  'stream-cut': {
    about: 'Closes the connection in the middle of the stream.',
    argument: { name: 'after chunks', default: '1' },
  },
  'stream-stall': {
    about: 'Sends no more, but keeps the connection.',
    argument: { name: 'after chunks', default: '1' },
  },
  'stream-error': {
    about: 'An error event (503) in the middle of the stream.',
    argument: { name: 'after chunks', default: '1' },
  },
  'stream-error-raw': {
    about: 'The same without `data:`, in a network write of its own.',
    argument: { name: 'after chunks', default: '1' },
  },
  'stream-bytes': {
    about: 'Cuts the stream into network writes of so many bytes, also inside characters.',
    argument: { name: 'bytes', default: '7' },
  },
  blocked: {
    about: 'The prompt is blocked: a 200 without candidates.',
    argument: { name: 'reason', default: 'PROHIBITED_CONTENT' },
  },
  'safety-stop': { about: 'The answer is stopped by safety: a candidate without content.' },
  'malformed-call': { about: 'MALFORMED_FUNCTION_CALL: a candidate with empty content.' },
  continuation: { about: 'The first half of the answer, with CONTINUATION and a token for the rest (not in streams).' },
  'no-usage': { about: 'Leaves usageMetadata out.' },
  'no-finish': { about: 'Leaves finishReason out.' },
}

/** One fault to inject, its argument filled in. */
export interface Fault {
  kind: FaultKind
  argument: string
}
