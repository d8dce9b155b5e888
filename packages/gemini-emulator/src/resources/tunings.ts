import type { ApiFailure } from '../error-body.ts'
import { answerWith } from '../http/http-answer.ts'
import type { HttpAnswer } from '../http/http-answer.ts'
import type { JsonObject } from '../json.ts'
import { keep, newId, newNumber } from '../state/emulator-state.ts'
import { keepOperation, USUAL_POLLS } from './operations.ts'
import { pageBody, pageOf } from './page-of.ts'
import type { ResourceCall, ResourceRow } from './resource-call.ts'

/** A tuned model of the Gemini API (`tunedModels/T`), or a tuning job of Vertex AI; it moves on with each look at it. */
export interface StoredTuning {
  body: JsonObject & { name: string; state: string; baseModel: string }
}

/** tunings.tune, get, list and cancel; models.list of tuned ones, models.update and delete. */
export const TUNING_ROWS: readonly ResourceRow[] = [
  ['POST', /^tunedModels$/, tuneModel],
  ['GET', /^tunedModels$/, listTunedModels],
  ['GET', /^(tunedModels\/[^/:]+)$/, getTuning],
  ['PATCH', /^(tunedModels\/[^/:]+)$/, updateTuned],
  [
    'DELETE',
    /^(tunedModels\/[^/:]+)$/,
    (call, name = '') => answerWith(call.state.tunings.delete(name) ? {} : missing(name)),
  ],
  ['POST', /^(tunedModels\/[^/:]+):cancel$/, cancelTuning],
  ['POST', /^tuningJobs$/, createJob],
  ['GET', /^tuningJobs$/, listJobs],
  ['GET', /^(tuningJobs\/[^/:]+)$/, getTuning],
  ['POST', /^(tuningJobs\/[^/:]+):cancel$/, cancelTuning],
]

const missing = (name: string): ApiFailure => ({
  code: 404,
  status: 'NOT_FOUND',
  message: `Tuned model ${name} does not exist.`,
})

const isOf = (kind: 'tunedModels' | 'tuningJobs', { body }: StoredTuning): boolean => body.name.includes(`${kind}/`)

function tuneModel({ body, state, seed, now }: ResourceCall): HttpAnswer {
  const name = `tunedModels/${newId(state, seed, 16)}`
  const time = now.toISOString()
  keep(state.tunings, name, {
    body: {
      ...body,
      name,
      baseModel: modelName(body.baseModel),
      displayName: typeof body.displayName === 'string' ? body.displayName : '',
      state: 'CREATING',
      createTime: time,
      updateTime: time,
    },
  })
  const operation = keepOperation(state, {
    name: `${name}/operations/${newId(state, seed, 12)}`,
    metadata: {
      '@type': 'type.googleapis.com/google.ai.generativelanguage.v1beta.CreateTunedModelMetadata',
      tunedModel: name,
    },
    pollsLeft: USUAL_POLLS,
    result: { response: { '@type': 'type.googleapis.com/google.ai.generativelanguage.v1beta.TunedModel', name } },
  })
  return answerWith(operation)
}

const modelName = (value: unknown): string => (typeof value === 'string' ? value : '')

function listTunedModels({ state, query }: ResourceCall): HttpAnswer {
  const tuned = [...state.tunings.values()].filter((tuning) => isOf('tunedModels', tuning))
  const page = pageOf(tuned, ({ body }) => body.name, query, { usual: 10, largest: 1000 })
  return answerWith(pageBody(page, 'tunedModels', ({ body }) => body))
}

function createJob({ body, state, seed, parent, now }: ResourceCall): HttpAnswer {
  const id = newNumber(state, seed)
  const time = now.toISOString()
  const made = {
    body: {
      ...body,
      name: `${parent}tuningJobs/${id}`,
      baseModel: modelName(body.baseModel),
      state: 'JOB_STATE_PENDING',
      createTime: time,
      updateTime: time,
    },
  }
  return answerWith(keep(state.tunings, `tuningJobs/${id}`, made).body)
}

function listJobs({ state, query }: ResourceCall): HttpAnswer {
  const jobs = [...state.tunings.values()].filter((tuning) => isOf('tuningJobs', tuning))
  const page = pageOf(jobs, ({ body }) => body.name, query, { usual: 100, largest: 1000 })
  return answerWith(pageBody(page, 'tuningJobs', ({ body }) => body))
}

const NEXT: Readonly<Record<string, string>> = {
  CREATING: 'ACTIVE',
  JOB_STATE_PENDING: 'JOB_STATE_RUNNING',
  JOB_STATE_RUNNING: 'JOB_STATE_SUCCEEDED',
}

function getTuning({ state, now, parent }: ResourceCall, name = ''): HttpAnswer {
  const tuning = state.tunings.get(name)
  if (!tuning) return answerWith(missing(name))
  const shown = { ...tuning.body }
  const next = NEXT[tuning.body.state]
  if (next !== undefined) {
    const time = now.toISOString()
    Object.assign(tuning.body, { state: next, updateTime: time })
    if (next === 'JOB_STATE_RUNNING') Object.assign(tuning.body, { startTime: time })
    if (next === 'ACTIVE')
      Object.assign(tuning.body, { tuningTask: { startTime: tuning.body.createTime, completeTime: time } })
    if (next === 'JOB_STATE_SUCCEEDED') {
      const id = name.slice('tuningJobs/'.length)
      const tunedModel = { model: `${parent}models/${id}@1`, endpoint: `${parent}endpoints/${id}` }
      Object.assign(tuning.body, { endTime: time, tunedModel })
    }
  }
  return answerWith(shown)
}

function updateTuned({ state, body, now }: ResourceCall, name = ''): HttpAnswer {
  const tuning = state.tunings.get(name)
  if (!tuning) return answerWith(missing(name))
  const { displayName, description } = body
  Object.assign(tuning.body, {
    ...(displayName !== undefined && { displayName }),
    ...(description !== undefined && { description }),
    updateTime: now.toISOString(),
  })
  return answerWith(tuning.body)
}

function cancelTuning({ state, now }: ResourceCall, name = ''): HttpAnswer {
  const tuning = state.tunings.get(name)
  if (!tuning) return answerWith(missing(name))
  const isJob = isOf('tuningJobs', tuning)
  if (NEXT[tuning.body.state] !== undefined) {
    const time = now.toISOString()
    Object.assign(tuning.body, { state: isJob ? 'JOB_STATE_CANCELLED' : 'FAILED', updateTime: time, endTime: time })
  }
  return answerWith({})
}
