import { reopenable } from '../../testing/reopenable.ts'
import { traceMetricContract } from '../../testing/trace-store-contract.ts'
import { openClickHouseTraceStore } from '../clickhouse-trace-store.ts'
import { openEmbeddedEngine } from '../embedded-engine.ts'

traceMetricContract('the embedded ClickHouse', () =>
  reopenable(async (folder) => openClickHouseTraceStore(await openEmbeddedEngine(folder))),
)
