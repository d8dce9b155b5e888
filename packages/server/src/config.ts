import { isLoopbackHost } from './http/loopback.ts'
import { LOG_FORMATS, type LogFormat } from './log.ts'
import { readBytes, readDays, type RetentionPolicy } from './retention/retention-policy.ts'
import type { StartFailure } from './start/start-failure.ts'

/** What a person may set; a flag wins over the environment, the environment over the default. */
export interface ServerFlags {
  readonly host?: string
  /** A number, or its text as it stood on the command line; 0 takes any free port. */
  readonly port?: number | string
  readonly dataDir?: string
  /** Host names or `host:port`, comma separated or one by one; `*` allows every host. */
  readonly allowedHosts?: string | readonly string[]
  readonly insecureNoAuth?: boolean
  /** Also takes OTLP over gRPC, there, at the same host; as `port`. */
  readonly otlpGrpcPort?: number | string
  /** Spans lie in that ClickHouse, e.g. `https://user:password@clickhouse.example:8443/loupe`. Never logged. */
  readonly clickhouseUrl?: string
  /** Of the ClickHouse servers, the cluster on which tables are made. */
  readonly clickhouseCluster?: string
  /** Metadata lies in that PostgreSQL, e.g. `postgres://user:password@postgres.example/loupe`. Never logged. */
  readonly metadataUrl?: string
  /** `text` for people, `json` for machines. */
  readonly logFormat?: string
  /** Traces the server's own requests, into the experiment `loupe-server`. */
  readonly selfTraces?: boolean
  /** What is stored survives the loss of power too, at a price. */
  readonly fsync?: boolean
  /** A JSON file with prices of models, which win over list prices. */
  readonly pricesFile?: string
  /** How many days traces are kept, or how many bytes of an experiment (`50GB`), unless its tags say otherwise. */
  readonly retentionDays?: string
  readonly retentionBytes?: string
  /** Where backups go; `backups` in the data folder when absent. */
  readonly backupDir?: string
  /** The folder of the built UI, for checkouts and packages that keep it elsewhere. */
  readonly webDir?: string
}

export interface ServerConfig {
  /** `localhost` means 127.0.0.1 and ::1, both. */
  readonly host: string
  readonly port: number
  readonly dataDir: string
  readonly allowedHosts: readonly string[]
  /** Where OTLP over gRPC is taken; nowhere when absent. */
  readonly otlpGrpcPort?: number
  /** See `ServerFlags`. */
  readonly clickhouseUrl?: string
  readonly clickhouseCluster?: string
  readonly metadataUrl?: string
  /** `text` when absent. */
  readonly logFormat?: LogFormat
  readonly selfTraces?: boolean
  /** What is stored survives the loss of power too, at a price. */
  readonly fsync?: boolean
  /** See `readOwnPrices`. */
  readonly pricesFile?: string
  readonly retention?: RetentionPolicy
  /** See `ServerFlags`. */
  readonly backupDir?: string
  /** See `signingKeyOf`. */
  readonly signingKey?: string
  /** The folder of the built UI; the checkout's own when absent. */
  readonly webDir?: string
  /** Opened by a command for as long as it takes: nothing is done in the background. */
  readonly isBrief?: boolean
}

export type ConfigResult =
  | { readonly ok: true; readonly config: ServerConfig }
  | { readonly ok: false; readonly failure: StartFailure }

const DEFAULT_PORT = 5000

/** Reads the server's settings; pure. `env` is `process.env` or the like. */
export function readConfig(flags: ServerFlags, env: Readonly<Record<string, string | undefined>>): ConfigResult {
  const host = bare(flags.host ?? given(env['LOUPE_HOST']) ?? 'localhost')
  if (!/^[A-Za-z0-9._:%-]+$/.test(host)) return badValue('--host', 'LOUPE_HOST', host, 'a host name or an IP address')

  const portText = String(flags.port ?? given(env['LOUPE_PORT']) ?? DEFAULT_PORT)
  const port = readPort(portText)
  if (port === undefined) return badValue('--port', 'LOUPE_PORT', portText, PORT)

  const grpcText = flags.otlpGrpcPort ?? given(env['LOUPE_OTLP_GRPC_PORT'])
  const otlpGrpcPort = grpcText === undefined ? undefined : readPort(String(grpcText))
  if (grpcText !== undefined && otlpGrpcPort === undefined) {
    return badValue('--otlp-grpc-port', 'LOUPE_OTLP_GRPC_PORT', String(grpcText), PORT)
  }

  const dataDir = flags.dataDir ?? given(env['LOUPE_DATA_DIR']) ?? '.loupe'
  if (dataDir === '' || dataDir.includes('\0')) return badValue('--data-dir', 'LOUPE_DATA_DIR', dataDir, 'a folder')

  const noAuthText = given(env['LOUPE_INSECURE_NO_AUTH'])
  const noAuth = flags.insecureNoAuth ?? readSwitch(noAuthText)
  if (noAuth === undefined) {
    return badValue('--insecure-no-auth', 'LOUPE_INSECURE_NO_AUTH', noAuthText ?? '', 'true or false')
  }
  if (!isLoopbackHost(host) && !noAuth) return { ok: false, failure: { kind: 'no-auth-on-network', host } }

  const allowedHosts = readList(flags.allowedHosts ?? env['LOUPE_ALLOWED_HOSTS'])
  const pricesFile = flags.pricesFile ?? given(env['LOUPE_PRICES_FILE'])
  const signingKey = given(env['LOUPE_SIGNING_KEY'])
  const clickhouseUrl = flags.clickhouseUrl ?? given(env['LOUPE_CLICKHOUSE_URL'])
  const clickhouseCluster = flags.clickhouseCluster ?? given(env['LOUPE_CLICKHOUSE_CLUSTER'])
  if (clickhouseCluster !== undefined && !/^\w+$/.test(clickhouseCluster)) {
    return badValue('--clickhouse-cluster', 'LOUPE_CLICKHOUSE_CLUSTER', clickhouseCluster, 'the name of a cluster')
  }
  const metadataUrl = flags.metadataUrl ?? given(env['LOUPE_METADATA_URL'])
  const stores = { dataDir, clickhouseUrl, clickhouseCluster, metadataUrl }

  const formatText = flags.logFormat ?? given(env['LOUPE_LOG_FORMAT'])
  const logFormat = LOG_FORMATS.find((format) => format === (formatText ?? 'text'))
  if (logFormat === undefined) return badValue('--log-format', 'LOUPE_LOG_FORMAT', formatText ?? '', 'text or json')
  const selfText = given(env['LOUPE_SELF_TRACES'])
  const selfTraces = flags.selfTraces ?? readSwitch(selfText)
  if (selfTraces === undefined) {
    return badValue('--self-traces', 'LOUPE_SELF_TRACES', selfText ?? '', 'true or false')
  }
  const fsyncText = given(env['LOUPE_FSYNC'])
  const fsync = flags.fsync ?? readSwitch(fsyncText)
  if (fsync === undefined) return badValue('--fsync', 'LOUPE_FSYNC', fsyncText ?? '', 'true or false')
  const logs = { logFormat, selfTraces }
  const daysText = flags.retentionDays ?? given(env['LOUPE_RETENTION_DAYS'])
  const bytesText = flags.retentionBytes ?? given(env['LOUPE_RETENTION_BYTES'])
  const maxAgeDays = daysText === undefined ? undefined : readDays(daysText)
  if (maxAgeDays === 'wrong') return badValue('--retention-days', 'LOUPE_RETENTION_DAYS', daysText!, 'a number of days')
  const maxBytes = bytesText === undefined ? undefined : readBytes(bytesText)
  if (maxBytes === 'wrong') {
    return badValue('--retention-bytes', 'LOUPE_RETENTION_BYTES', bytesText!, 'a number of bytes, such as 50GB')
  }
  return {
    ok: true,
    config: {
      host,
      port,
      otlpGrpcPort,
      ...stores,
      ...logs,
      fsync,
      allowedHosts,
      pricesFile,
      retention: { maxAgeDays, maxBytes },
      backupDir: flags.backupDir ?? given(env['LOUPE_BACKUP_DIR']),
      signingKey,
      webDir: flags.webDir,
    },
  }
}

const PORT = 'a number from 0 to 65535'

const readPort = (text: string): number | undefined =>
  /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : undefined

/** An empty variable means the same as none. */
const given = (text: string | undefined): string | undefined => (text === undefined || text === '' ? undefined : text)

const bare = (host: string): string => (host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host)

function readSwitch(text: string | undefined): boolean | undefined {
  if (text === undefined || /^(0|false|no|off)$/i.test(text)) return false
  return /^(1|true|yes|on)$/i.test(text) ? true : undefined
}

const readList = (value: string | readonly string[] | undefined): string[] =>
  (typeof value === 'string' ? [value] : (value ?? []))
    .flatMap((part) => part.split(','))
    .map((part) => part.trim().toLowerCase())
    .filter((part) => part !== '')

const badValue = (flag: string, variable: string, value: string, expected: string): ConfigResult => ({
  ok: false,
  failure: { kind: 'bad-value', flag, variable, value, expected },
})
