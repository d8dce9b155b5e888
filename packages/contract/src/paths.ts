/**
 * Method and path of every REST endpoint, without schemas, so that clients stay small (mlflow-wire.md §2 and §3.2). One
 * with an `olderMajor` is also under that version of the API, where MLflow's Python client looks for it.
 */
export const PATHS = {
  createExperiment: { method: 'POST', path: '/api/2.0/mlflow/experiments/create' },
  getExperiment: { method: 'GET', path: '/api/2.0/mlflow/experiments/get' },
  getExperimentByName: { method: 'GET', path: '/api/2.0/mlflow/experiments/get-by-name' },
  searchExperiments: { method: 'POST', otherMethod: 'GET', path: '/api/2.0/mlflow/experiments/search' },
  updateExperiment: { method: 'POST', path: '/api/2.0/mlflow/experiments/update' },
  deleteExperiment: { method: 'POST', path: '/api/2.0/mlflow/experiments/delete' },
  restoreExperiment: { method: 'POST', path: '/api/2.0/mlflow/experiments/restore' },
  setExperimentTag: { method: 'POST', path: '/api/2.0/mlflow/experiments/set-experiment-tag' },
  deleteExperimentTag: { method: 'POST', path: '/api/2.0/mlflow/experiments/delete-experiment-tag' },
  createRun: { method: 'POST', path: '/api/2.0/mlflow/runs/create' },
  getRun: { method: 'GET', path: '/api/2.0/mlflow/runs/get' },
  updateRun: { method: 'POST', path: '/api/2.0/mlflow/runs/update' },
  deleteRun: { method: 'POST', path: '/api/2.0/mlflow/runs/delete' },
  restoreRun: { method: 'POST', path: '/api/2.0/mlflow/runs/restore' },
  searchRuns: { method: 'POST', path: '/api/2.0/mlflow/runs/search' },
  logMetric: { method: 'POST', path: '/api/2.0/mlflow/runs/log-metric' },
  logParameter: { method: 'POST', path: '/api/2.0/mlflow/runs/log-parameter' },
  logBatch: { method: 'POST', path: '/api/2.0/mlflow/runs/log-batch' },
  setRunTag: { method: 'POST', path: '/api/2.0/mlflow/runs/set-tag' },
  deleteRunTag: { method: 'POST', path: '/api/2.0/mlflow/runs/delete-tag' },
  logInputs: { method: 'POST', path: '/api/2.0/mlflow/runs/log-inputs' },
  logOutputs: { method: 'POST', path: '/api/2.0/mlflow/runs/outputs' },
  correlateFilters: { method: 'POST', path: '/api/3.0/mlflow/traces/calculate-filter-correlation' },
  createRegisteredModel: { method: 'POST', path: '/api/2.0/mlflow/registered-models/create' },
  getRegisteredModel: { method: 'GET', path: '/api/2.0/mlflow/registered-models/get' },
  updateRegisteredModel: { method: 'PATCH', path: '/api/2.0/mlflow/registered-models/update' },
  deleteRegisteredModel: { method: 'DELETE', path: '/api/2.0/mlflow/registered-models/delete' },
  searchRegisteredModels: { method: 'GET', path: '/api/2.0/mlflow/registered-models/search' },
  setRegisteredModelTag: { method: 'POST', path: '/api/2.0/mlflow/registered-models/set-tag' },
  deleteRegisteredModelTag: { method: 'DELETE', path: '/api/2.0/mlflow/registered-models/delete-tag' },
  setRegisteredModelAlias: { method: 'POST', path: '/api/2.0/mlflow/registered-models/alias' },
  deleteRegisteredModelAlias: { method: 'DELETE', path: '/api/2.0/mlflow/registered-models/alias' },
  getModelVersionByAlias: { method: 'GET', path: '/api/2.0/mlflow/registered-models/alias' },
  getLatestVersions: {
    method: 'POST',
    otherMethod: 'GET',
    path: '/api/2.0/mlflow/registered-models/get-latest-versions',
  },
  createModelVersion: { method: 'POST', path: '/api/2.0/mlflow/model-versions/create' },
  getModelVersion: { method: 'GET', path: '/api/2.0/mlflow/model-versions/get' },
  updateModelVersion: { method: 'PATCH', path: '/api/2.0/mlflow/model-versions/update' },
  deleteModelVersion: { method: 'DELETE', path: '/api/2.0/mlflow/model-versions/delete' },
  searchModelVersions: { method: 'GET', path: '/api/2.0/mlflow/model-versions/search' },
  setModelVersionTag: { method: 'POST', path: '/api/2.0/mlflow/model-versions/set-tag' },
  deleteModelVersionTag: { method: 'DELETE', path: '/api/2.0/mlflow/model-versions/delete-tag' },
  createLoggedModel: { method: 'POST', path: '/api/2.0/mlflow/logged-models' },
  searchLoggedModels: { method: 'POST', path: '/api/2.0/mlflow/logged-models/search' },
  getLoggedModel: { method: 'GET', path: '/api/2.0/mlflow/logged-models/:model_id' },
  finalizeLoggedModel: { method: 'PATCH', path: '/api/2.0/mlflow/logged-models/:model_id' },
  deleteLoggedModel: { method: 'DELETE', path: '/api/2.0/mlflow/logged-models/:model_id' },
  logLoggedModelParams: { method: 'POST', path: '/api/2.0/mlflow/logged-models/:model_id/params' },
  setLoggedModelTags: { method: 'PATCH', path: '/api/2.0/mlflow/logged-models/:model_id/tags' },
  deleteLoggedModelTag: { method: 'DELETE', path: '/api/2.0/mlflow/logged-models/:model_id/tags/:tag_key' },
  linkTracesToRun: { method: 'POST', path: '/api/2.0/mlflow/traces/link-to-run' },
  linkPromptsToTrace: { method: 'POST', path: '/api/2.0/mlflow/traces/link-prompts' },
  getMetricHistory: { method: 'GET', path: '/api/2.0/mlflow/metrics/get-history' },
  startTrace: { method: 'POST', path: '/api/3.0/mlflow/traces' },
  getTraceInfo: { method: 'GET', path: '/api/3.0/mlflow/traces/:trace_id' },
  getTrace: { method: 'GET', path: '/api/3.0/mlflow/traces/get' },
  batchGetTraces: { method: 'GET', path: '/api/3.0/mlflow/traces/batchGet' },
  batchGetTraceInfos: { method: 'POST', path: '/api/3.0/mlflow/traces/batchGetInfos' },
  searchTraces: { method: 'POST', path: '/api/3.0/mlflow/traces/search' },
  deleteTraces: { method: 'POST', path: '/api/3.0/mlflow/traces/delete-traces', olderMajor: 2 },
  setTraceTag: { method: 'PATCH', path: '/api/3.0/mlflow/traces/:trace_id/tags', olderMajor: 2 },
  deleteTraceTag: { method: 'DELETE', path: '/api/3.0/mlflow/traces/:trace_id/tags', olderMajor: 2 },
  createAssessment: { method: 'POST', path: '/api/3.0/mlflow/traces/:trace_id/assessments' },
  getAssessment: { method: 'GET', path: '/api/3.0/mlflow/traces/:trace_id/assessments/:assessment_id' },
  updateAssessment: { method: 'PATCH', path: '/api/3.0/mlflow/traces/:trace_id/assessments/:assessment_id' },
  deleteAssessment: { method: 'DELETE', path: '/api/3.0/mlflow/traces/:trace_id/assessments/:assessment_id' },
  listArtifacts: { method: 'GET', path: '/api/2.0/mlflow-artifacts/artifacts' },
  deleteArtifact: { method: 'DELETE', path: '/api/2.0/mlflow-artifacts/artifacts/:artifact_path' },
  createMultipartUpload: { method: 'POST', path: '/api/2.0/mlflow-artifacts/mpu/create/:artifact_path' },
  completeMultipartUpload: { method: 'POST', path: '/api/2.0/mlflow-artifacts/mpu/complete/:artifact_path' },
  abortMultipartUpload: { method: 'POST', path: '/api/2.0/mlflow-artifacts/mpu/abort/:artifact_path' },
  getPresignedDownload: { method: 'GET', path: '/api/2.0/mlflow-artifacts/presigned/:artifact_path' },
  listRunArtifacts: { method: 'GET', path: '/api/2.0/mlflow/artifacts/list' },
  getServerInfo: { method: 'GET', path: '/api/3.0/mlflow/server-info' },
  startTraceV2: { method: 'POST', path: '/api/2.0/mlflow/traces' },
  endTraceV2: { method: 'PATCH', path: '/api/2.0/mlflow/traces/:request_id' },
  getTraceInfoV2: { method: 'GET', path: '/api/2.0/mlflow/traces/:request_id/info' },
  searchTracesV2: { method: 'GET', path: '/api/2.0/mlflow/traces' },
  getTraceUploadCredentials: { method: 'GET', path: '/api/2.0/mlflow/traces/:request_id/credentials-for-data-upload' },
  getTraceDownloadCredentials: {
    method: 'GET',
    path: '/api/2.0/mlflow/traces/:request_id/credentials-for-data-download',
  },
  createUploadPartUrls: { method: 'POST', path: '/api/2.0/fs/create-upload-part-urls' },
  createAbortUploadUrl: { method: 'POST', path: '/api/2.0/fs/create-abort-upload-url' },
  getCurrentUser: { method: 'GET', path: '/api/2.0/preview/scim/v2/Me' },
  repriceTraces: { method: 'POST', path: '/api/loupe/v1/traces/reprice' },
  getServerStatus: { method: 'GET', path: '/api/loupe/v1/status' },
} as const

export type EndpointName = keyof typeof PATHS
export type HttpMethod = (typeof PATHS)[EndpointName]['method']

/** Endpoints whose body or answer are bytes, not JSON. Their content type is that of what is stored. */
export const BYTE_PATHS = {
  putAttachment: { method: 'PUT', path: '/api/loupe/v1/traces/:trace_id/attachments/:attachment_id' },
  exportTraces: { method: 'GET', path: '/api/loupe/v1/export' },
  importTraces: { method: 'PUT', path: '/api/loupe/v1/import' },
  getAttachment: { method: 'GET', path: '/api/loupe/v1/traces/:trace_id/attachments/:attachment_id' },
  getTraceArtifact: { method: 'GET', path: '/ajax-api/3.0/mlflow/get-trace-artifact' },
  putArtifact: { method: 'PUT', path: '/api/2.0/mlflow-artifacts/artifacts/:artifact_path' },
  getArtifact: { method: 'GET', path: '/api/2.0/mlflow-artifacts/artifacts/:artifact_path' },
} as const

export type ByteEndpointName = keyof typeof BYTE_PATHS

/** The path of one attachment, to put it and to get it; begins with a slash. */
export const attachmentUrlPath = (traceId: string, attachmentId: string): string =>
  BYTE_PATHS.getAttachment.path
    .replace(':trace_id', () => encodeURIComponent(traceId))
    .replace(':attachment_id', () => encodeURIComponent(attachmentId))
