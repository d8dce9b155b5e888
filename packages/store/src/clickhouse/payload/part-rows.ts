import { Binder } from '../binder.ts'
import type { Engine, Role } from '../engine.ts'
import { SHARED } from './content-hash.ts'
import { joinPayload } from './join-payload.ts'
import { type LooseText, tighten } from './loose-text.ts'
import { dayOfNanos } from './time-buckets.ts'

/** SQL: the day of a span, under which its parts are. */
export const SPAN_DAY = 'intDiv(start_nanos, 86400000000000)'

/** A row of `spans` with what it refers to, as the engine gives UUIDs. */
export interface ReferringRow {
  readonly experiment_id: string
  readonly start_nanos: string
  readonly conversation: string
  readonly inputs: readonly string[] | string
  readonly outputs: readonly string[] | string
}

interface PartRow extends LooseText {
  readonly hash: string
}

const MAX_HASHES_AT_ONCE = 50_000

/**
 * The payloads of these rows: each function call gives what references stand for, undefined for none. Throws if a part
 * is missing, which no crash may bring about.
 */
export async function readPayloads(
  engine: Engine,
  rows: readonly ReferringRow[],
  role: Role = 'read',
): Promise<(refs: readonly string[]) => string | undefined> {
  const parts = new Map<string, string>()
  const hashes = [...new Set(rows.flatMap(({ inputs, outputs }) => [...listOf(inputs), ...listOf(outputs)]))]
  for (let start = 0; start < hashes.length; start += MAX_HASHES_AT_ONCE) {
    const found = await readParts(engine, rows, hashes.slice(start, start + MAX_HASHES_AT_ONCE), role)
    for (const part of found) parts.set(part.hash, tighten(part))
  }
  return (refs) => joinPayload(refs, (hash) => parts.get(hash))
}

const listOf = (refs: readonly string[] | string): readonly string[] => (typeof refs === 'string' ? [] : refs)

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
      AND conversation IN ${binder.bind(conversations, 'Array(UUID)')}
      AND hash IN ${binder.bind(hashes, 'Array(UUID)')}
    LIMIT 1 BY hash`,
    binder.parameters,
    role,
  )
}
