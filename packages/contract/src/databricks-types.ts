/** A file's address for a while; `type` tells a workspace's client how to put it (mlflow-wire.md §1.7). */
export interface CredentialInfoJson {
  signed_uri: string
  type: 'AWS_PRESIGNED_URL'
  headers?: { name: string; value: string }[]
}

/** Without `path`, of the file of spans. */
interface TraceCredentials {
  request: { request_id: string; path?: string }
  response: { credential_info: CredentialInfoJson }
}

/** Request and response of what Databricks' clients ask of a workspace beside MLflow's API. */
export interface DatabricksEndpoints {
  getTraceUploadCredentials: TraceCredentials
  getTraceDownloadCredentials: TraceCredentials
  createUploadPartUrls: {
    request: { session_token: string; start_part_number: number; count: number }
    response: { upload_part_urls: { part_number: number; url: string; headers: { name: string; value: string }[] }[] }
  }
  createAbortUploadUrl: {
    request: { session_token: string }
    response: { abort_upload_url: { url: string; headers: { name: string; value: string }[] } }
  }
  getCurrentUser: {
    request: Record<never, never>
    response: { schemas: string[]; id: string; userName: string; displayName: string; active: boolean }
  }
}
