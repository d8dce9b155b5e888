import { z } from 'zod'
import type { CredentialInfoJson, DatabricksEndpoints } from '../databricks-types.ts'
import { requiredText } from './fields.ts'

type Schemas<Side extends 'request' | 'response'> = {
  readonly [Name in keyof DatabricksEndpoints]: z.ZodType<DatabricksEndpoints[Name][Side]>
}

const ofTrace = z.object({ request_id: requiredText, path: z.string().optional() })

export const DATABRICKS_REQUESTS: Schemas<'request'> = {
  getTraceUploadCredentials: ofTrace,
  getTraceDownloadCredentials: ofTrace,
  getCurrentUser: z.object({}),
}

const credentialInfo: z.ZodType<CredentialInfoJson> = z.object({
  signed_uri: z.string(),
  type: z.literal('AWS_PRESIGNED_URL'),
  headers: z.array(z.object({ name: z.string(), value: z.string() })).optional(),
})

export const DATABRICKS_RESPONSES: Schemas<'response'> = {
  getTraceUploadCredentials: z.object({ credential_info: credentialInfo }),
  getTraceDownloadCredentials: z.object({ credential_info: credentialInfo }),
  getCurrentUser: z.object({
    schemas: z.array(z.string()),
    id: z.string(),
    userName: z.string(),
    displayName: z.string(),
    active: z.boolean(),
  }),
}
