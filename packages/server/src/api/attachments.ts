import { BYTE_PATHS } from '@loupe-ai/contract'
import { traceId, traceIdsToTry, type TraceId } from '@loupe-ai/model'
import { attachmentPath, type Artifact, type ArtifactStore } from '@loupe-ai/store'
import type { Context, Hono } from 'hono'
import { artifactPathFrom } from '../artifacts/artifact-path.ts'
import { ApiError } from '../http/api-error.ts'
import { jsonAnswer } from '../http/json-answer.ts'
import { readBody, type BodyLimits } from '../http/read-body.ts'
import type { ServerEnv } from '../http/server-env.ts'
import { artifactAnswer } from './artifact-answer.ts'
import { inBothApis } from './mount.ts'

const MAX_TYPE_CHARACTERS = 255
const ATTACHMENT_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

export interface AttachmentParts {
  readonly artifacts: ArtifactStore
  readonly limits: BodyLimits
}

/** Pictures, sounds and files of traces, put by the SDK and shown by the UI (design §6, Media). */
export function mountAttachments(app: Hono<ServerEnv>, { artifacts, limits }: AttachmentParts): void {
  app.put(BYTE_PATHS.putAttachment.path, async (c) => {
    const path = attachmentPath(readTraceId(c.req.param('trace_id')), readAttachmentId(c.req.param('attachment_id')))
    if (!['', 'identity'].includes(c.req.header('content-encoding')?.trim().toLowerCase() ?? '')) {
      throw new ApiError('INVALID_PARAMETER_VALUE', 'An attachment is sent as it is, without a Content-Encoding.', 415)
    }
    const type = c.req.header('content-type')?.slice(0, MAX_TYPE_CHARACTERS)
    const body = await readBytes(c, limits)
    try {
      await artifacts.put(path, body.bytes, type)
    } finally {
      body.release()
    }
    return jsonAnswer({})
  })

  for (const path of inBothApis(BYTE_PATHS.getAttachment.path)) {
    app.get(path, async (c) => {
      const id = readAttachmentId(c.req.param('attachment_id')!)
      return artifactAnswer(c, await requireAttachment(artifacts, c.req.param('trace_id')!, id), id)
    })
  }
}

/** Throws an ApiError with status 404 where there is none. */
export async function requireAttachment(
  artifacts: Pick<ArtifactStore, 'get'>,
  trace: string,
  attachmentId: string,
): Promise<Artifact> {
  for (const id of traceIdsToTry(readTraceId(trace))) {
    const artifact = await artifacts.get(attachmentPath(id, attachmentId))
    if (artifact !== undefined) return artifact
  }
  throw new ApiError('RESOURCE_DOES_NOT_EXIST', `Trace '${trace}' has no attachment '${attachmentId}'.`)
}

function readTraceId(text: string): TraceId {
  try {
    return traceId(text)
  } catch {
    throw new ApiError('INVALID_PARAMETER_VALUE', 'A trace id has 1 to 50 characters.')
  }
}

/** The id in lower case, as uuids are compared. Throws an ApiError for anything that is no uuid. */
export function readAttachmentId(text: string): string {
  if (!ATTACHMENT_ID.test(text)) throw invalidPath(text)
  return text.toLowerCase()
}

function invalidPath(text: string): ApiError {
  artifactPathFrom(text)
  const message = `Invalid attachment path: '${text}'. Attachment path must be a valid UUID.`
  return new ApiError('INVALID_PARAMETER_VALUE', message)
}

async function readBytes(c: Context<ServerEnv>, limits: BodyLimits) {
  const body = await readBody(c.env.incoming, limits)
  if (body.status === 'read') return body
  if (body.status === 'too-large') {
    c.header('connection', 'close')
    throw new ApiError('INVALID_PARAMETER_VALUE', `The body is larger than ${limits.maxBytes} bytes.`, 413)
  }
  if (body.status === 'busy') throw new ApiError('REQUEST_LIMIT_EXCEEDED', 'The server is busy; try again.')
  throw new ApiError('INVALID_PARAMETER_VALUE', `The body cannot be read: ${body.reason}.`)
}
