import { ENDPOINTS } from '@loupe-ai/contract'
import { filePathFrom } from '../artifacts/artifact-path.ts'
import type { MultipartUploads, PutPart } from '../artifacts/multipart-uploads.ts'
import type { UrlSigner } from '../artifacts/url-signer.ts'
import { ApiError } from '../http/api-error.ts'
import { jsonAnswer } from '../http/json-answer.ts'
import { ofWorkspace, WORKSPACE_FILES } from './databricks-files.ts'
import { mount, type ApiMount } from './mount.ts'
import { readJsonBody } from './read-json-body.ts'
import { PART_LIFE_MILLIS, signedUrl } from './signed-artifacts.ts'

/** Large files of a workspace, which Databricks' SDK puts in parts from 50 MiB on. */
export function mountDatabricksUploads(
  api: ApiMount,
  { uploads, signer }: { readonly uploads: MultipartUploads; readonly signer: UrlSigner },
): void {
  api.app.post(WORKSPACE_FILES, async (c) => {
    const names = ofWorkspace(filePathFrom(c.req.param('path')))
    switch (c.req.query('action')) {
      case 'initiate-upload':
        return jsonAnswer({ multipart_upload: { session_token: await uploads.begin(names) } })
      case 'complete-upload': {
        const { parts } = await readJsonBody(c, api.limits)
        await uploads.complete(c.req.query('session_token') ?? '', names, partsFrom(parts))
        return jsonAnswer({})
      }
      default:
        throw invalid('The action of an upload is initiate-upload or complete-upload.')
    }
  })

  mount(api, ENDPOINTS.createUploadPartUrls, async ({ session_token: uploadId, start_part_number, count }, c) => {
    await uploads.pathOf(uploadId, start_part_number)
    const urls = Array.from({ length: count }, (_, index) => {
      const part = start_part_number + index
      const url = signedUrl(c, signer, { kind: 'part', method: 'PUT', uploadId, part }, PART_LIFE_MILLIS)
      return { part_number: part, url, headers: [] }
    })
    return { upload_part_urls: urls }
  })

  mount(api, ENDPOINTS.createAbortUploadUrl, async ({ session_token: uploadId }, c) => {
    const url = signedUrl(c, signer, { kind: 'upload', method: 'DELETE', uploadId })
    return { abort_upload_url: { url, headers: [] } }
  })
}

function partsFrom(value: unknown): readonly PutPart[] {
  if (!Array.isArray(value)) throw invalid('The parts of an upload are a list.')
  return value.map((part: unknown) => {
    const { part_number: number, etag } = (part ?? {}) as { part_number?: unknown; etag?: unknown }
    if (typeof number !== 'number') throw invalid('A part of an upload has a number.')
    return { number, ...(typeof etag === 'string' && { etag }) }
  })
}

const invalid = (message: string): ApiError => new ApiError('INVALID_PARAMETER_VALUE', message)
