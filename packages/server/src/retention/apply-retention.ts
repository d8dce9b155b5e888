import type { ExperimentId, Filter, TraceId, UnixMillis } from '@loupe-ai/model'
import { unixMillis } from '@loupe-ai/model'
import { deleteTraceArtifacts, type Stores } from '@loupe-ai/store'
import { policyOf, type RetentionPolicy } from './retention-policy.ts'

export type RetentionStores = Pick<Stores, 'traces' | 'experiments' | 'artifacts'>

/** Something that was taken away, or would be. */
type RetentionStep =
  /** All that began in a week; times in milliseconds. */
  | {
      readonly kind: 'week'
      readonly startMillis: number
      readonly endMillis: number
      readonly traces: number
      readonly bytes: number
    }
  /** The oldest traces of one experiment. */
  | {
      readonly kind: 'experiment'
      readonly experimentId: ExperimentId
      readonly name: string
      readonly reason: 'age' | 'size'
      readonly traces: number
    }

export interface RetentionReport {
  readonly steps: readonly RetentionStep[]
  /** What is wrong with what experiments say, for people. */
  readonly warnings: readonly string[]
  /** False if it was ended before everything was done. */
  readonly isComplete: boolean
}

export interface ApplyOptions {
  readonly stores: RetentionStores
  readonly defaults: RetentionPolicy
  readonly nowMillis: number
  /** Says what would be done, and does nothing. */
  readonly isDryRun: boolean
  /** Ends it between two steps. */
  readonly signal?: AbortSignal
}

interface Bounds {
  readonly name: string
  /** What began before goes. */
  readonly cutoffMillis: number | undefined
  readonly maxBytes: number | undefined
}

const DAY_MILLIS = 86_400_000
const MAX_EXPERIMENTS = 50_000
/** Of one step, so that nothing else waits long. */
const TRACES_AT_ONCE = 2000
const ARTIFACT_FOLDERS_AT_ONCE = 1000

/** Takes away what is kept longer, or is more, than experiments and settings allow. Safe to break off and to repeat. */
export async function applyRetention(options: ApplyOptions): Promise<RetentionReport> {
  const { bounds, warnings } = await readBounds(options)
  if ([...bounds.values()].every(({ cutoffMillis, maxBytes }) => (cutoffMillis ?? maxBytes) === undefined)) {
    return { steps: [], warnings, isComplete: true }
  }
  const weeks = await dropWeeks(options, bounds)
  const byAge = await deleteByAge(options, bounds, weeks)
  const bySize = await deleteBySize(options, bounds, byAge)
  return { steps: [...weeks, ...byAge, ...bySize], warnings, isComplete: options.signal?.aborted !== true }
}

async function readBounds({
  stores,
  defaults,
  nowMillis,
}: ApplyOptions): Promise<{ bounds: Map<ExperimentId, Bounds>; warnings: string[] }> {
  const { items } = await stores.experiments.search({ viewType: 'ALL', maxResults: MAX_EXPERIMENTS })
  const warnings: string[] = []
  const bounds = new Map<ExperimentId, Bounds>()
  for (const experiment of items) {
    const { policy, wrongTags } = policyOf(experiment, defaults)
    for (const tag of wrongTags) {
      warnings.push(
        `the tag ${tag} of experiment ${experiment.name} is ${JSON.stringify(experiment.tags[tag])}, which cannot be read: nothing of it is deleted for that`,
      )
    }
    const cutoffMillis = policy.maxAgeDays === undefined ? undefined : nowMillis - policy.maxAgeDays * DAY_MILLIS
    bounds.set(experiment.experimentId, { name: experiment.name, cutoffMillis, maxBytes: policy.maxBytes })
  }
  return { bounds, warnings }
}

type WeekStep = Extract<RetentionStep, { kind: 'week' }>
type ExperimentStep = Extract<RetentionStep, { kind: 'experiment' }>

/** Weeks of which every experiment that has something in them wants nothing any more. */
async function dropWeeks(
  { stores: { traces, artifacts }, isDryRun, signal }: ApplyOptions,
  bounds: ReadonlyMap<ExperimentId, Bounds>,
): Promise<WeekStep[]> {
  const steps: WeekStep[] = []
  const cutoffOf = (id: ExperimentId): number => bounds.get(id)?.cutoffMillis ?? -Infinity
  const latest = Math.max(...[...bounds.values()].map(({ cutoffMillis }) => cutoffMillis ?? -Infinity))
  for (const { week, startMillis, endMillis, bytes, traces: count, experimentIds } of await traces.storedWeeks()) {
    if (signal?.aborted || endMillis > latest) break
    if (!experimentIds.every((id) => cutoffOf(id) >= endMillis)) continue
    if (!isDryRun) {
      await deleteArtifactsOfWeek(week)
      const outcome = await traces.dropWeek(week)
      if (!outcome.dropped) {
        const old = outcome.straddlers.filter(({ experimentId, startMillis: at }) => at < cutoffOf(experimentId))
        for (const [experimentId, some] of Map.groupBy(old, (one) => one.experimentId)) {
          const ids = await traces.deleteTraces({ experimentId, ids: some.map(({ traceId }) => traceId) })
          await deleteTraceArtifacts(artifacts, ids)
        }
        if (!(await traces.dropWeek(week)).dropped) continue
      }
    }
    if (count > 0 || bytes > 0) steps.push({ kind: 'week', startMillis, endMillis, traces: count, bytes })
  }
  return steps

  /** Only traces that have files are asked for. */
  async function deleteArtifactsOfWeek(week: number): Promise<void> {
    const folders = (await artifacts.list(['traces'])).map(({ name }) => name as TraceId)
    for (let start = 0; start < folders.length; start += ARTIFACT_FOLDERS_AT_ONCE) {
      const some = folders.slice(start, start + ARTIFACT_FOLDERS_AT_ONCE)
      await deleteTraceArtifacts(artifacts, await traces.tracesOfWeek(week, some))
    }
  }
}

/** What is older than its experiment allows, and is in a week that others still want. */
async function deleteByAge(
  options: ApplyOptions,
  bounds: ReadonlyMap<ExperimentId, Bounds>,
  weeks: readonly WeekStep[],
): Promise<ExperimentStep[]> {
  const steps: ExperimentStep[] = []
  for (const [experimentId, { name, cutoffMillis }] of bounds) {
    if (cutoffMillis === undefined || options.signal?.aborted) continue
    const traces = options.isDryRun
      ? await options.stores.traces.countTraces([experimentId], olderThan(cutoffMillis, weeks))
      : await deleteOldest(options, experimentId, unixMillis(Math.ceil(cutoffMillis) - 1), Infinity)
    if (traces > 0) steps.push({ kind: 'experiment', experimentId, name, reason: 'age', traces })
  }
  return steps
}

/** Without the weeks that would have gone before. */
const olderThan = (cutoffMillis: number, weeks: readonly WeekStep[]): Filter => ({
  kind: 'and',
  parts: [
    began('<', Math.ceil(cutoffMillis)),
    ...weeks.map(({ startMillis, endMillis }): Filter => ({
      kind: 'not',
      part: { kind: 'and', parts: [began('>=', startMillis), began('<', endMillis)] },
    })),
  ],
})

const began = (operator: '<' | '>=', value: number): Filter => ({
  kind: 'compare',
  field: { entity: 'attribute', key: 'timestamp_ms' },
  operator,
  value,
})

/** As many of the oldest as are above what is allowed, as if all were of one size. */
async function deleteBySize(
  options: ApplyOptions,
  bounds: ReadonlyMap<ExperimentId, Bounds>,
  byAge: readonly ExperimentStep[],
): Promise<ExperimentStep[]> {
  if ([...bounds.values()].every(({ maxBytes }) => maxBytes === undefined)) return []
  const steps: ExperimentStep[] = []
  const deleted = new Map(byAge.map(({ experimentId, traces }) => [experimentId, traces]))
  for (const size of await options.stores.traces.experimentSizes()) {
    const { name, maxBytes } = bounds.get(size.experimentId) ?? {}
    if (maxBytes === undefined || name === undefined || options.signal?.aborted) continue
    // What was just deleted is still on the disk.
    const gone = deleted.get(size.experimentId) ?? 0
    const traces = options.isDryRun ? size.traces - gone : size.traces
    const bytes = (size.bytes * traces) / (traces + gone || 1)
    if (bytes <= maxBytes) continue
    const excess = Math.ceil((traces * (bytes - maxBytes)) / bytes)
    const count = options.isDryRun
      ? excess
      : await deleteOldest(options, size.experimentId, unixMillis(Number.MAX_SAFE_INTEGER), excess)
    if (count > 0)
      steps.push({ kind: 'experiment', experimentId: size.experimentId, name, reason: 'size', traces: count })
  }
  return steps
}

async function deleteOldest(
  { stores: { traces, artifacts }, signal }: ApplyOptions,
  experimentId: ExperimentId,
  maxStartMillis: UnixMillis,
  limit: number,
): Promise<number> {
  let deleted = 0
  for (let isMore = limit > 0; isMore;) {
    const maxTraces = Math.min(TRACES_AT_ONCE, limit - deleted)
    const ids = await traces.deleteTraces({ experimentId, maxStartMillis, maxTraces })
    await deleteTraceArtifacts(artifacts, ids)
    deleted += ids.length
    isMore = ids.length === maxTraces && deleted < limit && signal?.aborted !== true
  }
  return deleted
}
