import { SpanKind, trace } from '@opentelemetry/api'
import { ERROR_TYPE, GEN_AI, MLFLOW, SERVICE_TIER } from '@loupe-ai/model'
import type { SpanType } from '@loupe-ai/model'
import type { LiveSpan } from '../../../trace/live-span.ts'
import type { AnsweredCall } from '../answered-call.ts'
import { count, GEMINI } from '../attributes.ts'
import type { AttributeBag } from '../attributes.ts'
import { backendAttributes } from '../backend.ts'
import { EMBED, GENERATE } from '../content-readers.ts'
import type { ContentReader, Failure } from '../content-readers.ts'
import { isObject, listAt, numberAt, objectAt, textAt } from '../loose.ts'
import { recordable } from '../recordable.ts'
import { nameAttributes } from './resource.ts'
import { rpcFailure } from './rpc-failure.ts'
import { stableSpanId, stableTraceId } from './stable-ids.ts'

/** A job of inlined requests is some megabytes at most; more results than this stay in its numbers alone. */
const MAX_RESULTS = 10_000

interface Kind {
  readonly field: string
  readonly spanName: string
  readonly spanType: SpanType
  readonly operation: string
  readonly reader: ContentReader
}

const KINDS: readonly Kind[] = [
  {
    field: 'inlinedResponses',
    spanName: 'Models.generateContent',
    spanType: 'LLM',
    operation: 'generate_content',
    reader: GENERATE,
  },
  {
    field: 'inlinedEmbedContentResponses',
    spanName: 'Models.embedContent',
    spanType: 'EMBEDDING',
    operation: 'embeddings',
    reader: EMBED,
  },
]

/**
 * The results of a batch that has ended, each as a span, in a trace of the job's own whose ids and times follow from the
 * job alone: whoever asks for the job again, also another process, says the same once more and changes nothing. Priced as a
 * batch. A job whose results are in a file has none here: see `batch-files.ts`.
 */
export function emitBatchResults(job: unknown, call: AnsweredCall): void {
  const kind = KINDS.find(({ field }) => listAt(objectAt(job, 'dest'), field).length > 0)
  const name = textAt(job, 'name')
  const createTime = textAt(job, 'createTime')
  if (kind === undefined || name === undefined || createTime === undefined || !hasEnded(job)) return
  const key = [backendAttributes(call.owner)['server.address'], name, createTime].join('\n')
  const traceId = stableTraceId(key)
  call.span.setAttribute(GEMINI.batchResultsTraceId, `tr-${traceId}`)
  if (!call.memory.isNew(`batch\n${key}`)) return
  const results = listAt(objectAt(job, 'dest'), kind.field)
  const root = startRoot(job, kind, call, { traceId, spanId: stableSpanId(key) })
  results.slice(0, MAX_RESULTS).forEach((result, index) => {
    emitResult(result, index, { job, kind, call, root, spanId: stableSpanId(`${key}\n${index}`) })
  })
  root.setOutputs({ results: results.length, failed: results.filter(hasError).length })
  root.end(endNanos(job))
}

function startRoot(job: unknown, kind: Kind, call: AnsweredCall, ids: { traceId: string; spanId: string }): LiveSpan {
  return call.tracing.startSpan({
    name: 'BatchJob',
    spanType: 'TASK',
    inputs: recordable({
      name: textAt(job, 'name'),
      displayName: textAt(job, 'displayName'),
      model: textAt(job, 'model'),
    }),
    attributes: {
      [GEN_AI.operationName]: 'batch',
      [GEMINI.resourceName]: textAt(job, 'name'),
      [GEMINI.resourceState]: textAt(job, 'state'),
      [GEMINI.batchRequests]: count(listAt(objectAt(job, 'dest'), kind.field).length),
    },
    // A trace of its own; what the caller has said of contents still holds.
    parent: trace.deleteSpan(call.tracing.activeContext()),
    startTimeNanos: startNanos(job),
    ...ids,
  })
}

interface ResultParts {
  readonly job: unknown
  readonly kind: Kind
  readonly call: AnsweredCall
  readonly root: LiveSpan
  readonly spanId: string
}

function emitResult(result: unknown, index: number, { job, kind, call, root, spanId }: ResultParts): void {
  const metadata = objectAt(result, 'metadata')
  const span = call.tracing.startSpan({
    name: kind.spanName,
    spanType: kind.spanType,
    kind: SpanKind.CLIENT,
    ...(metadata !== undefined && { inputs: { metadata: recordable(metadata) } }),
    attributes: resultAttributes(job, index, kind, call),
    parent: root.context,
    startTimeNanos: startNanos(job),
    spanId,
  })
  const failure = rpcFailure(objectAt(result, 'error'))
  if (failure === undefined) recordAnswer(span, kind, objectAt(result, 'response'))
  else recordFailure(span, failure)
  span.end(endNanos(job))
}

const resultAttributes = (job: unknown, index: number, kind: Kind, call: AnsweredCall): AttributeBag => {
  const { [GEN_AI.requestModel]: model } = nameAttributes(job)
  return {
    ...backendAttributes(call.owner),
    [GEN_AI.operationName]: kind.operation,
    [GEN_AI.requestModel]: model,
    [MLFLOW.model]: model,
    [GEMINI.resourceName]: textAt(job, 'name'),
    [GEMINI.batchIndex]: count(index),
  }
}

function recordAnswer(span: LiveSpan, { reader, field }: Kind, response: unknown): void {
  // An embedding stands alone in its answer, and a list of them is what a call gives.
  const answer =
    field === 'inlinedEmbedContentResponses' && isObject(response)
      ? { ...response, embeddings: [{ ...objectAt(response, 'embedding'), statistics: statisticsOf(response) }] }
      : response
  span.setOutputs(reader.outputs(answer))
  // The tier comes last: it is the job's, whatever an answer says.
  span.setAttributes({
    ...reader.attributes(answer),
    ...reader.requestAttributes?.(answer),
    [SERVICE_TIER]: 'batch',
  })
}

const statisticsOf = (response: unknown): unknown => {
  const tokenCount = Number(numberAt(response, 'tokenCount') ?? textAt(response, 'tokenCount'))
  return Number.isFinite(tokenCount) ? { tokenCount } : undefined
}

function recordFailure(span: LiveSpan, { type, message }: Failure): void {
  span.setAttribute(ERROR_TYPE, type)
  span.setStatus('ERROR', message)
}

const hasEnded = (job: unknown): boolean =>
  /^(?:JOB|BATCH)_STATE_(?:(?:PARTIALLY_)?SUCCEEDED|FAILED|CANCELLED|EXPIRED)$/.test(textAt(job, 'state') ?? '')

const hasError = (result: unknown): boolean => objectAt(result, 'error') !== undefined

const startNanos = (job: unknown): bigint => nanosAt(job, 'startTime') ?? nanosAt(job, 'createTime') ?? 0n

const endNanos = (job: unknown): bigint => nanosAt(job, 'endTime') ?? nanosAt(job, 'updateTime') ?? startNanos(job)

function nanosAt(job: unknown, key: string): bigint | undefined {
  const millis = Date.parse(textAt(job, key) ?? '')
  return Number.isNaN(millis) ? undefined : BigInt(millis) * 1_000_000n
}
