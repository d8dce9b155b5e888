import type { ApiFailure } from '../error-body.ts'
import { answerWith } from '../http/http-answer.ts'
import type { HttpAnswer } from '../http/http-answer.ts'
import { getModel } from '../methods/list-models.ts'
import { findModel } from '../models.ts'
import { pageBody, pageOf } from './page-of.ts'
import type { ResourceCall, ResourceRow } from './resource-call.ts'
import type { StoredTuning } from './tunings.ts'

/** The models of a project of Vertex AI, which its tuning jobs made: models.list of tuned ones, get, update and delete. */
export const PROJECT_MODEL_ROWS: readonly ResourceRow[] = [
  ['GET', /^models$/, listModels],
  ['GET', /^models\/([^/:]+)$/, getProjectModel],
  ['PATCH', /^models\/([^/:]+)$/, updateModel],
  ['DELETE', /^models\/([^/:]+)$/, deleteModel],
]

const missing = (name: string): ApiFailure => ({
  code: 404,
  status: 'NOT_FOUND',
  message: `Model ${name} was not found.`,
})

const tuningOf = ({ state }: ResourceCall, id: string): StoredTuning | undefined =>
  state.tunings.get(`tuningJobs/${id.replace(/@.*$/, '')}`)

function modelOf({ body }: StoredTuning, parent: string): object {
  const { name, createTime, updateTime, tunedModelDisplayName, displayName, description, baseModel } = body
  return {
    name: `${parent}models/${name.slice(name.lastIndexOf('/') + 1)}`,
    versionId: '1',
    displayName: displayName ?? tunedModelDisplayName ?? '',
    ...(description !== undefined && { description }),
    createTime,
    updateTime,
    labels: { 'google-vertex-llm-tuning-base-model-id': baseModel },
  }
}

function listModels({ state, query, parent }: ResourceCall): HttpAnswer {
  const done = [...state.tunings.values()].filter(({ body }) => body.state === 'JOB_STATE_SUCCEEDED')
  const page = pageOf(done, ({ body }) => body.name, query, { usual: 50, largest: 1000 })
  return answerWith(pageBody(page, 'models', (tuning) => modelOf(tuning, parent)))
}

function getProjectModel(call: ResourceCall, id = ''): HttpAnswer {
  const tuning = tuningOf(call, id)
  if (tuning) return answerWith(modelOf(tuning, call.parent))
  const model = findModel(id)
  return answerWith(model ? getModel(model, call.backend) : missing(id))
}

function updateModel(call: ResourceCall, id = ''): HttpAnswer {
  const tuning = tuningOf(call, id)
  if (!tuning) return answerWith(missing(id))
  const { displayName, description } = call.body
  Object.assign(tuning.body, {
    ...(displayName !== undefined && { displayName }),
    ...(description !== undefined && { description }),
    updateTime: call.now.toISOString(),
  })
  return answerWith(modelOf(tuning, call.parent))
}

function deleteModel(call: ResourceCall, id = ''): HttpAnswer {
  const tuning = tuningOf(call, id)
  if (!tuning) return answerWith(missing(id))
  call.state.tunings.delete(`tuningJobs/${id.replace(/@.*$/, '')}`)
  return answerWith({ name: `${call.parent}operations/${id}`, done: true, response: {} })
}
