/** A request that a program made for its own sake and that failed. Tracing itself never throws. */
export class LoupeError extends Error {
  override readonly name = 'LoupeError'
  /** As MLflow names them, e.g. `RESOURCE_ALREADY_EXISTS`; `SERVER_UNREACHABLE` when no answer came. */
  readonly code: string

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
