import { experimentId, traceId } from '@loupe-ai/model'
import { aSpan } from '../testing/a-span.ts'
import { reopenable } from '../testing/reopenable.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { traceEditContract } from '../testing/trace-store-contract.ts'
import { openClickHouseTraceStore } from './clickhouse-trace-store.ts'
import { openEmbeddedEngine } from './embedded-engine.ts'
import { ONE_MACHINE } from './schema/migration.ts'
import { expect, test, vi } from 'vitest'

traceEditContract('the embedded ClickHouse', (limit) =>
  reopenable(async (folder) => openClickHouseTraceStore(await openEmbeddedEngine(folder), ONE_MACHINE, limit)),
)

test('the rows of a deleted trace are removed soon after, also those that come later', async () => {
  await using folder = await temporaryFolder()
  const engine = await openEmbeddedEngine(folder.path)
  const store = await openClickHouseTraceStore(engine)
  const rowsOf = async (): Promise<unknown> => await engine.rows('SELECT trace_id FROM spans')
  const gone = aSpan({ traceId: traceId('gone') })
  await store.insertSpans([gone, aSpan({ traceId: traceId('kept') })])

  await store.deleteTraces({ experimentId: experimentId('0'), ids: [traceId('gone')] })
  await vi.waitFor(async () => expect(await rowsOf()).toEqual([{ trace_id: 'kept' }]), { timeout: 10_000 })
  await store.insertSpans([gone])

  await vi.waitFor(async () => expect(await rowsOf()).toEqual([{ trace_id: 'kept' }]), { timeout: 10_000 })
  await store.close()
})
