import type { ServerResponse } from 'node:http'
import { setImmediate, setTimeout } from 'node:timers/promises'
import { errorBody, overloaded } from '../error-body.ts'
import type { Fault, FaultKind } from '../faults/fault-kinds.ts'
import { frameChunk, frameEnd } from '../stream/frame-chunks.ts'
import type { HttpAnswer } from './http-answer.ts'

const JSON_TYPE = 'application/json; charset=UTF-8'
const SSE_TYPE = 'text/event-stream'

/** What sending needs besides the answer. `gone` is aborted when the client goes away. */
export interface Sending {
  response: ServerResponse
  gone: AbortSignal
  faults: readonly Fault[]
  chunkMillis: number
}

const pretty = (body: unknown): string => `${JSON.stringify(body, undefined, 2)}\n`

/** Writes an answer, a stream chunk by chunk. Returns when all is written; throws when the client went away before. */
export async function sendAnswer(answer: HttpAnswer, sending: Sending): Promise<void> {
  const { response, faults } = sending
  switch (answer.kind) {
    case 'json': {
      const text = pretty(answer.body)
      for (const [name, value] of Object.entries(answer.headers ?? {})) response.setHeader(name, value)
      const isCut = faults.some(({ kind }) => kind === 'invalid-json')
      return sendText(response, 200, JSON_TYPE, isCut ? text.slice(0, text.length / 2) : text)
    }
    case 'raw':
      return sendText(response, answer.status, answer.contentType, answer.text)
    case 'bytes':
      response.writeHead(200, {
        'content-type': answer.contentType,
        'content-length': answer.bytes.length,
        ...answer.headers,
      })
      response.end(answer.bytes)
      return
    case 'failure': {
      const body = errorBody(answer.failure)
      // A stream's refusal is typed as the stream would have been, but it is no event.
      const contentType = answer.framing === 'sse' ? SSE_TYPE : JSON_TYPE
      return sendText(response, answer.failure.code, contentType, pretty(answer.framing === 'array' ? [body] : body))
    }
    case 'stream':
      return sendStream(answer, sending)
  }
}

function sendText(response: ServerResponse, status: number, contentType: string, text: string): void {
  response.writeHead(status, { 'content-type': contentType, 'content-length': Buffer.byteLength(text) })
  response.end(text)
}

async function sendStream(answer: HttpAnswer & { kind: 'stream' }, sending: Sending): Promise<void> {
  const { response, gone, faults, chunkMillis } = sending
  const { framing, chunks } = answer
  response.writeHead(200, {
    'content-type': framing === 'array' ? JSON_TYPE : SSE_TYPE,
    'content-disposition': 'attachment',
  })
  const write = writer(sending)
  const breaks = faults.flatMap(({ kind, argument }) => (isBreak(kind) ? [{ kind, after: Number(argument) || 0 }] : []))
  const isTruncated = faults.some(({ kind }) => kind === 'invalid-json')
  for (const [index, chunk] of chunks.entries()) {
    const broken = breaks.find(({ after }) => after === index)
    if (broken) return breakStream(broken.kind, index, answer, write, sending)
    if (index > 0 && chunkMillis > 0) await setTimeout(chunkMillis, undefined, { signal: gone })
    const text = frameChunk(chunk, framing, index)
    if (isTruncated && index === chunks.length - 1) {
      await write(text.slice(0, text.length / 2))
      response.end()
      return
    }
    await write(text)
  }
  const broken = breaks.find(({ after }) => after >= chunks.length)
  if (broken) return breakStream(broken.kind, chunks.length, answer, write, sending)
  const end = frameEnd(framing, chunks.length)
  if (end !== '') await write(end)
  response.end()
}

type Break = 'stream-cut' | 'stream-stall' | 'stream-error' | 'stream-error-raw'

function isBreak(kind: FaultKind): kind is Break {
  return kind.startsWith('stream-') && kind !== 'stream-bytes'
}

async function breakStream(
  kind: Break,
  index: number,
  { framing }: HttpAnswer & { kind: 'stream' },
  write: (text: string) => Promise<void>,
  { response, gone }: Sending,
): Promise<void> {
  // Clients parse a read on its own before they buffer it: what breaks the stream must not be glued to what came before.
  await setTimeout(50, undefined, { signal: gone })
  switch (kind) {
    case 'stream-cut':
      response.destroy()
      return
    case 'stream-stall':
      await new Promise((resolve) => gone.addEventListener('abort', resolve))
      return
    case 'stream-error':
      await write(frameChunk(errorBody(overloaded()), framing, index))
      await write(frameEnd(framing, index + 1))
      response.end()
      return
    case 'stream-error-raw':
      await write(pretty(errorBody(overloaded())))
      response.end()
  }
}

/** Writes one piece and waits until it is on its way: a slow reader slows the stream down. */
function writer({ response, gone, faults }: Sending): (text: string) => Promise<void> {
  const byBytes = faults.find(({ kind }) => kind === 'stream-bytes')
  const size = byBytes ? Math.max(1, Number(byBytes.argument) || 1) : Infinity
  return async (text) => {
    const bytes = Buffer.from(text)
    for (let start = 0; start < bytes.length; start += size) {
      gone.throwIfAborted()
      const hasRoom = response.write(bytes.subarray(start, Math.min(start + size, bytes.length)))
      if (!hasRoom) await drained(response, gone)
      // A turn of the event loop for each write, so that it leaves as a packet of its own.
      await setImmediate()
    }
  }
}

function drained(response: ServerResponse, gone: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    response.once('drain', resolve)
    gone.addEventListener('abort', () => reject(gone.reason as Error), { once: true })
  })
}
