import type { Stores } from '@loupe-ai/store'
import { storedSpansText } from '@loupe-ai/wire'
import type { Context, Hono } from 'hono'
import { ApiError } from '../http/api-error.ts'
import type { ServerEnv } from '../http/server-env.ts'
import { artifactAnswer } from './artifact-answer.ts'
import { spansAnswer } from './artifact-proxy.ts'
import { readAttachmentId, requireAttachment } from './attachments.ts'
import { findTrace } from './read-trace.ts'

const VERSIONS = ['2.0', '3.0']

/**
 * What browsers fetch of a trace (mlflow-wire.md §6.3): with `path` an attachment, named by its uuid with or without the
 * folder before it; without `path` the spans that are stored, as the file `traces.json`.
 */
export function mountTraceArtifacts(
  app: Hono<ServerEnv>,
  { traces, artifacts }: Pick<Stores, 'traces' | 'artifacts'>,
): void {
  const answer = async (c: Context<ServerEnv>): Promise<Response> => {
    const id = c.req.query('request_id') || c.req.query('trace_id')
    if (!id) throw new ApiError('BAD_REQUEST', 'Request must include the "request_id" query parameter.')
    const path = c.req.query('path')
    if (path) {
      const attachmentId = readAttachmentId(path.replace(/^attachments\//, ''))
      return artifactAnswer(c, await requireAttachment(artifacts, id, attachmentId), attachmentId)
    }
    const found = await findTrace(traces, id)
    if (found === undefined) throw new ApiError('RESOURCE_DOES_NOT_EXIST', `Trace with ID ${id} is not found.`)
    return spansAnswer(storedSpansText(found.spans))
  }
  for (const version of VERSIONS) app.get(`/ajax-api/${version}/mlflow/get-trace-artifact`, answer)
}
