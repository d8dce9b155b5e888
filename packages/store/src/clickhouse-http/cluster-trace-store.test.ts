import { join } from 'node:path'
import { openClickHouseTraceStore } from '../clickhouse/clickhouse-trace-store.ts'
import { clusterShape } from '../clickhouse/schema/cluster-shape.ts'
import { ONE_SHARD, oneShardConfig } from '../testing/one-shard-cluster.ts'
import { openOverHttp } from '../testing/open-over-http.ts'
import { reopenable } from '../testing/reopenable.ts'
import { traceStoreContract } from '../testing/trace-store-contract.ts'

traceStoreContract('a cluster of ClickHouse', () =>
  reopenable(async (folder) => {
    const configFile = await oneShardConfig(folder)
    // The cluster has no port to be reached by, not even by itself.
    const settings = { prefer_localhost_replica: '1' }
    const engine = await openOverHttp(join(folder, 'engine'), {}, { configFile }, settings)
    return openClickHouseTraceStore(engine, clusterShape({ name: ONE_SHARD, hasKeeper: false }))
  }),
)
