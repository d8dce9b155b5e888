import type { TraceId, TraceInfo } from '@loupe-ai/model'
import { Binder } from '../binder.ts'
import type { Engine } from '../engine.ts'
import { infoOf } from './summary-rows.ts'

/** Where a row of `traces` is. */
export interface ShownPlace {
  readonly traceId: TraceId
  readonly experimentId: string
  readonly startMillis: number
}

/** A row of `traces`: what was known of a trace when it was written. */
export interface SummaryVersion {
  readonly knowledge: bigint
  readonly commit: bigint
  readonly isDeleted: boolean
  info(): TraceInfo
}

interface VersionRow {
  readonly trace_id: TraceId
  readonly experiment_id: string
  readonly start_millis: string
  readonly knowledge: string
  readonly commit: string
  readonly is_deleted: number
  readonly info: string
}

const nameOf = ({ traceId, experimentId, startMillis }: ShownPlace): string =>
  `${traceId}/${experimentId}/${startMillis}`

/**
 * What stands in these places, which are read without looking at anything else; of each what knows most comes first.
 * Without FINAL, which merges all that lies around them too.
 */
export async function versionsAt(
  engine: Engine,
  places: readonly ShownPlace[],
): Promise<(place: ShownPlace) => readonly SummaryVersion[]> {
  const found = new Map<string, SummaryVersion[]>()
  if (places.length > 0) {
    for (const row of await readVersions(engine, places)) {
      const { trace_id: traceId, experiment_id: experimentId, start_millis } = row
      const name = nameOf({ traceId, experimentId, startMillis: Number(start_millis) })
      const versions = found.get(name)
      const version = {
        knowledge: BigInt(row.knowledge),
        commit: BigInt(row.commit),
        isDeleted: row.is_deleted === 1,
        info: () => infoOf(row),
      }
      if (versions === undefined) found.set(name, [version])
      else versions.push(version)
    }
  }
  for (const versions of found.values()) versions.sort((left, right) => (left.knowledge > right.knowledge ? -1 : 1))
  return (place) => found.get(nameOf(place)) ?? []
}

function readVersions(engine: Engine, places: readonly ShownPlace[]): Promise<VersionRow[]> {
  const binder = new Binder('i')
  const bound = <T extends string | number>(valueOf: (place: ShownPlace) => T, type: string): string =>
    binder.bind([...new Set(places.map(valueOf))] as readonly string[] | readonly number[], type)
  return engine.rows<VersionRow>(
    `SELECT trace_id, experiment_id, start_millis, toString(knowledge) AS knowledge, commit, is_deleted, info FROM traces
    WHERE experiment_id IN ${bound(({ experimentId }) => experimentId, 'Array(String)')}
      AND start_millis IN ${bound(({ startMillis }) => startMillis, 'Array(Int64)')}
      AND trace_id IN ${bound(({ traceId }) => traceId, 'Array(String)')}`,
    binder.parameters,
  )
}
