import { setTimeout as sleep } from 'node:timers/promises'
import type { Attributes } from '@loupe-ai/model'
import { readTraceResponse } from '@loupe-ai/wire'
import type { Chunk, ChunkSource } from '../seed/chunks.ts'
import { experimentName, type Block } from '../seed/plan.ts'
import type { HttpClient } from './http-client.ts'
import { otlpEnvelope } from './otlp-envelope.ts'

export interface SendOptions {
  readonly client: HttpClient
  /** Spans in a request. */
  readonly batchSpans: number
  /** Requests at a time. */
  readonly connections: number
  /** Offered at most; as many as go when absent. */
  readonly spansPerSecond?: number
  /** Of one sender: its experiment's. */
  readonly resourceOf?: (experiment: number) => Attributes
  readonly headersOf?: (experiment: number) => Readonly<Record<string, string>>
  /** Which answers mean that the same request may be taken later; as OTLP says when absent. */
  readonly isToRetry?: (status: number) => boolean
  readonly onAcknowledged?: (progress: SendProgress) => void
  /** All spans of the block were acknowledged. */
  readonly onBlock?: (block: Block) => void
  readonly signal?: AbortSignal
}

export interface SendProgress {
  readonly spans: number
  readonly bytes: number
  /** All spans before this one were acknowledged. */
  readonly acknowledgedUpTo: number
}

export interface SendReport extends SendProgress {
  readonly seconds: number
  /** Of each answer that took spans, in milliseconds. */
  readonly answerMillis: readonly number[]
  /** Answers that asked to come again later. */
  readonly refusals: number
}

const DEFAULT_RETRY_MILLIS = 1000

/** What Loupe's SDK says of itself, and the experiment by name. */
export const loupeResource = (experiment: number): Attributes => ({
  'telemetry.sdk.name': 'loupe',
  'telemetry.sdk.language': 'nodejs',
  'telemetry.sdk.version': '0.1.0',
  'loupe.experiment.name': experimentName(experiment),
})

/** How many chunks `sendChunks` holds at a time. */
export const slotsFor = (connections: number, batchSpans: number): number =>
  Math.ceil((connections * batchSpans) / 500) + 2

/**
 * Sends a corpus by OTLP over HTTP, each request again until the server has taken it; waits as Retry-After says.
 * Throws when a request is refused for good or the server is gone.
 */
export async function sendChunks(source: ChunkSource, options: SendOptions): Promise<SendReport> {
  const { client, batchSpans, connections, spansPerSecond, resourceOf = loupeResource, isToRetry = isBusy } = options
  const envelopes = new Map<number, (spanBytes: number) => Buffer>()
  const answerMillis: number[] = []
  const unfinished = new Map<Chunk, { left: number }>()
  const blocksLeft = new Map<Block, number>()
  let [spans, bytes, refusals, offered, sentUpTo, acknowledgedUpTo] = [0, 0, 0, 0, 0, 0]
  let chunk: Chunk | undefined
  let position = 0
  const started = performance.now()

  const take = (): { chunk: Chunk; from: number; to: number } | undefined => {
    if (chunk === undefined || position === chunk.spans) {
      chunk = options.signal?.aborted === true ? undefined : source.next()
      position = 0
      if (chunk === undefined) return undefined
      unfinished.set(chunk, { left: chunk.spans })
      if (!blocksLeft.has(chunk.block)) blocksLeft.set(chunk.block, chunk.block.spans)
    }
    const from = position
    position = Math.min(position + batchSpans, chunk.spans)
    return { chunk, from, to: position }
  }

  const settle = (done: Chunk, count: number): void => {
    const state = unfinished.get(done)!
    state.left -= count
    if (state.left > 0) return
    unfinished.delete(done)
    done.release()
    sentUpTo = Math.max(sentUpTo, done.firstSpan + done.spans)
    acknowledgedUpTo = Math.min(sentUpTo, ...[...unfinished.keys()].map(({ firstSpan }) => firstSpan))
    const left = blocksLeft.get(done.block)! - done.spans
    blocksLeft.set(done.block, left)
    if (left > 0) return
    blocksLeft.delete(done.block)
    options.onBlock?.(done.block)
  }

  const work = async (): Promise<void> => {
    for (let request = take(); request !== undefined; request = take()) {
      const count = request.to - request.from
      if (spansPerSecond !== undefined) {
        const dueMillis = started + (offered / spansPerSecond) * 1000 - performance.now()
        offered += count
        if (dueMillis > 1) await sleep(dueMillis, undefined, { signal: options.signal }).catch(() => {})
        if (options.signal?.aborted === true) return
      }
      const { experiment } = request.chunk.block
      let envelope = envelopes.get(experiment)
      if (envelope === undefined) envelopes.set(experiment, (envelope = otlpEnvelope(resourceOf(experiment))))
      const content = request.chunk.bytes(request.from, request.to)
      const pieces = [envelope(content.length), content]
      const headers = { 'content-type': 'application/x-protobuf', ...options.headersOf?.(experiment) }
      for (;;) {
        const answer = await client.send('POST', '/v1/traces', pieces, headers)
        if (isToRetry(answer.status)) {
          refusals++
          if (options.signal?.aborted === true) return
          await sleep(retryMillis(answer.retryAfter))
          continue
        }
        refuseUnlessTaken(answer.status, answer.body)
        answerMillis.push(answer.millis)
        break
      }
      spans += count
      bytes += content.length
      settle(request.chunk, count)
      options.onAcknowledged?.({ spans, bytes, acknowledgedUpTo })
    }
  }

  await Promise.all(Array.from({ length: connections }, work))
  return { spans, bytes, seconds: (performance.now() - started) / 1000, answerMillis, refusals, acknowledgedUpTo }
}

const isBusy = (status: number): boolean => status === 429 || status === 503

const retryMillis = (retryAfter: string | undefined): number =>
  retryAfter !== undefined && /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1000 : DEFAULT_RETRY_MILLIS

function refuseUnlessTaken(status: number, body: Buffer): void {
  if (status !== 200) throw new Error(`the server answered ${status}: ${body.toString().slice(0, 500)}`)
  if (body.length === 0) return
  const answer = readTraceResponse(body)
  if (answer.ok && answer.value.rejectedSpans > 0) throw new Error(`spans were set apart: ${answer.value.errorMessage}`)
}
