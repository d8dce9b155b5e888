import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The name of the cluster. */
export const ONE_SHARD = 'one_shard'

/** Writes a configuration by which the embedded engine takes itself for a cluster of one; gives the file's path. */
export async function oneShardConfig(folder: string): Promise<string> {
  const path = join(folder, 'cluster.xml')
  await writeFile(
    path,
    `<clickhouse>
      <tcp_port>9000</tcp_port>
      <remote_servers><${ONE_SHARD}><shard>
        <internal_replication>true</internal_replication>
        <replica><host>127.0.0.1</host><port>9000</port></replica>
      </shard></${ONE_SHARD}></remote_servers>
    </clickhouse>`,
  )
  return path
}
