import { z } from 'zod'
import type { CredentialInfoJson, DatabricksEndpoints } from '../databricks-types.ts'
import { integer, requiredText } from './fields.ts'

type Schemas<Side extends 'request' | 'response'> = {
  readonly [Name in keyof DatabricksEndpoints]: z.ZodType<DatabricksEndpoints[Name][Side]>
}

const MAX_PARTS = 10_000
const partNumber = integer.refine((number) => number >= 1 && number <= MAX_PARTS)

const ofTrace = z.object({ request_id: requiredText, path: z.string().optional() })

export const DATABRICKS_REQUESTS: Schemas<'request'> = {
  getTraceUploadCredentials: ofTrace,
  getTraceDownloadCredentials: ofTrace,
  createUploadPartUrls: z.object({ session_token: requiredText, start_part_number: partNumber, count: partNumber }),
  createAbortUploadUrl: z.object({ session_token: requiredText }),
  getCurrentUser: z.object({}),
}

const headers = z.array(z.object({ name: z.string(), value: z.string() }))

const credentialInfo: z.ZodType<CredentialInfoJson> = z.object({
  signed_uri: z.string(),
  type: z.literal('AWS_PRESIGNED_URL'),
  headers: headers.optional(),
})

export const DATABRICKS_RESPONSES: Schemas<'response'> = {
  getTraceUploadCredentials: z.object({ credential_info: credentialInfo }),
  getTraceDownloadCredentials: z.object({ credential_info: credentialInfo }),
  createUploadPartUrls: z.object({
    upload_part_urls: z.array(z.object({ part_number: z.number(), url: z.string(), headers })),
  }),
  createAbortUploadUrl: z.object({ abort_upload_url: z.object({ url: z.string(), headers }) }),
  getCurrentUser: z.object({
    schemas: z.array(z.string()),
    id: z.string(),
    userName: z.string(),
    displayName: z.string(),
    active: z.boolean(),
  }),
}
