import { ENDPOINTS } from '@loupe-ai/contract'
import type { Context } from 'hono'
import type { ArtifactFiles } from '../artifacts/artifact-files.ts'
import { artifactPathFrom, filePathFrom } from '../artifacts/artifact-path.ts'
import type { MultipartUploads } from '../artifacts/multipart-uploads.ts'
import { publicOrigin } from '../artifacts/public-origin.ts'
import type { UrlGrant, UrlSigner } from '../artifacts/url-signer.ts'
import { ApiError } from '../http/api-error.ts'
import type { ServerEnv } from '../http/server-env.ts'
import type { Log } from '../log.ts'
import { closingWhenTooLarge, fileAnswer, spansFormFor } from './artifact-proxy.ts'
import { mount, type ApiMount } from './mount.ts'

/** Under which signed addresses lie; begins with a slash. */
const SIGNED_PATH = '/api/loupe/v1/signed'
/** Of an address: long enough for a slow line, too short to be passed on. */
const SIGNED_LIFE_MILLIS = 15 * 60 * 1000
/** Of the addresses of parts, the last of which is used when all others are there. */
export const PART_LIFE_MILLIS: number = 6 * 60 * 60 * 1000
const MAX_PARTS = 10_000
/** What nobody completed in a day is forgotten when the server starts again. */
const UPLOAD_LIFE_MILLIS = 24 * 60 * 60 * 1000

export interface SignedParts {
  readonly files: ArtifactFiles
  readonly uploads: MultipartUploads
  readonly signer: UrlSigner
  readonly log: Log
}

export const signedUrl = (
  c: Context<ServerEnv>,
  signer: UrlSigner,
  grant: UrlGrant,
  lifeMillis: number = SIGNED_LIFE_MILLIS,
): string => `${publicOrigin(c.env.incoming)}${SIGNED_PATH}/${signer.sign(grant, lifeMillis)}`

/**
 * Files by an address that alone is the permission: large files in parts, and files for clients that expect a cloud's signed
 * addresses (mlflow-wire.md §1.7, §6.1).
 */
export function mountSignedArtifacts(api: ApiMount, { files, uploads, signer, log }: SignedParts): void {
  uploads
    .forgetOld(UPLOAD_LIFE_MILLIS)
    .catch((error: unknown) => log.warn('old uploads are not forgotten', { error: String(error) }))

  const granted = (c: Context<ServerEnv>, method: UrlGrant['method']): UrlGrant => {
    const grant = signer.read(c.req.param('token') ?? '')
    if (grant?.method === method) return grant
    throw forbidden('The address is not valid, or no longer.')
  }

  api.app.put(`${SIGNED_PATH}/:token`, async (c) => {
    const grant = granted(c, 'PUT')
    if (grant.kind === 'file') {
      await closingWhenTooLarge(c, files.put(grant.names, c.env.incoming))
      return c.body(null, 200)
    }
    if (grant.kind === 'upload') throw forbidden('The address is not one to write to.')
    const path = await uploads.pathOf(grant.uploadId, grant.part)
    const putting = files.putAt(path, c.env.incoming).then(({ version }) => c.header('etag', `"${version}"`))
    await closingWhenTooLarge(c, putting)
    return c.body(null, 200)
  })

  api.app.get(`${SIGNED_PATH}/:token`, async (c) => {
    const grant = granted(c, 'GET')
    if (grant.kind !== 'file') throw forbidden('The address is not one to read from.')
    return fileAnswer(c, await files.find(grant.names, spansFormFor(c)), grant.names)
  })

  api.app.delete(`${SIGNED_PATH}/:token`, async (c) => {
    const grant = granted(c, 'DELETE')
    if (grant.kind !== 'upload') throw forbidden('The address is not one to delete.')
    await uploads.abort(grant.uploadId)
    return c.body(null, 200)
  })

  mount(api, ENDPOINTS.createMultipartUpload, async ({ artifact_path, path, num_parts = 1 }, c) => {
    if (num_parts < 1 || num_parts > MAX_PARTS)
      throw invalid(`\`num_parts\` must be from 1 to ${MAX_PARTS}, received ${num_parts}.`)
    const uploadId = await uploads.begin(targetOf(artifact_path, path))
    const credentials = Array.from({ length: num_parts }, (_, index) => {
      const part = index + 1
      const url = signedUrl(c, signer, { kind: 'part', method: 'PUT', uploadId, part }, PART_LIFE_MILLIS)
      return { url, part_number: part, headers: {} }
    })
    return { upload_id: uploadId, credentials }
  })

  mount(api, ENDPOINTS.completeMultipartUpload, async ({ artifact_path, path, upload_id, parts }) => {
    const said = parts.map(({ part_number, etag }) => ({ number: part_number, etag }))
    await uploads.complete(upload_id, targetOf(artifact_path, path), said)
    return {}
  })

  mount(api, ENDPOINTS.abortMultipartUpload, async ({ upload_id }) => {
    await uploads.abort(upload_id)
    return {}
  })

  mount(api, ENDPOINTS.getPresignedDownload, async ({ artifact_path }, c) => {
    const names = filePathFrom(artifact_path)
    const found = await files.find(names, spansFormFor(c))
    if (found === undefined) throw new ApiError('RESOURCE_DOES_NOT_EXIST', `No such artifact: '${names.join('/')}'`)
    const url = signedUrl(c, signer, { kind: 'file', method: 'GET', names })
    return { url, headers: {}, ...(found.kind === 'artifact' && { file_size: found.artifact.size }) }
  })

  mount(api, ENDPOINTS.getServerInfo, async () => ({
    store_type: 'SqlStore',
    workspaces_enabled: false,
    trace_archival_enabled: false,
    multipart_uploads_enabled: true,
    // One stream does as well as several from the same server.
    multipart_downloads_enabled: false,
  }))
}

/** A client names the folder in the address and its own file, of which only the name counts, in the body. */
const targetOf = (folder: string, file: string): readonly string[] => [
  ...artifactPathFrom(folder),
  ...filePathFrom(file.split(/[/\\]/).at(-1)!),
]

const forbidden = (message: string): ApiError => new ApiError('PERMISSION_DENIED', message)

const invalid = (message: string): ApiError => new ApiError('INVALID_PARAMETER_VALUE', message)
