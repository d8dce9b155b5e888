import type { TableShape } from './migration.ts'

export interface Cluster {
  /** As the servers' `remote_servers` call it. */
  readonly name: string
  /**
   * Whether the servers have a Keeper. Replication and `ON CLUSTER` both need one; without it, statements make the tables
   * of the server that they are sent to, and only tests want that.
   */
  readonly hasKeeper: boolean
}

/**
 * By what the rows of a table are spread over shards. All copies of a row must come to lie on one shard, or they would
 * never become one: each is a function of the columns that a row is known by.
 */
export const SHARD_KEYS: Readonly<Record<string, string>> = {
  schema_migrations: 'version',
  spans: 'cityHash64(trace_id)',
  // By conversation, so that a message which many traces repeat is kept once.
  parts: 'cityHash64(experiment_id, conversation)',
  superseded_spans: 'cityHash64(trace_id)',
  shared_experiments: 'cityHash64(experiment_id)',
  store_secrets: 'cityHash64(name)',
  trace_records: 'cityHash64(trace_id)',
  traces: 'cityHash64(trace_id)',
  trace_keys: 'cityHash64(trace_id)',
  span_costs: 'cityHash64(trace_id)',
  trace_edits: 'cityHash64(trace_id)',
  deleted_traces: 'cityHash64(trace_id)',
}

const CREATE = /^\s*CREATE TABLE IF NOT EXISTS (\w+)/
const ALTER = /^\s*ALTER TABLE (\w+)/

/**
 * The tables of a cluster, from the statements of one machine: rows lie in replicated tables named `…_local`, and what is
 * read and written is a Distributed table over them, under the table's own name.
 */
export function clusterShape({ name, hasKeeper }: Cluster): TableShape {
  const onCluster = hasKeeper ? `ON CLUSTER ${name}` : ''
  const distributed = (table: string): string =>
    `CREATE TABLE IF NOT EXISTS ${table} ${onCluster} AS ${local(table)}
    ENGINE = Distributed(${name}, currentDatabase(), ${local(table)}, ${shardKeyOf(table)})`
  return {
    onCluster,
    replacing: (version, isDeleted) =>
      `${hasKeeper ? 'Replicated' : ''}ReplacingMergeTree(${isDeleted === undefined ? version : `${version}, ${isDeleted}`})`,
    statementsFor(statement) {
      const created = CREATE.exec(statement)?.[1]
      if (created !== undefined) {
        return [statement.replace(CREATE, `CREATE TABLE IF NOT EXISTS ${local(created)}`), distributed(created)]
      }
      const altered = ALTER.exec(statement)?.[1]
      // A column is there before anything can be told to read it, and an index is of the rows only.
      if (altered !== undefined) {
        const below = statement.replace(ALTER, `ALTER TABLE ${local(altered)}`)
        return / (ADD|DROP|MATERIALIZE) (INDEX|PROJECTION) /.test(statement) ? [below] : [below, statement]
      }
      throw new Error(`not known how to run on a cluster: ${statement.slice(0, 60)}`)
    },
    rowsOf: (table) => `${local(table)} ${onCluster}`,
  }
}

const local = (table: string): string => `${table}_local`

function shardKeyOf(table: string): string {
  const key = SHARD_KEYS[table]
  if (key === undefined) throw new Error(`the table ${table} has no shard key`)
  return key
}
