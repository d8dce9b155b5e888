import { openClickHouseTraceStore } from '../clickhouse/clickhouse-trace-store.ts'
import { openOverHttp } from '../testing/open-over-http.ts'
import { reopenable } from '../testing/reopenable.ts'
import { traceEditContract } from '../testing/trace-store-contract.ts'

traceEditContract('ClickHouse over HTTP', () =>
  reopenable(async (folder) => openClickHouseTraceStore(await openOverHttp(folder))),
)
