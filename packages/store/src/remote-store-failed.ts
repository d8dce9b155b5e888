/** A ClickHouse or PostgreSQL that stores were to lie in cannot be used. Neither message nor `place` hold a password. */
export class RemoteStoreFailed extends Error {
  override readonly name = 'RemoteStoreFailed'
  readonly kind: 'clickhouse' | 'postgres'
  /** Safe to show. */
  readonly place: string

  constructor(kind: 'clickhouse' | 'postgres', place: string, cause: unknown) {
    super(reasonOf(cause), { cause })
    this.kind = kind
    this.place = place
  }
}

/** Says where a failure was. */
export const failing =
  (kind: RemoteStoreFailed['kind'], place: string) =>
  (cause: unknown): never => {
    throw new RemoteStoreFailed(kind, place, cause)
  }

/** A refusal at both addresses of a name comes as an AggregateError without a message. */
function reasonOf(cause: unknown): string {
  if (cause instanceof AggregateError && cause.errors.length > 0) return reasonOf(cause.errors[0])
  return cause instanceof Error ? cause.message : String(cause)
}
