/** Why a server did not start: each has a message that says what to do (`startFailureMessage`). */
export type StartFailure =
  | {
      readonly kind: 'bad-value'
      readonly flag: string
      readonly variable: string
      readonly value: string
      readonly expected: string
    }
  /** Not shown: it may hold a password. */
  | { readonly kind: 'bad-url'; readonly flag: string; readonly variable: string; readonly expected: string }
  | { readonly kind: 'no-auth-on-network'; readonly host: string }
  | { readonly kind: 'port-in-use'; readonly host: string; readonly port: number; readonly loupeVersion?: string }
  | { readonly kind: 'cannot-bind'; readonly host: string; readonly port: number; readonly reason: string }
  | { readonly kind: 'cannot-bind-grpc'; readonly host: string; readonly port: number; readonly reason: string }
  | { readonly kind: 'data-dir-in-use'; readonly dataDir: string; readonly holder?: LockHolder }
  | { readonly kind: 'data-dir-not-writable'; readonly dataDir: string; readonly reason: string }
  | { readonly kind: 'bad-prices'; readonly file: string; readonly reason: string }
  | { readonly kind: 'engine-unavailable'; readonly platform: string; readonly reason: string }
  | { readonly kind: 'data-too-new'; readonly dataDir: string; readonly reason: string }
  | { readonly kind: 'store-failed'; readonly dataDir: string; readonly reason: string }
  | { readonly kind: 'clickhouse-failed'; readonly place: string; readonly reason: string }
  | { readonly kind: 'postgres-failed'; readonly place: string; readonly reason: string }

/** Who holds a data folder, as far as its lock file tells. */
interface LockHolder {
  readonly url: string
  readonly pid: number
  readonly host: string
}

/** What to print before exiting with 1: what is wrong, then what to do. */
export function startFailureMessage(failure: StartFailure): string {
  switch (failure.kind) {
    case 'bad-value':
      return (
        `${failure.flag} (or ${failure.variable}) must be ${failure.expected}, ` +
        `but it is ${JSON.stringify(failure.value)}.`
      )
    case 'bad-url':
      return `${failure.flag} (or ${failure.variable}) must be ${failure.expected}.`
    case 'no-auth-on-network':
      return (
        `Refusing to listen on ${failure.host}: anyone who can reach this machine could read and write every trace, ` +
        `because this server has no authentication.\n` +
        `Leave --host out to listen on this machine only, or add --insecure-no-auth ` +
        `(LOUPE_INSECURE_NO_AUTH=true) if the network is trusted.`
      )
    case 'port-in-use':
      return failure.loupeVersion === undefined
        ? `Port ${failure.port} on ${failure.host} is in use by another program.\n` +
            `Choose another one, e.g. --port ${failure.port + 1}, or --port 0 for any free one.`
        : `Loupe ${failure.loupeVersion} is already running at http://localhost:${failure.port}.\n` +
            `Use that one, stop it, or choose another port and folder: ` +
            `--port ${failure.port + 1} --data-dir another-folder.`
    case 'cannot-bind':
      return `Cannot listen on ${failure.host}, port ${failure.port}: ${failure.reason}.\nChoose another --host or --port.`
    case 'cannot-bind-grpc':
      return (
        `Cannot take OTLP over gRPC on ${failure.host}, port ${failure.port}: ${failure.reason}.\n` +
        `Choose another --otlp-grpc-port, or leave it out: OTLP over HTTP needs no port of its own.`
      )
    case 'data-dir-in-use':
      return failure.holder === undefined
        ? `The data folder ${failure.dataDir} is in use by another process.\nStop it, or choose another --data-dir.`
        : `The data folder ${failure.dataDir} is in use by the Loupe server at ${failure.holder.url} ` +
            `(process ${failure.holder.pid} on ${failure.holder.host}).\n` +
            `Use that server, stop it, or choose another --data-dir.`
    case 'data-dir-not-writable':
      return (
        `Cannot write to the data folder ${failure.dataDir}: ${failure.reason}.\n` +
        `Fix its permissions, or choose another one with --data-dir.`
      )
    case 'bad-prices':
      return (
        `The prices in ${failure.file} cannot be used: ${failure.reason}.\n` +
        `They are JSON, in US dollars for a million tokens: {"my-model": {"input": 1.5, "output": 6}}.`
      )
    case 'engine-unavailable':
      return (
        `The embedded storage engine does not run here (${failure.platform}): ${failure.reason}.\n` +
        `It needs Linux with glibc, or macOS. On Windows use WSL2; on Alpine use a glibc image such as node:24-slim.`
      )
    case 'data-too-new':
      return (
        `The data in ${failure.dataDir} was written by a newer version of Loupe: ${failure.reason}.\n` +
        `Nothing was changed. Install that version or a newer one, or choose another --data-dir.`
      )
    case 'store-failed':
      return (
        `The data in ${failure.dataDir} could not be opened: ${failure.reason}.\n` +
        `Choose another --data-dir, or restore this one from a backup.`
      )
    case 'clickhouse-failed':
      return (
        `ClickHouse at ${failure.place} cannot be used: ${failure.reason}\n` +
        `Check that it runs, and the user, password and database in LOUPE_CLICKHOUSE_URL.`
      )
    case 'postgres-failed':
      return (
        `PostgreSQL at ${failure.place} cannot be used: ${failure.reason}\n` +
        `Check that it runs, that the database is there, and the user and password in LOUPE_METADATA_URL.`
      )
  }
}
