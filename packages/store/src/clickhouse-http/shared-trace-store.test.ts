import { experimentId, jsonText, type Span, traceId } from '@loupe-ai/model'
import { expect, test, vi } from 'vitest'
import { openClickHouseTraceStore } from '../clickhouse/clickhouse-trace-store.ts'
import { ONE_MACHINE } from '../clickhouse/schema/migration.ts'
import { aSpan } from '../testing/a-span.ts'
import { startClickHouseHttpFront } from '../testing/clickhouse-http-front.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import type { TraceStore } from '../trace-store.ts'
import { readClickHouseUrl } from './clickhouse-target.ts'
import { openHttpEngine } from './http-engine.ts'

const EXPERIMENT = experimentId('0')
const MESSAGES = jsonText(
  JSON.stringify([
    { role: 'user', content: 'how tall is the tower?' },
    { role: 'assistant', content: 'three hundred metres' },
    { role: 'user', content: 'and in feet?' },
  ]),
)

const aTurn = (id: string, fields: Partial<Span> = {}): Span =>
  aSpan({ traceId: traceId(id), experimentId: EXPERIMENT, inputs: MESSAGES, outputs: MESSAGES, ...fields })

test('a message that was deleted with its trace by one server is stored again by another, which had stored it before', async () => {
  await using folder = await temporaryFolder()
  await using front = await startClickHouseHttpFront(folder.path)
  const read = readClickHouseUrl(front.url)
  if (!read.ok) throw new Error(read.expected)
  const { target } = read
  const shared = { isShared: true, rememberMillis: 300, purgeDelayMillis: 900 }
  const open = async (): Promise<TraceStore> =>
    openClickHouseTraceStore(await openHttpEngine(target), ONE_MACHINE, shared)
  const [one, other, engine] = [await open(), await open(), await openHttpEngine(target)]
  const partsOf = async (id: string): Promise<number> =>
    (await engine.rows('SELECT 1 FROM parts WHERE trace_id = {id:String}', { id })).length

  for (let turn = 0; turn < 3; turn++) {
    const [gone, next] = [`gone-${turn}`, `next-${turn}`]
    await other.insertSpans([aTurn(gone)])
    await one.deleteTraces({ experimentId: EXPERIMENT, ids: [traceId(gone)] })
    // What comes late of a deleted trace is stored, and must not be taken for stored for good.
    await other.insertSpans([aTurn(gone, { name: 'late' })])
    await vi.waitFor(async () => expect(await partsOf(gone)).toBe(0), { timeout: 20_000, interval: 50 })
    await other.insertSpans([aTurn(next)])

    const [span] = await one.getSpans(traceId(next))
    expect(span).toMatchObject({ inputs: MESSAGES, outputs: MESSAGES })
    await one.deleteTraces({ experimentId: EXPERIMENT, ids: [traceId(next)] })
  }
  for (const each of [one, other, engine]) await each.close()
})
