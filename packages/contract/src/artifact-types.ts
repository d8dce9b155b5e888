/** What lies in a folder; `path` is the name alone. */
export interface FileInfoJson {
  path: string
  is_dir: boolean
  /** In bytes; of files only. */
  file_size?: number
}

export interface UploadCredentialJson {
  /** Takes the part by PUT, without any other credentials, for a while. */
  url: string
  part_number: number
  headers: Record<string, string>
}

/** Request and response of the endpoints of files (mlflow-wire.md §6). */
export interface ArtifactEndpoints {
  listArtifacts: { request: { path?: string }; response: { files?: FileInfoJson[] } }
  deleteArtifact: { request: { artifact_path: string }; response: Record<never, never> }
  createMultipartUpload: {
    /** `artifact_path` is the folder, the end of `path` the name of the file. */
    request: { artifact_path: string; path: string; num_parts?: number }
    response: { upload_id: string; credentials: UploadCredentialJson[] }
  }
  completeMultipartUpload: {
    request: {
      artifact_path: string
      path: string
      upload_id: string
      parts: { part_number: number; etag?: string; url?: string }[]
    }
    response: Record<never, never>
  }
  abortMultipartUpload: {
    request: { artifact_path: string; path: string; upload_id: string }
    response: Record<never, never>
  }
  getPresignedDownload: {
    request: { artifact_path: string }
    /** The size in bytes; absent for what is written anew for each reader. */
    response: { url: string; headers: Record<string, string>; file_size?: number }
  }
  listRunArtifacts: {
    request: { run_id: string; path?: string; page_token?: string }
    /** Paths from the root of the run's files. */
    response: { root_uri: string; files?: FileInfoJson[]; next_page_token?: string }
  }
  listLoggedModelArtifacts: {
    request: { model_id: string; artifact_directory_path?: string; page_token?: string }
    /** Paths from the root of the model's files. */
    response: { root_uri: string; files?: FileInfoJson[]; next_page_token?: string }
  }
  getServerInfo: {
    request: Record<never, never>
    response: {
      store_type: string
      workspaces_enabled: boolean
      trace_archival_enabled: boolean
      multipart_uploads_enabled: boolean
      multipart_downloads_enabled: boolean
    }
  }
}
