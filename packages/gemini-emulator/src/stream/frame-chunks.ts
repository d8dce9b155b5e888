import { isObject } from '../json.ts'
import type { JsonObject } from '../json.ts'

/**
 * How a stream of chunks is written: server-sent events (`alt=sse`), the items of one JSON array, or events with names and a
 * closing `[DONE]`, as the Interactions API has them.
 */
export type Framing = 'sse' | 'array' | 'events'

/** The framing that a request asks for by its query. */
export function framingOf(query: URLSearchParams): Framing {
  return query.get('alt') === 'sse' || query.get('$alt') === 'sse' ? 'sse' : 'array'
}

/** The bytes of chunk number `index`. Events end with two CRLF, as the service writes them; there is no `[DONE]`. */
export function frameChunk(chunk: unknown, framing: Framing, index: number): string {
  // A space after each colon and none after a comma, as the service writes it; texts hold no bare line ends.
  if (framing === 'sse') return `data: ${JSON.stringify(chunk, undefined, 1).replace(/\n */g, '')}\r\n\r\n`
  if (framing === 'events') return frameEvent(chunk)
  return `${index === 0 ? '[' : '\r\n,\r\n'}${JSON.stringify(chunk, undefined, 2)}`
}

/** A chunk names its own event; a google.rpc error becomes an event of the Interactions API, whose codes are words. */
function frameEvent(chunk: unknown): string {
  const event =
    isObject(chunk) && isObject(chunk['error']) && !('event_type' in chunk) ? errorEvent(chunk['error']) : chunk
  const name = isObject(event) ? String(event['event_type']) : 'message'
  return `event: ${name}\ndata: ${JSON.stringify(event)}\n\n`
}

const errorEvent = ({ status, message }: JsonObject): JsonObject => ({
  error: { code: String(status).toLowerCase(), message: message ?? '' },
  event_type: 'error',
})

/** What follows the last chunk. */
export function frameEnd(framing: Framing, chunks: number): string {
  if (framing === 'sse') return ''
  if (framing === 'events') return 'event: done\ndata: [DONE]\n\n'
  return chunks === 0 ? '[]' : '\r\n]'
}
