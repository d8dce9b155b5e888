import { z } from 'zod'
import type { ArtifactEndpoints, FileInfoJson } from '../artifact-types.ts'
import { integer, requiredText } from './fields.ts'

type Schemas<Side extends 'request' | 'response'> = {
  readonly [Name in keyof ArtifactEndpoints]: z.ZodType<ArtifactEndpoints[Name][Side]>
}

const upload = { artifact_path: requiredText, path: requiredText, upload_id: requiredText }

export const ARTIFACT_REQUESTS: Schemas<'request'> = {
  listArtifacts: z.object({ path: z.string().optional() }),
  deleteArtifact: z.object({ artifact_path: requiredText }),
  createMultipartUpload: z.object({ artifact_path: requiredText, path: requiredText, num_parts: integer.optional() }),
  completeMultipartUpload: z.object({
    ...upload,
    parts: z.array(z.object({ part_number: integer, etag: z.string().optional(), url: z.string().optional() })),
  }),
  abortMultipartUpload: z.object(upload),
  getPresignedDownload: z.object({ artifact_path: requiredText }),
  listRunArtifacts: z.object({
    run_id: requiredText,
    path: z.string().optional(),
    page_token: z.string().optional(),
  }),
  listLoggedModelArtifacts: z.object({
    model_id: requiredText,
    artifact_directory_path: z.string().optional(),
    page_token: z.string().optional(),
  }),
  getServerInfo: z.object({}),
}

const fileInfo: z.ZodType<FileInfoJson> = z.object({
  path: z.string(),
  is_dir: z.boolean(),
  file_size: z.number().optional(),
})

const folder = z.object({
  root_uri: z.string(),
  files: z.array(fileInfo).optional(),
  next_page_token: z.string().optional(),
})

const headers = z.record(z.string(), z.string())

export const ARTIFACT_RESPONSES: Schemas<'response'> = {
  listArtifacts: z.object({ files: z.array(fileInfo).optional() }),
  deleteArtifact: z.object({}),
  createMultipartUpload: z.object({
    upload_id: z.string(),
    credentials: z.array(z.object({ url: z.string(), part_number: z.number(), headers })),
  }),
  completeMultipartUpload: z.object({}),
  abortMultipartUpload: z.object({}),
  getPresignedDownload: z.object({ url: z.string(), headers, file_size: z.number().optional() }),
  listRunArtifacts: folder,
  listLoggedModelArtifacts: folder,
  getServerInfo: z.object({
    store_type: z.string(),
    workspaces_enabled: z.boolean(),
    trace_archival_enabled: z.boolean(),
    multipart_uploads_enabled: z.boolean(),
    multipart_downloads_enabled: z.boolean(),
  }),
}
