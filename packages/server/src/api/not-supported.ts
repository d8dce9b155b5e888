import type { Context } from 'hono'
import { ApiError } from '../http/api-error.ts'
import type { ServerEnv } from '../http/server-env.ts'

const WHAT_IS_HERE =
  'It keeps experiments, traces with their assessments and files, runs, prompts and logged models; /api/loupe/v1/openapi.json lists every endpoint.'

/** For what an endpoint of ours could be asked but does not do. MLflow's clients do not repeat it. */
export const notSupported = (what: string): ApiError =>
  new ApiError('NOT_IMPLEMENTED', `This server (Loupe) does not have ${what}. ${WHAT_IS_HERE}`)

/** For every path of the API that is none of ours: the code by which MLflow's clients know to do without. */
export const noEndpoint = (c: Context<ServerEnv>): ApiError =>
  new ApiError(
    'ENDPOINT_NOT_FOUND',
    `API not found: this server (Loupe) does not have ${c.req.method} ${c.req.path.slice(0, MAX_SHOWN_CHARACTERS)}. ${WHAT_IS_HERE}`,
  )

const MAX_SHOWN_CHARACTERS = 200
