import { Binder } from '../binder.ts'
import type { Engine, Role } from '../engine.ts'
import { SHARED } from './content-hash.ts'
import { joinPayload } from './join-payload.ts'
import { type LooseText, tighten } from './loose-text.ts'
import { dayOfNanos } from './time-buckets.ts'

/** SQL: the day of a span, under which its parts are. */
export const SPAN_DAY = 'intDiv(start_nanos, 86400000000000)'

/** A row of `spans` with what it refers to. */
export interface ReferringRow {
  readonly experiment_id: string
  readonly start_nanos: string
  readonly conversation: string
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
}

/** Gives the payload of a frame and its references: undefined where there is none. */
export type PayloadOf = (frame: string, refs: readonly string[]) => string | undefined

interface PartRow extends LooseText {
  readonly hash: string
}

const MAX_HASHES_AT_ONCE = 50_000

/** What the frames and references of these rows stand for. */
export async function readPayloads(
  engine: Engine,
  rows: readonly ReferringRow[],
  role: Role = 'read',
): Promise<PayloadOf> {
  const parts = new Map<string, string>()
  const hashes = [...new Set(rows.flatMap(({ inputs, outputs }) => [...inputs, ...outputs]))]
  for (let start = 0; start < hashes.length; start += MAX_HASHES_AT_ONCE) {
    const found = await readParts(engine, rows, hashes.slice(start, start + MAX_HASHES_AT_ONCE), role)
    for (const part of found) parts.set(part.hash, tighten(part))
  }
  return (frame, refs) => (frame === '' ? undefined : joinPayload(frame, refs, (hash) => parts.get(hash)))
}

function readParts(
  engine: Engine,
  rows: readonly ReferringRow[],
  hashes: readonly string[],
  role: Role,
): Promise<PartRow[]> {
  const binder = new Binder('p')
  const days = [...new Set(rows.map(({ start_nanos }) => dayOfNanos(BigInt(start_nanos))))]
  const conversations = [...new Set([SHARED, ...rows.map(({ conversation }) => conversation)])]
  const experiments = [...new Set(rows.map(({ experiment_id }) => experiment_id))]
  return engine.rows<PartRow>(
    `SELECT hash, form, body, raw FROM parts
    WHERE experiment_id IN ${binder.bind(experiments, 'Array(String)')}
      AND day IN ${binder.bind(days, 'Array(UInt32)')}
      AND conversation IN ${binder.bind(conversations, 'Array(String)')}
      AND hash IN ${binder.bind(hashes, 'Array(String)')}
    LIMIT 1 BY hash`,
    binder.parameters,
    role,
  )
}
