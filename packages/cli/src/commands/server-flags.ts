import type { Command } from 'commander'

/** Flags of every command that starts a server; each has an environment variable, the flag wins. */
export interface ServerFlags {
  readonly host?: string
  readonly port?: string
  readonly dataDir?: string
  readonly allowedHosts?: string
  readonly insecureNoAuth?: boolean
  readonly otlpGrpcPort?: string
  readonly clickhouseUrl?: string
  readonly clickhouseCluster?: string
  readonly metadataUrl?: string
  readonly logFormat?: string
  readonly selfTraces?: boolean
  readonly fsync?: boolean
  readonly pricesFile?: string
  readonly retentionDays?: string
  readonly retentionBytes?: string
  readonly backupDir?: string
}

export const withServerFlags = (command: Command): Command =>
  command
    .option('--host <host>', 'address to listen on (LOUPE_HOST; default localhost: 127.0.0.1 and ::1)')
    .option('--port <port>', 'port to listen on (LOUPE_PORT; default 5000)')
    .option('--data-dir <folder>', 'where traces are kept (LOUPE_DATA_DIR; default .loupe in the working folder)')
    .option('--allowed-hosts <hosts>', 'further host names it answers to, with commas between (LOUPE_ALLOWED_HOSTS)')
    .option('--otlp-grpc-port <port>', 'also take OTLP over gRPC, usually on 4317 (LOUPE_OTLP_GRPC_PORT; default off)')
    .option('--clickhouse-url <url>', 'keep spans in that ClickHouse, not in the folder (LOUPE_CLICKHOUSE_URL)')
    .option('--clickhouse-cluster <name>', 'make its tables on that cluster (LOUPE_CLICKHOUSE_CLUSTER)')
    .option('--metadata-url <url>', 'keep experiments in that PostgreSQL, not in the folder (LOUPE_METADATA_URL)')
    .option('--log-format <format>', 'text or json (LOUPE_LOG_FORMAT; default text)')
    .option('--self-traces', 'trace its own requests, into the experiment loupe-server (LOUPE_SELF_TRACES)')
    .option('--fsync', 'have the disk write through what is acknowledged, so that it survives power loss (LOUPE_FSYNC)')
    .option('--prices-file <file>', 'prices of your own for models, as JSON (LOUPE_PRICES_FILE)')
    .option('--retention-days <days>', 'delete traces older than that (LOUPE_RETENTION_DAYS; default: keep them)')
    .option(
      '--retention-bytes <bytes>',
      'delete the oldest of an experiment above that, e.g. 50GB (LOUPE_RETENTION_BYTES)',
    )
    .option('--backup-dir <folder>', 'where backups go (LOUPE_BACKUP_DIR; default backups in the data folder)')
    .option(
      '--insecure-no-auth',
      'allow a --host that others can reach, without authentication (LOUPE_INSECURE_NO_AUTH)',
    )
