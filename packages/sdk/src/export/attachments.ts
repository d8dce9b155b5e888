import { attachmentUrlPath } from '@loupe-ai/contract/paths'

import type { Exporter, StoredAttachment } from './exporter.ts'
import type { BlockingRequest } from './send-blocking.ts'
import type { SendRequest } from './mlflow/send-request.ts'
import { retryLater } from './retry-later.ts'
import type { SendOutcome } from './transport.ts'

export interface AttachmentParts {
  /** Without a slash at its end. */
  readonly baseUrl: string
  readonly headers: Readonly<Record<string, string>>
  readonly send: SendRequest
  /** Sends while the program stands still; how many arrived, from the first on. */
  sendAtOnce(requests: readonly BlockingRequest[], timeoutMillis: number): number
  /** Told of an attachment that the server does not take. */
  warn(message: string): void
}

/** How many sent ones are remembered, so that a conversation does not send its picture with every turn. */
const MAX_REMEMBERED = 10_000
/** So often a server may fail over one attachment, each time after a longer pause. */
const MAX_FAULTS = 8

/**
 * An exporter that first puts the attachments of a batch to Loupe's endpoint, one after another, then sends the spans that
 * refer to them. A server that is away or busy fails the batch, to be tried again; one that does not want an attachment,
 * or knows no attachments at all, still gets the spans.
 */
export function withAttachments(
  inner: Exporter,
  { baseUrl, headers, send, sendAtOnce, warn }: AttachmentParts,
): Exporter {
  const sent = new Set<string>()
  const faults = new Map<string, number>()
  let isUnknown = false

  async function put(attachment: StoredAttachment, signal: AbortSignal): Promise<SendOutcome | undefined> {
    const { traceId, id, contentType } = attachment
    const key = `${traceId} ${id}`
    if (isUnknown || sent.has(key)) return undefined
    const body = await bytesOf(attachment)
    if (body === undefined) return undefined
    const url = baseUrl + attachmentUrlPath(traceId, id)
    const reply = await send({ method: 'PUT', url, headers: { ...headers, 'content-type': contentType }, body }, signal)
    // A span without its picture is better than none: a server that fails over it again and again does without.
    if (!reply.ok && reply.isRetryable && !(reply.isServerFault === true && hasFailedEnough(key))) {
      const { reason, isUnreachable = false } = reply
      if (!signal.aborted) warn(`traces cannot be sent to ${baseUrl} now: ${reason}. They are kept and tried again.`)
      return retryLater({ ...reply, isUnreachable, isServerFault: false })
    }
    faults.delete(key)
    // Another server than Loupe, or one from before there were attachments.
    if (!reply.ok && (reply.status === 404 || reply.status === 405)) isUnknown = true
    else if (!reply.ok && reply.status !== 409) warn(`${baseUrl} did not take an attachment: ${reply.reason}`)
    remember(key)
    return undefined
  }

  function hasFailedEnough(key: string): boolean {
    const count = (faults.get(key) ?? 0) + 1
    if (count < MAX_FAULTS && (faults.has(key) || faults.size < MAX_REMEMBERED)) faults.set(key, count)
    return count >= MAX_FAULTS
  }

  function remember(key: string): void {
    const [oldest] = sent.size >= MAX_REMEMBERED ? sent : []
    if (oldest !== undefined) sent.delete(oldest)
    sent.add(key)
  }

  return {
    get unit() {
      return inner.unit
    },
    async export(batch, signal) {
      for (const attachment of batch.attachments) {
        const failure = await put(attachment, signal)
        if (failure !== undefined) return failure
      }
      return await inner.export(batch, signal)
    },
    exportAtOnce(batches, timeoutMillis) {
      const deadlineMillis = performance.now() + timeoutMillis
      const puts = batches.flatMap(({ attachments }, at) => attachments.flatMap((one) => lastPut(one, at)))
      const done = puts.length === 0 ? 0 : sendAtOnce(puts, timeoutMillis)
      // What follows an attachment that did not arrive stays where it is, for the next program.
      const ready = batches.slice(0, puts[done]?.batch ?? batches.length)
      const leftMillis = deadlineMillis - performance.now()
      return ready.length === 0 || leftMillis <= 0 ? 0 : (inner.exportAtOnce?.(ready, leftMillis) ?? 0)
    },
  }

  function lastPut({ traceId, id, contentType, readNow }: StoredAttachment, batch: number): LastPut[] {
    const key = `${traceId} ${id}`
    if (isUnknown || sent.has(key)) return []
    remember(key)
    try {
      const url = baseUrl + attachmentUrlPath(traceId, id)
      const body = owned(readNow())
      return [
        { batch, url, method: 'PUT', headers: { ...headers, 'content-type': contentType }, body, mayBeRefused: true },
      ]
    } catch {
      return []
    }
  }
}

interface LastPut extends BlockingRequest {
  /** The place of the batch that refers to it. */
  readonly batch: number
}

/** Undefined where they are gone: a span without its picture is better than none. */
async function bytesOf(attachment: StoredAttachment): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    return owned(await attachment.read())
  } catch {
    return undefined
  }
}

/** `fetch` and threads take no shared memory. */
const owned = (bytes: Uint8Array): Uint8Array<ArrayBuffer> =>
  bytes.buffer instanceof ArrayBuffer ? (bytes as Uint8Array<ArrayBuffer>) : new Uint8Array(bytes)
