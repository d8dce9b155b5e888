import type { z } from 'zod'
import { type EndpointName, type HttpMethod, PATHS } from './paths.ts'
import { REQUEST_SCHEMAS } from './schemas/requests.ts'
import { RESPONSE_SCHEMAS } from './schemas/responses.ts'
import type { RequestOf, ResponseOf } from './types.ts'

export interface Endpoint<Name extends EndpointName> {
  readonly name: Name
  readonly method: HttpMethod
  /** Another method by which some clients ask for the same. */
  readonly otherMethod?: HttpMethod
  /** Parameters as `:name`. */
  readonly path: string
  /** The major version that has it too, at the same path but for the number. */
  readonly olderMajor?: number
  /** One line for the reference. */
  readonly summary: string
  readonly request: z.ZodType<RequestOf<Name>>
  readonly response: z.ZodType<ResponseOf<Name>>
}

export type EndpointTable = { readonly [Name in EndpointName]: Endpoint<Name> }

function endpoint<Name extends EndpointName>(name: Name, summary: string): Endpoint<Name> {
  const row: Pick<Endpoint<Name>, 'method' | 'otherMethod' | 'path' | 'olderMajor'> = PATHS[name]
  return { ...row, name, summary, request: REQUEST_SCHEMAS[name], response: RESPONSE_SCHEMAS[name] }
}

/** Every REST endpoint: what the server checks with, the clients call with, the reference is made from. */
export const ENDPOINTS: EndpointTable = {
  createExperiment: endpoint('createExperiment', 'Creates an experiment; its name must be free.'),
  getExperiment: endpoint('getExperiment', 'Gives an experiment by its id, a deleted one too.'),
  getExperimentByName: endpoint('getExperimentByName', 'Gives an experiment by its name, a deleted one too.'),
  searchExperiments: endpoint('searchExperiments', 'Lists experiments, page by page.'),
  updateExperiment: endpoint('updateExperiment', 'Gives an experiment another name, which must be free.'),
  deleteExperiment: endpoint('deleteExperiment', 'Marks an experiment as deleted; it keeps its name and traces.'),
  restoreExperiment: endpoint('restoreExperiment', 'Takes a deletion back.'),
  setExperimentTag: endpoint('setExperimentTag', 'Gives an experiment a tag, or a tag another value.'),
  deleteExperimentTag: endpoint('deleteExperimentTag', 'Takes a tag from an experiment.'),
  createRun: endpoint('createRun', 'Starts a run in an experiment; without a name it gets one.'),
  getRun: endpoint('getRun', 'Gives a run with all that was logged of it, a deleted one too.'),
  updateRun: endpoint('updateRun', 'Changes name, status or end of a run.'),
  deleteRun: endpoint('deleteRun', 'Marks a run as deleted.'),
  restoreRun: endpoint('restoreRun', 'Takes a deletion back.'),
  searchRuns: endpoint('searchRuns', 'Finds runs of experiments, page by page, latest start first unless told.'),
  logMetric: endpoint('logMetric', 'Logs a value of a metric; all values of a metric are its history.'),
  logParameter: endpoint('logParameter', 'Logs a parameter, whose value never changes.'),
  logBatch: endpoint('logBatch', 'Logs metrics, parameters and tags at once, all of them or none.'),
  setRunTag: endpoint('setRunTag', 'Gives a run a tag, or a tag another value.'),
  deleteRunTag: endpoint('deleteRunTag', 'Takes a tag from a run.'),
  logInputs: endpoint('logInputs', 'Says which datasets and models a run used.'),
  logOutputs: endpoint('logOutputs', 'Says which models a run made.'),
  queryTraceMetrics: endpoint(
    'queryTraceMetrics',
    'Counts and measures traces, spans or assessments, by time and dimension.',
  ),
  correlateFilters: endpoint('correlateFilters', 'Tells how much what two filters find has to do with each other.'),
  createRegisteredModel: endpoint(
    'createRegisteredModel',
    'Makes a prompt: a registered model with the tag `mlflow.prompt.is_prompt`.',
  ),
  getRegisteredModel: endpoint('getRegisteredModel', 'Gives a prompt with its tags, aliases and latest version.'),
  updateRegisteredModel: endpoint('updateRegisteredModel', 'Gives a prompt another description.'),
  deleteRegisteredModel: endpoint('deleteRegisteredModel', 'Deletes a prompt with its versions, for good.'),
  searchRegisteredModels: endpoint('searchRegisteredModels', 'Finds prompts by a filter, page by page.'),
  setRegisteredModelTag: endpoint('setRegisteredModelTag', 'Gives a prompt a tag, or a tag another value.'),
  deleteRegisteredModelTag: endpoint('deleteRegisteredModelTag', 'Takes a tag from a prompt.'),
  setRegisteredModelAlias: endpoint('setRegisteredModelAlias', 'Lets an alias name a version of a prompt.'),
  deleteRegisteredModelAlias: endpoint('deleteRegisteredModelAlias', 'Takes an alias from a prompt.'),
  getModelVersionByAlias: endpoint(
    'getModelVersionByAlias',
    'Gives the version of a prompt that an alias names; `latest` names the highest.',
  ),
  getLatestVersions: endpoint('getLatestVersions', 'Gives the latest version of a prompt.'),
  createModelVersion: endpoint('createModelVersion', 'Gives a prompt its next version.'),
  getModelVersion: endpoint('getModelVersion', 'Gives a version of a prompt.'),
  updateModelVersion: endpoint('updateModelVersion', 'Gives a version of a prompt another description.'),
  deleteModelVersion: endpoint('deleteModelVersion', 'Deletes a version of a prompt with its aliases, for good.'),
  searchModelVersions: endpoint('searchModelVersions', 'Finds versions of prompts by a filter, page by page.'),
  setModelVersionTag: endpoint('setModelVersionTag', 'Gives a version of a prompt a tag, or a tag another value.'),
  deleteModelVersionTag: endpoint('deleteModelVersionTag', 'Takes a tag from a version of a prompt.'),
  createLoggedModel: endpoint(
    'createLoggedModel',
    'Makes a version of an application, to which traces and metrics can point.',
  ),
  searchLoggedModels: endpoint('searchLoggedModels', 'Finds logged models by a filter, page by page.'),
  getLoggedModel: endpoint('getLoggedModel', 'Gives a logged model with what was measured of it.'),
  finalizeLoggedModel: endpoint('finalizeLoggedModel', 'Says that a logged model is ready, or that it failed.'),
  deleteLoggedModel: endpoint('deleteLoggedModel', 'Marks a logged model as deleted.'),
  logLoggedModelParams: endpoint('logLoggedModelParams', 'Gives a logged model parameters, whose values never change.'),
  setLoggedModelTags: endpoint('setLoggedModelTags', 'Gives a logged model tags, or tags other values.'),
  deleteLoggedModelTag: endpoint('deleteLoggedModelTag', 'Takes a tag from a logged model.'),
  linkTracesToRun: endpoint('linkTracesToRun', 'Says that traces belong to a run besides the one they were made in.'),
  linkPromptsToTrace: endpoint('linkPromptsToTrace', 'Says which versions of prompts a trace used.'),
  getMetricHistory: endpoint('getMetricHistory', 'Gives every logged value of a metric, oldest first.'),
  startTrace: endpoint('startTrace', 'Says what is known of a trace as a whole; repeating it merges.'),
  getTraceInfo: endpoint('getTraceInfo', 'Gives what a list shows of a trace, without its spans.'),
  getTrace: endpoint('getTrace', 'Gives a trace with its spans.'),
  batchGetTraces: endpoint('batchGetTraces', 'Gives several traces with their spans; unknown ids are left out.'),
  batchGetTraceInfos: endpoint(
    'batchGetTraceInfos',
    'Gives what a list shows of several traces; unknown ids are left out.',
  ),
  searchTraces: endpoint('searchTraces', 'Finds traces by a filter, page by page.'),
  deleteTraces: endpoint('deleteTraces', 'Deletes traces of an experiment, by id or by time, for good.'),
  setTraceTag: endpoint('setTraceTag', 'Gives a trace a tag, or a tag another value.'),
  deleteTraceTag: endpoint('deleteTraceTag', 'Takes a tag from a trace.'),
  createAssessment: endpoint('createAssessment', 'Gives a trace, or a span of it, feedback or an expectation.'),
  getAssessment: endpoint('getAssessment', 'Gives an assessment of a trace.'),
  updateAssessment: endpoint('updateAssessment', 'Changes an assessment; its source and span stay.'),
  deleteAssessment: endpoint('deleteAssessment', 'Takes an assessment from a trace; what it overrode is valid again.'),
  listArtifacts: endpoint('listArtifacts', 'Lists what lies in a folder of files.'),
  deleteArtifact: endpoint('deleteArtifact', 'Deletes a file, or a folder with all that is in it.'),
  createMultipartUpload: endpoint('createMultipartUpload', 'Begins to take a large file in parts.'),
  completeMultipartUpload: endpoint('completeMultipartUpload', 'Makes a file of its parts.'),
  abortMultipartUpload: endpoint('abortMultipartUpload', 'Forgets the parts of a file.'),
  getPresignedDownload: endpoint('getPresignedDownload', 'Gives a URL at which a file can be read for a while.'),
  listRunArtifacts: endpoint('listRunArtifacts', 'Lists what lies in a folder of a run.'),
  listLoggedModelArtifacts: endpoint('listLoggedModelArtifacts', 'Lists what lies in a folder of a logged model.'),
  getServerInfo: endpoint('getServerInfo', 'Says what the server can do, for MLflow’s clients.'),
  startTraceV2: endpoint('startTraceV2', 'Begins a trace, for MLflow before 3.0; the server makes its id.'),
  endTraceV2: endpoint('endTraceV2', 'Ends a trace, for MLflow before 3.0.'),
  getTraceInfoV2: endpoint('getTraceInfoV2', 'Gives what a list shows of a trace, for MLflow before 3.0.'),
  searchTracesV2: endpoint('searchTracesV2', 'Finds traces by a filter, page by page, for MLflow before 3.0.'),
  getTraceUploadCredentials: endpoint(
    'getTraceUploadCredentials',
    'Gives an address at which a file of a trace can be put for a while.',
  ),
  getTraceDownloadCredentials: endpoint(
    'getTraceDownloadCredentials',
    'Gives an address at which a file of a trace can be read for a while.',
  ),
  createUploadPartUrls: endpoint(
    'createUploadPartUrls',
    'Gives addresses for parts of a large file, for clients of Databricks.',
  ),
  createAbortUploadUrl: endpoint(
    'createAbortUploadUrl',
    'Gives an address at which an upload can be given up, for clients of Databricks.',
  ),
  getCurrentUser: endpoint('getCurrentUser', 'Says who asks, for clients of Databricks.'),
  repriceTraces: endpoint('repriceTraces', 'Prices stored traces anew by the prices of now, page by page.'),
  applyRetention: endpoint(
    'applyRetention',
    'Deletes what is kept longer, or is more, than experiments and settings allow.',
  ),
  createBackup: endpoint(
    'createBackup',
    'Writes a copy of everything into the folder of backups, while the server runs.',
  ),
  getServerStatus: endpoint('getServerStatus', 'Gives the server’s version, data folder and number of traces.'),
}
