/** Method and path of every REST endpoint, without schemas, so that clients stay small (mlflow-wire.md §2 and §3.2). */
export const PATHS = {
  createExperiment: { method: 'POST', path: '/api/2.0/mlflow/experiments/create' },
  getExperiment: { method: 'GET', path: '/api/2.0/mlflow/experiments/get' },
  getExperimentByName: { method: 'GET', path: '/api/2.0/mlflow/experiments/get-by-name' },
  searchExperiments: { method: 'POST', path: '/api/2.0/mlflow/experiments/search' },
  startTrace: { method: 'POST', path: '/api/3.0/mlflow/traces' },
  getTraceInfo: { method: 'GET', path: '/api/3.0/mlflow/traces/:trace_id' },
  getTrace: { method: 'GET', path: '/api/3.0/mlflow/traces/get' },
  batchGetTraces: { method: 'GET', path: '/api/3.0/mlflow/traces/batchGet' },
  searchTraces: { method: 'POST', path: '/api/3.0/mlflow/traces/search' },
  repriceTraces: { method: 'POST', path: '/api/loupe/v1/traces/reprice' },
  getServerStatus: { method: 'GET', path: '/api/loupe/v1/status' },
} as const

export type EndpointName = keyof typeof PATHS
export type HttpMethod = (typeof PATHS)[EndpointName]['method']
