import { setTimeout as sleep } from 'node:timers/promises'
import { readTraceRequest, readTraceResponse, type OtlpSpan } from '@loupe-ai/wire'
import { httpClient } from '../../bench/load/http-client.ts'
import { otlpEnvelope } from '../../bench/load/otlp-envelope.ts'
import { openChunks } from '../../bench/seed/chunks.ts'
import { Random } from '../../bench/seed/random.ts'
import type { Ledger } from './ledger.ts'

export interface LoadOptions {
  readonly url: string
  readonly seed: number
  readonly ledger: Ledger
  readonly connections: number
  /** Ends the load: nothing more is sent. */
  readonly signal: AbortSignal
  /** Pauses between requests of a connection. */
  readonly pauseMillis?: number
  /** Ends the load when so many spans were sent. */
  readonly maxSpans?: number
  /** A refusal was seen: the server asked to come again later, in these words. */
  readonly onRefused?: (status: number, body: string) => void
}

const BATCHES = [3, 10, 50, 500]
const RETRY_MILLIS = 100

export interface SentRequest {
  readonly body: Buffer
  readonly spans: readonly OtlpSpan[]
}

/**
 * Loads a server with a corpus until the end or until the server is gone; what it acknowledged stands in the ledger. Gives
 * the requests that were sent and had no answer.
 */
export async function load(options: LoadOptions): Promise<readonly SentRequest[]> {
  const { url, seed, ledger, connections, signal } = options
  const client = httpClient(url, connections)
  const random = new Random(seed, 99)
  const envelope = otlpEnvelope({ 'service.name': 'torture', 'loupe.experiment.name': ledger.experiment })
  const corpus = { seed, spans: 100_000, days: 2, endMicros: Date.UTC(2026, 10, 24) * 1000 }
  const source = openChunks(corpus, 1)
  const unanswered: SentRequest[] = []
  let waiting: SentRequest[] = []
  let sentSpans = 0

  const take = (): SentRequest | undefined => {
    if (signal.aborted || sentSpans >= (options.maxSpans ?? Infinity)) return undefined
    if (waiting.length === 0) {
      const chunk = source.next()
      if (chunk === undefined) return undefined
      for (let from = 0; from < chunk.spans;) {
        const to = Math.min(chunk.spans, from + BATCHES[random.below(BATCHES.length)]!)
        const content = Buffer.from(chunk.bytes(from, to))
        const body = Buffer.concat([envelope(content.length), content])
        waiting.push({ body, spans: spansOf(body) })
        from = to
      }
      chunk.release()
    }
    const next = waiting.shift()!
    sentSpans += next.spans.length
    return next
  }

  const work = async (): Promise<void> => {
    for (let request = take(); request !== undefined; request = take()) {
      ledger.send(request.spans)
      for (;;) {
        const headers = { 'content-type': 'application/x-protobuf' }
        // A server that was killed in the middle of an answer has promised nothing.
        const answer = await client.send('POST', '/v1/traces', [request.body], headers).catch(() => undefined)
        if (answer === undefined) {
          unanswered.push(request)
          return
        }
        if (answer.status === 429 || answer.status === 503) {
          options.onRefused?.(answer.status, answer.body.toString())
          if (signal.aborted) return
          await sleep(RETRY_MILLIS)
          continue
        }
        if (answer.status !== 200) throw new Error(`the server answered ${answer.status}: ${answer.body.toString()}`)
        if (answer.body.length > 0)
          throw new Error(`spans were set apart: ${JSON.stringify(readTraceResponse(answer.body))}`)
        ledger.acknowledge(request.spans)
        break
      }
      if (options.pauseMillis !== undefined) await sleep(options.pauseMillis)
    }
  }

  await Promise.all(Array.from({ length: connections }, work))
  waiting = []
  client.close()
  return unanswered
}

/** Sends requests again, as a sender does that got no answer. Throws unless each is taken whole. */
export async function deliverAgain(url: string, requests: readonly SentRequest[], ledger: Ledger): Promise<void> {
  const client = httpClient(url, 1)
  for (const { body, spans } of requests) {
    const answer = await client.send('POST', '/v1/traces', [body], { 'content-type': 'application/x-protobuf' })
    if (answer.status !== 200 || answer.body.length > 0) throw new Error(`a repeat was answered with ${answer.status}`)
    ledger.acknowledge(spans)
  }
  client.close()
}

function spansOf(body: Uint8Array): readonly OtlpSpan[] {
  const request = readTraceRequest(body)
  if (!request.ok) throw new Error('the corpus does not decode')
  return request.value.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))
}
