import type { IncomingMessage } from 'node:http'
import { createGunzip } from 'node:zlib'

/**
 * The body of a request as text, or `'too-large'` as soon as it has more than `limitBytes` (counted after gzip). Throws
 * if the client goes away or the gzip is broken.
 */
export async function readBody(request: IncomingMessage, limitBytes: number): Promise<{ text: string } | 'too-large'> {
  const isGzip = request.headers['content-encoding'] === 'gzip'
  const source = isGzip ? request.pipe(createGunzip()) : request
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of source as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > limitBytes) return 'too-large'
    chunks.push(chunk)
  }
  return { text: Buffer.concat(chunks).toString('utf8') }
}
