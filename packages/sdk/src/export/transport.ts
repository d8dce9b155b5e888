/** How a request ended. Nothing else can come of it. */
export type SendOutcome =
  | {
      readonly status: 'accepted'
      readonly rejectedSpans: number
      readonly message: string
      /** It takes spans that still run; others would show them as finished. */
      readonly isLoupe: boolean
    }
  /** The server is away or busy: the same spans may be sent again. */
  | {
      readonly status: 'retryable'
      readonly reason: string
      readonly afterMillis?: number
      /** Nobody listens there, or lets us in: another try a moment later is not worth waiting for. */
      readonly isUnreachable?: boolean
      /** It is there and failed: perhaps over these very spans, so that others may be taken. */
      readonly isServerFault?: boolean
    }
  /** The server does not want them and would not later. */
  | { readonly status: 'refused'; readonly reason: string }

/** Carries one encoded request to a server. Never throws: every ending is an outcome. */
export interface Transport {
  send(body: Uint8Array<ArrayBuffer>, signal: AbortSignal): Promise<SendOutcome>
}
