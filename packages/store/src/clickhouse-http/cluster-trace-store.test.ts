import { afterAll, beforeAll, vi } from 'vitest'
import { openClickHouseTraceStore, type TraceStoreOptions } from '../clickhouse/clickhouse-trace-store.ts'
import { clusterShape } from '../clickhouse/schema/cluster-shape.ts'
import { type ClickHouseHttpFront, startClickHouseHttpFront } from '../testing/clickhouse-http-front.ts'
import { ONE_SHARD, oneShardConfig } from '../testing/one-shard-cluster.ts'
import { reopenableDatabase } from '../testing/reopenable-database.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { traceEditContract, traceMetricContract, traceStoreContract } from '../testing/trace-store-contract.ts'

// Each statement is a request here, and two on the way through the engine.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 })

const parts = new AsyncDisposableStack()
let front: ClickHouseHttpFront
beforeAll(async () => {
  const folder = parts.use(await temporaryFolder())
  const configFile = await oneShardConfig(folder.path)
  front = parts.use(await startClickHouseHttpFront(`${folder.path}/engine`, { configFile }))
})
afterAll(() => parts.disposeAsync())

const shape = clusterShape({ name: ONE_SHARD, hasKeeper: false })
// The cluster has no port to be reached by, not even by itself.
const open = (limit: TraceStoreOptions = {}) =>
  reopenableDatabase(`${front.url}?prefer_localhost_replica=1`, (engine) =>
    openClickHouseTraceStore(engine, shape, limit),
  )

traceStoreContract('a cluster of ClickHouse', open)
traceEditContract('a cluster of ClickHouse', open)
traceMetricContract('a cluster of ClickHouse', open)
