import { invalidArgument, isFailure } from '../error-body.ts'
import type { ApiFailure } from '../error-body.ts'
import { answerWith } from '../http/http-answer.ts'
import type { HttpAnswer } from '../http/http-answer.ts'
import { isObject } from '../json.ts'
import type { Json, JsonObject } from '../json.ts'
import { embedContent } from '../methods/embed-content.ts'
import { generateContent } from '../methods/generate-content.ts'
import type { RememberedCall } from '../methods/method-call.ts'
import { keep, newId } from '../state/emulator-state.ts'
import { keepFile, makeFile } from './files.ts'
import { pageBody, pageOf } from './page-of.ts'
import { readBatchItems } from './read-batch-items.ts'
import type { BatchItem } from './read-batch-items.ts'
import type { ResourceCall, ResourceRow } from './resource-call.ts'

type BatchState = 'PENDING' | 'RUNNING' | 'SUCCEEDED' | 'CANCELLED'

/** One answer of a batch, as its output lists it. */
interface BatchResult {
  response?: object
  error?: { code: number; message: string }
  metadata?: Json
}

export interface StoredBatch {
  name: string
  type: 'GenerateContentBatch' | 'EmbedContentBatch'
  model: string
  displayName: string
  createTime: string
  updateTime: string
  endTime?: string
  state: BatchState
  results: readonly BatchResult[]
  /** Where the results go when the requests came from a file. */
  responsesFile?: string
  writeFile?: () => void
}

/** Batches hold all their answers. */
const LIMIT = 100

const TYPE_PREFIX = 'type.googleapis.com/google.ai.generativelanguage.v1main.'

/** batches.get, list, cancel and delete; see also Vertex AI's `batchPredictionJobs`. */
export const BATCH_ROWS: readonly ResourceRow[] = [
  ['GET', /^batches$/, listBatches],
  ['GET', /^batches\/([^/:]+)$/, getBatch],
  ['POST', /^batches\/([^/:]+):cancel$/, cancelBatch],
  [
    'DELETE',
    /^batches\/([^/:]+)$/,
    (call, id = '') => answerWith(call.state.batches.delete(`batches/${id}`) ? {} : missing()),
  ],
]

const missing = (): ApiFailure => ({ code: 404, status: 'NOT_FOUND', message: 'Requested entity was not found.' })

/** batches.create: each request is answered as generateContent would answer it. */
export function batchGenerateContent(call: RememberedCall): object | ApiFailure {
  return createBatch(call, 'GenerateContentBatch', (body, seed) => generateContent({ ...call, body, seed }))
}

/** batches.createEmbeddings. */
export function asyncBatchEmbedContent(call: RememberedCall): object | ApiFailure {
  return createBatch(call, 'EmbedContentBatch', (body, seed) => {
    const answer = embedContent({ ...call, body, seed, backend: 'vertex' })
    if (isFailure(answer)) return answer
    return { embedding: answer.embedding, tokenCount: String(answer.usageMetadata?.promptTokenCount ?? 0) }
  })
}

function createBatch(
  call: RememberedCall,
  type: StoredBatch['type'],
  answerItem: (request: JsonObject, seed: string) => object | ApiFailure,
): object | ApiFailure {
  const { state, seed, now, model } = call
  const batch = isObject(call.body.batch) ? call.body.batch : undefined
  if (!batch) return invalidArgument('* batch: batch is not specified\n')
  const source = readBatchItems(batch, state)
  if (isFailure(source)) return source
  const results = source.items.map((item, index) => resultOf(item, answerItem(item.request, `${seed}:item:${index}`)))
  const id = newId(state, seed, 36)
  const time = now.toISOString()
  const displayName = batch.displayName ?? batch.display_name
  const stored: StoredBatch = {
    name: `batches/${id}`,
    type,
    model: `models/${model.id}`,
    displayName: typeof displayName === 'string' ? displayName : '',
    createTime: time,
    updateTime: time,
    state: 'PENDING',
    results,
  }
  if (source.kind === 'file') {
    stored.responsesFile = `files/batch-${id}`
    stored.writeFile = () => {
      const lines = source.items.map(({ key }, index) => JSON.stringify({ ...(key && { key }), ...results[index] }))
      const bytes = Buffer.from(`${lines.join('\n')}\n`)
      keepFile(state, makeFile(call, { name: `files/batch-${id}`, mimeType: 'application/jsonl' }, bytes))
    }
  }
  return batchBody(keep(state.batches, stored.name, stored, LIMIT))
}

function resultOf({ metadata }: BatchItem, answer: object | ApiFailure): BatchResult {
  const kept = metadata === undefined ? {} : { metadata }
  // Codes inside a batch are those of gRPC, where 3 is an invalid argument.
  if (isFailure(answer)) return { error: { code: answer.code === 400 ? 3 : 13, message: answer.message }, ...kept }
  return { response: answer, ...kept }
}

function getBatch({ state, now }: ResourceCall, id = ''): HttpAnswer {
  const batch = state.batches.get(`batches/${id}`)
  if (!batch) return answerWith(missing())
  if (batch.state === 'PENDING') moveTo(batch, 'RUNNING', now)
  else if (batch.state === 'RUNNING') {
    batch.writeFile?.()
    moveTo(batch, 'SUCCEEDED', now)
  }
  return answerWith(batchBody(batch))
}

function moveTo(batch: StoredBatch, state: BatchState, now: Date): void {
  batch.state = state
  batch.updateTime = now.toISOString()
  if (state !== 'RUNNING') batch.endTime = batch.updateTime
}

function cancelBatch({ state, now }: ResourceCall, id = ''): HttpAnswer {
  const batch = state.batches.get(`batches/${id}`)
  if (!batch) return answerWith(missing())
  if (batch.state === 'PENDING' || batch.state === 'RUNNING') moveTo(batch, 'CANCELLED', now)
  return answerWith({})
}

function listBatches({ state, query }: ResourceCall): HttpAnswer {
  const page = pageOf([...state.batches.values()], ({ name }) => name, query, { usual: 50, largest: 1000 })
  return answerWith(pageBody(page, 'operations', batchBody))
}

/** A batch as a long-running operation: gemini-api.md §12. */
function batchBody(batch: StoredBatch): object {
  const { name, type, model, displayName, createTime, updateTime, endTime, state, results, responsesFile } = batch
  const isDone = state === 'SUCCEEDED'
  const failed = results.filter((result) => 'error' in result).length
  const output = responsesFile === undefined ? { inlinedResponses: { inlinedResponses: results } } : { responsesFile }
  return {
    name,
    metadata: {
      '@type': `${TYPE_PREFIX}${type}`,
      model,
      displayName,
      createTime,
      updateTime,
      ...(endTime !== undefined && { endTime }),
      batchStats: {
        requestCount: String(results.length),
        ...(isDone
          ? {
              successfulRequestCount: String(results.length - failed),
              ...(failed > 0 && { failedRequestCount: String(failed) }),
            }
          : { pendingRequestCount: String(results.length) }),
      },
      state: `BATCH_STATE_${state}`,
      name,
      ...(isDone && { output }),
    },
    ...((isDone || state === 'CANCELLED') && { done: true }),
    ...(isDone && { response: { '@type': `${TYPE_PREFIX}${type}Output`, ...output } }),
    ...(state === 'CANCELLED' && { error: { code: 1, message: 'The batch was cancelled.' } }),
  }
}
