import { unknownPath } from '../error-body.ts'
import { answerWith } from '../http/http-answer.ts'
import type { HttpAnswer } from '../http/http-answer.ts'
import { INTERACTION_ROWS } from '../interactions/interaction-rows.ts'
import { AUTH_TOKEN_ROWS } from './auth-tokens.ts'
import { BATCH_PREDICTION_ROWS } from './batch-prediction-jobs.ts'
import { BATCH_ROWS } from './batches.ts'
import { CACHE_ROWS } from './cached-contents.ts'
import { FILE_SEARCH_ROWS } from './file-search-stores.ts'
import { FILE_ROWS } from './files.ts'
import { MANAGED_LIST_ROWS } from './managed-lists.ts'
import { OPERATION_ROWS } from './operations.ts'
import type { ResourceCall } from './resource-call.ts'
import { PROJECT_MODEL_ROWS } from './project-models.ts'
import { TUNING_ROWS } from './tunings.ts'

const ROWS = [
  ...FILE_ROWS,
  ...CACHE_ROWS,
  ...BATCH_ROWS,
  ...BATCH_PREDICTION_ROWS,
  ...TUNING_ROWS,
  ...PROJECT_MODEL_ROWS,
  ...FILE_SEARCH_ROWS,
  ...AUTH_TOKEN_ROWS,
  ...OPERATION_ROWS,
  ...INTERACTION_ROWS,
  ...MANAGED_LIST_ROWS,
]

/** Answers whatever is about things that are remembered: the first row that fits, or 404. */
export function answerResource(call: ResourceCall): HttpAnswer {
  for (const [httpMethod, path, method] of ROWS) {
    const names = httpMethod === call.httpMethod ? path.exec(call.path) : null
    if (names) return method(call, ...names.slice(1))
  }
  return answerWith(unknownPath())
}
