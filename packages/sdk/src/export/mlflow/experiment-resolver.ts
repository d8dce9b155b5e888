import type { CallJson } from './call-json.ts'
import type { RequestFailure } from './send-request.ts'
import type { ExperimentChoice } from './trace-batch.ts'

export interface ResolvedExperiment {
  readonly id: string
  readonly tags: ReadonlyMap<string, string>
}

type ExperimentOutcome = { readonly ok: true; readonly experiment: ResolvedExperiment } | RequestFailure

export interface ExperimentResolver {
  /** Asked at delivery, so that a program begins while a server is away; remembered for this server. */
  resolve(choice: ExperimentChoice, signal: AbortSignal): Promise<ExperimentOutcome>
  /** What was remembered turned out to be wrong. */
  forget(choice: ExperimentChoice): void
}

export interface ResolverOptions {
  /** An id is looked up too, because the experiment's tags matter. */
  readonly readsTags: boolean
}

const API = '/api/2.0/mlflow/experiments'

/** Experiments by name or id, made when missing, as `set_experiment` does it (mlflow-wire.md §2). */
export function experimentResolver(call: CallJson, { readsTags }: ResolverOptions): ExperimentResolver {
  const known = new Map<string, ResolvedExperiment>()
  const keyOf = (choice: ExperimentChoice): string => ('id' in choice ? `id ${choice.id}` : `name ${choice.name}`)

  async function find(choice: ExperimentChoice, signal: AbortSignal): Promise<ExperimentOutcome> {
    const reply =
      'id' in choice
        ? await call({ method: 'GET', path: `${API}/get`, fields: { experiment_id: choice.id } }, signal)
        : await call({ method: 'GET', path: `${API}/get-by-name`, fields: { experiment_name: choice.name } }, signal)
    return reply.ok ? experimentIn(reply.value) : reply
  }

  async function create(name: string, signal: AbortSignal): Promise<ExperimentOutcome> {
    const reply = await call({ method: 'POST', path: `${API}/create`, fields: { name } }, signal)
    if (reply.ok) {
      const id = reply.value['experiment_id']
      return typeof id === 'string' ? { ok: true, experiment: { id, tags: new Map() } } : malformed('no experiment_id')
    }
    // Another process was quicker.
    return reply.code === 'RESOURCE_ALREADY_EXISTS' ? await find({ name }, signal) : reply
  }

  return {
    async resolve(choice, signal) {
      const found = known.get(keyOf(choice))
      if (found !== undefined) return { ok: true, experiment: found }
      if ('id' in choice && !readsTags) return { ok: true, experiment: { id: choice.id, tags: new Map() } }
      let outcome = await find(choice, signal)
      if (!outcome.ok && outcome.code === 'RESOURCE_DOES_NOT_EXIST' && 'name' in choice)
        outcome = await create(choice.name, signal)
      if (outcome.ok) known.set(keyOf(choice), outcome.experiment)
      return outcome
    },
    forget(choice) {
      known.delete(keyOf(choice))
    },
  }
}

function experimentIn(value: Readonly<Record<string, unknown>>): ExperimentOutcome {
  const experiment = value['experiment']
  if (!isObject(experiment) || typeof experiment['experiment_id'] !== 'string') return malformed('no experiment')
  if (experiment['lifecycle_stage'] === 'deleted') {
    const reason = `the experiment ${String(experiment['name'])} is deleted: restore it, or choose another`
    return { ok: false, code: 'INVALID_PARAMETER_VALUE', reason, isRetryable: false }
  }
  const tags = Array.isArray(experiment['tags']) ? experiment['tags'].filter(isTag) : []
  return {
    ok: true,
    experiment: { id: experiment['experiment_id'], tags: new Map(tags.map(({ key, value: text }) => [key, text])) },
  }
}

const malformed = (what: string): RequestFailure => ({
  ok: false,
  code: 'MALFORMED_ANSWER',
  reason: `the server gave ${what}`,
  isRetryable: false,
})

const isTag = (tag: unknown): tag is { readonly key: string; readonly value: string } =>
  isObject(tag) && typeof tag['key'] === 'string' && typeof tag['value'] === 'string'

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
