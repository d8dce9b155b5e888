/** How a stream of chunks is written: server-sent events (`alt=sse`), or the items of one JSON array. */
export type Framing = 'sse' | 'array'

/** The framing that a request asks for by its query. */
export function framingOf(query: URLSearchParams): Framing {
  return query.get('alt') === 'sse' || query.get('$alt') === 'sse' ? 'sse' : 'array'
}

/** The bytes of chunk number `index`. Events end with two CRLF, as the service writes them; there is no `[DONE]`. */
export function frameChunk(chunk: unknown, framing: Framing, index: number): string {
  // A space after each colon and none after a comma, as the service writes it; texts hold no bare line ends.
  if (framing === 'sse') return `data: ${JSON.stringify(chunk, undefined, 1).replace(/\n */g, '')}\r\n\r\n`
  return `${index === 0 ? '[' : '\r\n,\r\n'}${JSON.stringify(chunk, undefined, 2)}`
}

/** What follows the last chunk. */
export function frameEnd(framing: Framing, chunks: number): string {
  if (framing === 'sse') return ''
  return chunks === 0 ? '[]' : '\r\n]'
}
