/** A request as it goes over the wire. */
export interface SentRequest {
  readonly method: string
  /** With its query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Uint8Array
  /** A trace that must not be there when the request was refused. */
  readonly traceId?: string
}
