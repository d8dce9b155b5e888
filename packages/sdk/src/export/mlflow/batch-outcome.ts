import { retryLater } from '../retry-later.ts'
import type { SendOutcome } from '../transport.ts'
import type { RequestFailure } from './send-request.ts'

/** Gathers how the parts of a batch ended into how the batch ended. */
export class BatchOutcome {
  readonly #total: number
  #rejected = 0
  #message = ''
  #retry: RequestFailure | undefined

  /** `total`: spans of the batch. */
  constructor(total: number) {
    this.#total = total
  }

  /** These spans did not arrive. One part that may be tried again makes the whole batch come again: repeats do no harm. */
  failed(spans: number, failure: RequestFailure): void {
    if (failure.isRetryable) this.#retry ??= failure
    else this.#rejected += spans
    if (!failure.isRetryable && this.#message === '') this.#message = failure.reason
  }

  /** The spans arrived, but something beside them did not. */
  said(message: string): void {
    if (this.#message === '') this.#message = message
  }

  /** Nothing more needs to be tried in this round. */
  get mustRetry(): boolean {
    return this.#retry !== undefined
  }

  finish(): SendOutcome {
    if (this.#retry !== undefined) return retryLater(this.#retry)
    if (this.#rejected > 0 && this.#rejected >= this.#total) return { status: 'refused', reason: this.#message }
    return { status: 'accepted', rejectedSpans: this.#rejected, message: this.#message, isLoupe: false }
  }
}
