import type { SendOutcome } from './transport.ts'

type RetryableOutcome = Extract<SendOutcome, { readonly status: 'retryable' }>

/** The outcome of a request that failed and may be made again. */
export const retryLater = ({
  reason,
  afterMillis,
  isUnreachable,
  isServerFault,
}: Omit<RetryableOutcome, 'status'>): RetryableOutcome => ({
  status: 'retryable',
  reason,
  ...(afterMillis !== undefined && { afterMillis }),
  ...(isUnreachable !== undefined && { isUnreachable }),
  ...(isServerFault === true && { isServerFault }),
})
