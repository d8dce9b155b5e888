import { invalidArgument } from '../error-body.ts'
import type { ApiFailure } from '../error-body.ts'
import { answerWith } from '../http/http-answer.ts'
import type { HttpAnswer } from '../http/http-answer.ts'
import { isObject } from '../json.ts'
import type { JsonObject } from '../json.ts'
import { keep, newNumber } from '../state/emulator-state.ts'
import { pageBody, pageOf } from './page-of.ts'
import type { ResourceCall, ResourceRow } from './resource-call.ts'

/** A batch of Vertex AI. Its requests lie in Cloud Storage or BigQuery, which are not here: only its states are real. */
export interface BatchPredictionJob extends JsonObject {
  name: string
  state: string
}

/** batches.create, get, list, cancel and delete on Vertex AI. */
export const BATCH_PREDICTION_ROWS: readonly ResourceRow[] = [
  ['POST', /^batchPredictionJobs$/, createJob],
  ['GET', /^batchPredictionJobs$/, listJobs],
  ['GET', /^batchPredictionJobs\/([^/:]+)$/, getJob],
  ['POST', /^batchPredictionJobs\/([^/:]+):cancel$/, cancelJob],
  ['DELETE', /^batchPredictionJobs\/([^/:]+)$/, deleteJob],
]

const missing = (): ApiFailure => ({
  code: 404,
  status: 'NOT_FOUND',
  message: 'The BatchPredictionJob does not exist.',
})

function createJob({ body, state, seed, parent, now }: ResourceCall): HttpAnswer {
  if (!isObject(body.inputConfig)) return answerWith(invalidArgument('The input_config field is required.'))
  const id = newNumber(state, seed)
  const time = now.toISOString()
  const job: BatchPredictionJob = {
    ...body,
    name: `${parent}batchPredictionJobs/${id}`,
    state: 'JOB_STATE_PENDING',
    createTime: time,
    updateTime: time,
  }
  return answerWith(keep(state.predictionJobs, id, job))
}

function listJobs({ state, query }: ResourceCall): HttpAnswer {
  const page = pageOf([...state.predictionJobs.values()], ({ name }) => name, query, { usual: 50, largest: 1000 })
  return answerWith(pageBody(page, 'batchPredictionJobs', (job) => job))
}

function getJob({ state, now }: ResourceCall, id = ''): HttpAnswer {
  const job = state.predictionJobs.get(id)
  if (!job) return answerWith(missing())
  const time = now.toISOString()
  if (job.state === 'JOB_STATE_PENDING')
    Object.assign(job, { state: 'JOB_STATE_RUNNING', startTime: time, updateTime: time })
  else if (job.state === 'JOB_STATE_RUNNING')
    Object.assign(job, { state: 'JOB_STATE_SUCCEEDED', endTime: time, updateTime: time })
  return answerWith(job)
}

function cancelJob({ state, now }: ResourceCall, id = ''): HttpAnswer {
  const job = state.predictionJobs.get(id)
  if (!job) return answerWith(missing())
  const time = now.toISOString()
  if (job.state !== 'JOB_STATE_SUCCEEDED')
    Object.assign(job, { state: 'JOB_STATE_CANCELLED', endTime: time, updateTime: time })
  return answerWith({})
}

/** Deleting is an operation on Vertex AI, here one that is done at once. */
function deleteJob({ state, parent }: ResourceCall, id = ''): HttpAnswer {
  if (!state.predictionJobs.delete(id)) return answerWith(missing())
  return answerWith({ name: `${parent}operations/${id}`, done: true, response: {} })
}
