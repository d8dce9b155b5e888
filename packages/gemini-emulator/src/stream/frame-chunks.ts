/** How a stream of chunks is written: server-sent events (`alt=sse`), or the items of one JSON array. */
export type Framing = 'sse' | 'array'

/** The bytes of chunk number `index`. Events end with two CRLF, as the service writes them; there is no `[DONE]`. */
export function frameChunk(chunk: unknown, framing: Framing, index: number): string {
  if (framing === 'sse') return `data: ${JSON.stringify(chunk)}\r\n\r\n`
  return `${index === 0 ? '[' : '\r\n,\r\n'}${JSON.stringify(chunk, undefined, 2)}`
}

/** What follows the last chunk. */
export function frameEnd(framing: Framing, chunks: number): string {
  if (framing === 'sse') return ''
  return chunks === 0 ? '[]' : '\r\n]'
}
