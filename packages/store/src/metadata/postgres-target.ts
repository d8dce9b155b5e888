/** A PostgreSQL database, as a person names it. `url` holds the password and is never shown. */
export interface PostgresTarget {
  readonly url: string
  /** Host and database only: safe to show. */
  readonly shown: string
}

export type PostgresTargetResult =
  | { readonly ok: true; readonly target: PostgresTarget }
  | { readonly ok: false; readonly expected: string }

/**
 * Reads `postgres://user:password@host:port/database`, with whatever libpq's URLs allow as query: `sslmode`, or `host`
 * for the folder of a socket. Never throws, and what it gives on failure holds nothing of `text`.
 */
export function readPostgresUrl(text: string): PostgresTargetResult {
  const url = URL.parse(text)
  if (url === null || !/^postgres(ql)?:$/.test(url.protocol) || url.pathname.length < 2) {
    return { ok: false, expected: 'a URL such as postgres://user:password@postgres.example:5432/loupe' }
  }
  const host = url.searchParams.get('host') ?? url.host
  return { ok: true, target: { url: text, shown: `${url.protocol}//${host}${url.pathname}` } }
}
