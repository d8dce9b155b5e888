import type { RequestListener } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import type { Stores } from '@loupe-ai/store'
import { Hono } from 'hono'
import { mountArtifactProxy } from './api/artifact-proxy.ts'
import { mountTraceArtifacts } from './api/artifacts.ts'
import { mountAttachments } from './api/attachments.ts'
import { mountBackups } from './api/backups.ts'
import { mountAssessments } from './api/assessments.ts'
import { mountDatabricksFiles } from './api/databricks-files.ts'
import { mountDatabricksTokens } from './api/databricks-tokens.ts'
import { mountDatabricksUploads } from './api/databricks-uploads.ts'
import { mountDatabricks } from './api/databricks.ts'
import { mountChangeExperiments } from './api/change-experiments.ts'
import { mountCorrelation } from './api/correlation.ts'
import { mountDeleteTraces } from './api/delete-traces.ts'
import { mountTagTraces } from './api/tag-traces.ts'
import { mountExport } from './api/export-traces.ts'
import { mountImport } from './api/import-traces.ts'
import { mountExperiments } from './api/experiments.ts'
import { mountLinks } from './api/links.ts'
import { mountLoggedModelArtifacts } from './api/logged-model-artifacts.ts'
import { mountLoggedModels } from './api/logged-models.ts'
import { noEndpoint } from './api/not-supported.ts'
import { mountPrompts } from './api/prompts.ts'
import { mountPromptVersions } from './api/prompt-versions.ts'
import { mountLogToRuns } from './api/log-to-runs.ts'
import type { ApiMount } from './api/mount.ts'
import { mountOpenApi } from './api/openapi.ts'
import { mountTraceSearch } from './api/search-traces.ts'
import { mountRunArtifacts } from './api/run-artifacts.ts'
import { mountRuns } from './api/runs.ts'
import { mountRetention } from './api/retention.ts'
import { mountReprice } from './api/reprice.ts'
import { mountSignedArtifacts } from './api/signed-artifacts.ts'
import { mountStatus } from './api/status.ts'
import { mountTraceMetrics } from './api/trace-metrics.ts'
import { mountTraces } from './api/traces.ts'
import { mountV2Traces } from './api/v2-traces.ts'
import { artifactFiles } from './artifacts/artifact-files.ts'
import { multipartUploads } from './artifacts/multipart-uploads.ts'
import type { UrlSigner } from './artifacts/url-signer.ts'
import type { AllowedHosts } from './http/allowed-hosts.ts'
import { answerHeaders } from './http/answer-headers.ts'
import { ApiError } from './http/api-error.ts'
import { guardRequests } from './http/guard-requests.ts'
import { answerUnroutable, errorAnswer, handleError } from './http/handle-error.ts'
import type { BodyLimits } from './http/read-body.ts'
import type { ServerEnv } from './http/server-env.ts'
import type { GroupCommit } from './ingest/group-commit.ts'
import { receiveLogs } from './intake/otlp/receive-logs.ts'
import { receiveTraces, type TraceIntake } from './intake/otlp/receive-traces.ts'
import { mountHealth } from './health/mount-health.ts'
import type { Log } from './log.ts'
import { ingestMetrics } from './metrics/ingest-metrics.ts'
import { mountMetrics } from './metrics/mount-metrics.ts'
import { processMetrics } from './metrics/process-metrics.ts'
import { requestMetrics } from './metrics/request-metrics.ts'
import type { PriceCall } from './price/price-call.ts'
import type { RetentionKeeper } from './retention/keep-applying.ts'
import type { SelfTracer } from './self-traces/self-tracer.ts'
import { traceRequests } from './self-traces/trace-requests.ts'
import { MLFLOW_VERSION } from './version.ts'
import { serveWeb } from './web/serve-web.ts'

export interface AppParts {
  readonly hosts: AllowedHosts
  readonly stores: Pick<Stores, 'traces' | 'experiments' | 'runs' | 'prompts' | 'loggedModels' | 'artifacts' | 'ping'>
  readonly intake: Pick<TraceIntake, 'limits' | 'turns'> & { readonly ingest: Pick<GroupCommit, 'submit' | 'counts'> }
  readonly apiLimits: BodyLimits
  readonly priceCall: PriceCall
  readonly signer: UrlSigner
  readonly retention: Pick<RetentionKeeper, 'apply'>
  /** Absolute. */
  readonly dataDir: string
  /** Absolute; undefined where the server makes no backups. */
  readonly backupsFolder: string | undefined
  /** The folder of the built UI. */
  readonly webDir: string
  /** Of the server's own requests; absent unless asked for. */
  readonly selfTracer?: SelfTracer
  readonly log: Log
}

/** Every route of the server. */
export function createApp({
  hosts,
  stores,
  intake,
  apiLimits,
  priceCall,
  signer,
  retention,
  dataDir,
  backupsFolder,
  webDir,
  selfTracer,
  log,
}: AppParts): RequestListener {
  const app = new Hono<ServerEnv>()
  app.onError(handleError(log))
  const metrics = requestMetrics()
  app.use(metrics.middleware, answerHeaders)
  if (selfTracer !== undefined) app.use(traceRequests(selfTracer))
  app.use(guardRequests(hosts))

  mountHealth(app, { stores, ingest: intake.ingest, log })
  mountMetrics(app, [metrics.families, () => ingestMetrics(intake.ingest), processMetrics])
  app.get('/version', (c) => c.text(MLFLOW_VERSION))
  app.post('/v1/traces', receiveTraces({ ...intake, experiments: stores.experiments, priceCall, log }))
  app.post('/v1/logs', receiveLogs({ limits: intake.limits, traces: stores.traces, log }))

  const api: ApiMount = { app, limits: apiLimits }
  mountExperiments(api, stores.experiments)
  mountChangeExperiments(api, stores.experiments)
  mountRuns(api, stores)
  mountLinks(api, stores.traces)
  mountLoggedModels(api, stores)
  mountPrompts(api, stores.prompts)
  mountPromptVersions(api, stores.prompts)
  mountLogToRuns(api, stores.runs)
  mountTraceSearch(api, stores)
  mountCorrelation(api, stores.traces)
  mountTraceMetrics(api, stores.traces)
  mountTraces(api, stores)
  mountV2Traces(api, stores)
  mountTagTraces(api, stores.traces)
  mountAssessments(api, stores.traces)
  mountDeleteTraces(api, stores)
  mountAttachments(app, { artifacts: stores.artifacts, limits: intake.limits })
  mountTraceArtifacts(app, stores)
  const { artifacts } = stores
  const files = artifactFiles({ artifacts, stores, ...intake, maxFileBytes: MAX_FILE_BYTES, priceCall, log })
  mountArtifactProxy(api, files)
  const uploads = multipartUploads(artifacts)
  mountSignedArtifacts(api, { files, uploads, signer, log })
  mountDatabricks(api, signer)
  mountDatabricksTokens(api)
  mountDatabricksFiles(api, files)
  mountDatabricksUploads(api, { uploads, signer })
  mountRunArtifacts(api, stores, files)
  mountLoggedModelArtifacts(api, stores, files)
  mountReprice(api, { ...stores, priceCall })
  mountBackups(api, { traces: stores.traces, dataDir, backupsFolder })
  mountRetention(api, retention)
  mountExport(app, stores)
  mountImport(app, { stores, ingest: intake.ingest, limits: intake.limits, priceCall })
  mountOpenApi(app)
  mountStatus(api, { traces: stores.traces, dataDir, startedMillis: performance.now() })

  for (const path of ['/api/*', '/ajax-api/*', '/v1/*']) app.all(path, (c) => errorAnswer(noEndpoint(c)))
  app.use(serveWeb(webDir))
  app.notFound(() => errorAnswer(NO_ENDPOINT))
  return getRequestListener(app.fetch, { overrideGlobalObjects: false, errorHandler: answerUnroutable(log) })
}

/** Of a file that is not read but goes to the disk as it comes. */
const MAX_FILE_BYTES = 5 * 1024 ** 3

const NO_ENDPOINT = new ApiError('ENDPOINT_NOT_FOUND', 'API not found')
