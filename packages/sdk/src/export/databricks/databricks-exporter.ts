import { MLFLOW, otelIdOfTrace, TRACE_METADATA, type TraceId } from '@loupe-ai/model'
import { traceInfoToJson } from '@loupe-ai/wire'

import type { ExportBatch, Exporter, StoredAttachment } from '../exporter.ts'
import { BatchOutcome } from '../mlflow/batch-outcome.ts'
import { describeTrace, mergeFacts, spanFacts, type SpanFacts, type TraceOrigin } from '../mlflow/describe-trace.ts'
import { experimentResolver } from '../mlflow/experiment-resolver.ts'
import type { RequestFailure, SendRequest } from '../mlflow/send-request.ts'
import { spansBody } from '../mlflow/spans-body.ts'
import { spansFile } from '../mlflow/spans-json.ts'
import { startTrace } from '../mlflow/start-trace.ts'
import { decodeSpan, experimentOf, groupTraces, type DecodedSpan, type TraceBatch } from '../mlflow/trace-batch.ts'
import { TraceMemory } from '../mlflow/trace-memory.ts'
import { authorizerOf } from './authorizer.ts'
import { catalogLocationOf, type CatalogLocation } from './catalog-location.ts'
import type { WorkspaceResult } from './credentials.ts'
import { uploadTraceFile } from './presigned-upload.ts'
import { workspaceClient, type WorkspaceClient } from './workspace-client.ts'

export interface DatabricksExporterParts {
  readonly send: SendRequest
  /** Asked each time, because a login may come later. */
  readonly findWorkspace: () => WorkspaceResult
  readonly origin: TraceOrigin
}

const PREVIEW_CODE_POINTS = 10_000

/**
 * To a Databricks workspace (mlflow-wire.md §1.7, §3.4). Traces kept with their experiment: the info, then a file of spans
 * through a signed address. Traces kept in Unity Catalog: the spans by OTLP, then the info.
 */
export function databricksExporter({ send, findWorkspace, origin }: DatabricksExporterParts): Exporter {
  let current: { readonly of: string; readonly deliver: Exporter['export'] } | undefined
  return {
    unit: 'trace',
    async export(batch, signal) {
      const found = findWorkspace()
      // Kept: nothing is wrong with the spans, and the credentials can be mended.
      if (!found.ok) return { status: 'retryable', reason: found.reason, isUnreachable: true }
      const of = JSON.stringify(found.workspace)
      if (current?.of !== of) {
        const client = workspaceClient(found.workspace.host, authorizerOf(found.workspace, { send }), send)
        current = { of, deliver: deliveryTo(client, send, origin) }
      }
      return await current.deliver(batch, signal)
    },
  }
}

function deliveryTo(client: WorkspaceClient, send: SendRequest, origin: TraceOrigin): Exporter['export'] {
  const experiments = experimentResolver(client.call, { readsTags: true })
  const sentBefore = new TraceMemory<SpanFacts>(({ file }) => file.length)

  async function exportTrace(
    batch: TraceBatch,
    attachments: readonly StoredAttachment[],
    outcome: BatchOutcome,
    signal: AbortSignal,
  ): Promise<void> {
    const choice = experimentOf((batch.localRoot ?? batch.spans[0]!).resource)
    const failed = (failure: RequestFailure): void => outcome.failed(batch.spans.length, kept(failure))
    if ('name' in choice ? !choice.name.startsWith('/') : choice.id === '0') return failed(NO_EXPERIMENT)
    const resolved = await experiments.resolve(choice, signal)
    if (!resolved.ok) return failed(resolved)
    const location = catalogLocationOf(resolved.experiment)
    const facts = {
      experimentId: resolved.experiment.id,
      previewCodePoints: PREVIEW_CODE_POINTS,
      ...(location !== undefined && { traceId: catalogIdOf(batch.traceId, location) }),
    }
    const now = batch.spans.map((span) => spanFacts(span, facts))
    const known = mergeFacts(sentBefore.get(batch.traceId), now)
    const failure =
      location === undefined
        ? await exportFile(batch, known, signal)
        : await exportToCatalog(batch, known, location, signal)
    if (failure !== undefined) {
      if (failure.code === 'RESOURCE_DOES_NOT_EXIST') experiments.forget(choice)
      return failed(failure)
    }
    for (const attachment of location === undefined ? attachments : []) {
      const lost = await exportAttachment(attachment, signal)
      if (lost?.isRetryable === true) return failed(lost)
      if (lost !== undefined) outcome.said(`an attachment was not taken: ${lost.reason}`)
    }
    if (batch.localRoot === undefined) sentBefore.set(batch.traceId, known)
    else sentBefore.forget(batch.traceId)
  }

  async function exportFile(
    batch: TraceBatch,
    known: readonly SpanFacts[],
    signal: AbortSignal,
  ): Promise<RequestFailure | undefined> {
    const info = describeTrace(batch.traceId, known, batch.localRoot ?? batch.spans[0]!, origin)
    const started = await startTrace(client.call, info, signal)
    if (!started.ok) return started
    const body = new TextEncoder().encode(spansFile(known.map(({ file }) => file)))
    const reply = await uploadTraceFile({ call: client.call, send }, batch.traceId, body, undefined, signal)
    return reply.ok ? undefined : reply
  }

  async function exportToCatalog(
    { traceId, spans, localRoot }: TraceBatch,
    known: readonly SpanFacts[],
    location: CatalogLocation,
    signal: AbortSignal,
  ): Promise<RequestFailure | undefined> {
    const catalogId = catalogIdOf(traceId, location)
    const reply = await client.send(
      {
        method: 'POST',
        path: '/api/2.0/otel/v1/traces',
        headers: { 'content-type': 'application/x-protobuf', 'x-databricks-uc-table-name': location.spansTable },
        body: spansBody(spans.map((decoded) => forCatalog(decoded, catalogId))),
      },
      signal,
    )
    if (!reply.ok) return reply
    if (localRoot === undefined) return undefined
    const otelId = otelIdOfTrace(traceId) ?? traceId
    const { trace_metadata: metadata, ...info } = traceInfoToJson(describeTrace(traceId, known, localRoot, origin))
    const told = await client.call(
      {
        method: 'POST',
        path: `/api/4.0/mlflow/traces/${location.name}/${otelId}/info`,
        fields: {
          ...info,
          trace_id: otelId,
          trace_location: location.json,
          trace_metadata: { ...metadata, [TRACE_METADATA.schemaVersion]: '4' },
        },
      },
      signal,
    )
    return told.ok ? undefined : told
  }

  async function exportAttachment(
    attachment: StoredAttachment,
    signal: AbortSignal,
  ): Promise<RequestFailure | undefined> {
    try {
      const bytes = new Uint8Array(await attachment.read())
      const path = `attachments/${attachment.id}`
      const reply = await uploadTraceFile({ call: client.call, send }, attachment.traceId, bytes, path, signal)
      return reply.ok ? undefined : reply
    } catch {
      return { ok: false, code: 'LOST', reason: 'it cannot be read from disk', isRetryable: false }
    }
  }

  return async ({ spans, attachments }: ExportBatch, signal) => {
    const outcome = new BatchOutcome(spans.length)
    for (const trace of groupTraces(spans.map(decodeSpan).filter((span) => span !== undefined))) {
      if (outcome.mustRetry) break
      const own = attachments.filter(({ traceId }) => traceId === trace.traceId)
      await exportTrace(trace, own, outcome, signal)
    }
    return outcome.finish()
  }
}

const catalogIdOf = (traceId: TraceId, { name }: CatalogLocation): string =>
  `trace:/${name}/${otelIdOfTrace(traceId) ?? traceId}`

/** Links have no place there. */
const forCatalog = ({ span, ...others }: DecodedSpan, catalogId: string): DecodedSpan => ({
  ...others,
  span: { ...span, links: [], attributes: { ...span.attributes, [MLFLOW.traceRequestId]: catalogId } },
})

const NO_EXPERIMENT: RequestFailure = {
  ok: false,
  code: 'INVALID_PARAMETER_VALUE',
  reason: "Databricks wants an experiment by its workspace path: loupe.setExperiment('/Users/you@example.com/name')",
  isRetryable: false,
}

/** Credentials that are refused can be mended: the spans wait. */
const kept = (failure: RequestFailure): RequestFailure =>
  failure.status === 401 || failure.status === 403
    ? { ...failure, isRetryable: true, isUnreachable: true, reason: `${failure.reason}. Are the credentials right?` }
    : failure
