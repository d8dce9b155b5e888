import { TRACE_TAG, type TraceId } from '@loupe-ai/model'

import type { ExportBatch, Exporter, StoredAttachment } from '../exporter.ts'
import { artifactUrl } from './artifact-url.ts'
import { BatchOutcome } from './batch-outcome.ts'
import { jsonCaller, type Connection } from './call-json.ts'
import { describeTrace, mergeFacts, spanFacts, type SpanFacts, type TraceOrigin } from './describe-trace.ts'
import { experimentResolver, type ResolvedExperiment } from './experiment-resolver.ts'
import type { RequestFailure, Reply, SendRequest } from './send-request.ts'
import { spansBody } from './spans-body.ts'
import { spansFile } from './spans-json.ts'
import { findTrace, startTrace, type StartedTrace } from './start-trace.ts'
import { decodeSpan, experimentOf, groupTraces, type DecodedSpan, type TraceBatch } from './trace-batch.ts'
import { TraceMemory } from './trace-memory.ts'

export interface MlflowExporterParts {
  readonly send: SendRequest
  readonly connection: Connection
  /** False: an old server, which wants the spans as a file. */
  readonly takesSpans: boolean
  readonly origin: TraceOrigin
}

const PREVIEW_CODE_POINTS = 1000
/** Of what is remembered of a span beside its file. */
const FACTS_BYTES = 500
const IN_TRACKING_STORE = 'TRACKING_STORE'

interface ExperimentTraces {
  readonly experiment: ResolvedExperiment
  readonly traces: TraceBatch[]
}

/**
 * To an MLflow server, in the order of its own client (mlflow-wire.md §3.4): the spans by OTLP, then the trace's info once
 * its local root has ended, then what does not fit there as artifacts. An old server gets the info and a file of spans.
 */
export function mlflowExporter({ send, connection, takesSpans, origin }: MlflowExporterParts): Exporter {
  const call = jsonCaller(send, async () => connection)
  const experiments = experimentResolver(call, { readsTags: false })
  const sentBefore = new TraceMemory<SpanFacts>(({ file }) => FACTS_BYTES + file.length)
  let sendsSpans = takesSpans

  const postSpans = (spans: readonly DecodedSpan[], experimentId: string, signal: AbortSignal) =>
    send(
      {
        method: 'POST',
        url: `${connection.baseUrl}/v1/traces`,
        headers: {
          ...connection.headers,
          'content-type': 'application/x-protobuf',
          'x-mlflow-experiment-id': experimentId,
        },
        body: spansBody(spans),
      },
      signal,
    )

  async function putArtifact(
    location: unknown,
    path: string,
    body: string | Uint8Array<ArrayBuffer>,
    contentType: string,
    signal: AbortSignal,
  ): Promise<Reply | RequestFailure> {
    const to = artifactUrl(typeof location === 'string' ? location : '', path, connection)
    if (!to.ok) return { ok: false, code: 'NO_PROXY', reason: to.reason, isRetryable: false }
    return await send(
      { method: 'PUT', url: to.url, headers: { ...to.headers, 'content-type': contentType }, body },
      signal,
    )
  }

  /** All traces of an experiment in one request; one by one when the server, which takes all or nothing, takes nothing. */
  async function exportSpans({ experiment, traces }: ExperimentTraces, outcome: BatchOutcome, signal: AbortSignal) {
    const arrived: TraceBatch[] = []
    const whole = await postSpans(
      traces.flatMap(({ spans }) => spans),
      experiment.id,
      signal,
    )
    if (whole.ok) return traces
    if (whole.status === 501) {
      sendsSpans = false
      return traces
    }
    if (whole.isRetryable || traces.length === 1) {
      outcome.failed(
        traces.reduce((sum, { spans }) => sum + spans.length, 0),
        whole,
      )
      return arrived
    }
    for (const trace of traces) {
      const reply = await postSpans(trace.spans, experiment.id, signal)
      if (reply.ok) arrived.push(trace)
      else outcome.failed(trace.spans.length, reply)
    }
    return arrived
  }

  async function exportTrace(
    batch: TraceBatch,
    experimentId: string,
    attachments: readonly StoredAttachment[],
    outcome: BatchOutcome,
    signal: AbortSignal,
  ): Promise<void> {
    const options = { experimentId, previewCodePoints: PREVIEW_CODE_POINTS }
    const now = batch.spans.map((span) => spanFacts(span, options))
    const known = mergeFacts(sentBefore.get(batch.traceId), now)
    const started = await startedTrace(batch, known, signal)
    if (!started.ok) return outcome.failed(batch.spans.length, started)
    const location = started.tags[TRACE_TAG.artifactLocation]
    const isStored = started.tags[TRACE_TAG.spansLocation] === IN_TRACKING_STORE
    if (!isStored) {
      const body = spansFile(known.map(({ file }) => file))
      const reply = await putArtifact(location, 'traces.json', body, 'application/json', signal)
      if (!reply.ok) return outcome.failed(batch.spans.length, reply)
    }
    for (const attachment of attachments) {
      const reply = await putAttachment(location, attachment, signal)
      if (!reply.ok && reply.isRetryable) return outcome.failed(batch.spans.length, reply)
      if (!reply.ok) outcome.said(`an attachment was not taken: ${reply.reason}`)
    }
    if (batch.localRoot !== undefined) sentBefore.forget(batch.traceId)
    // What the server has, it need not get again.
    else sentBefore.set(batch.traceId, isStored ? known.map((facts) => ({ ...facts, file: '' })) : known)
  }

  async function startedTrace(
    { traceId, spans, localRoot }: TraceBatch,
    known: readonly SpanFacts[],
    signal: AbortSignal,
  ): Promise<StartedTrace> {
    if (localRoot === undefined && sendsSpans) return await findTrace(call, traceId, signal)
    return await startTrace(call, describeTrace(traceId, known, localRoot ?? spans[0]!, origin), signal)
  }

  async function putAttachment(location: unknown, attachment: StoredAttachment, signal: AbortSignal) {
    try {
      const bytes = new Uint8Array(await attachment.read())
      return await putArtifact(location, `attachments/${attachment.id}`, bytes, attachment.contentType, signal)
    } catch {
      return { ok: false, code: 'LOST', reason: 'it cannot be read from disk', isRetryable: false } as const
    }
  }

  /** Traces by the experiment that their spans name. */
  async function byExperiment(traces: readonly TraceBatch[], outcome: BatchOutcome, signal: AbortSignal) {
    const groups = new Map<string, ExperimentTraces>()
    for (const trace of traces) {
      const resolved = await experiments.resolve(experimentOf((trace.localRoot ?? trace.spans[0]!).resource), signal)
      if (!resolved.ok) {
        outcome.failed(trace.spans.length, resolved)
        continue
      }
      const group = groups.get(resolved.experiment.id)
      if (group === undefined) groups.set(resolved.experiment.id, { experiment: resolved.experiment, traces: [trace] })
      else group.traces.push(trace)
    }
    return [...groups.values()]
  }

  return {
    unit: 'trace',
    async export({ spans, attachments }: ExportBatch, signal) {
      const outcome = new BatchOutcome(spans.length)
      const decoded = spans.map(decodeSpan).filter((span) => span !== undefined)
      const attachmentsOf = Map.groupBy(attachments, ({ traceId }): TraceId => traceId)
      for (const group of await byExperiment(groupTraces(decoded), outcome, signal)) {
        if (outcome.mustRetry) break
        const arrived = sendsSpans ? await exportSpans(group, outcome, signal) : group.traces
        for (const trace of arrived) {
          if (outcome.mustRetry) break
          await exportTrace(trace, group.experiment.id, attachmentsOf.get(trace.traceId) ?? [], outcome, signal)
        }
      }
      return outcome.finish()
    },
  }
}
