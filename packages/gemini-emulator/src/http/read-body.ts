import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'

/** The body, or why there is none: more than the limit, or broken gzip. */
export type Body = { kind: 'whole'; bytes: Buffer } | { kind: 'too-large' } | { kind: 'broken' }

/**
 * Reads the body of a request, gzip or not. `limitBytes` counts what comes out of gzip. What is over the limit is read
 * and thrown away, so that a client that is still sending can hear the answer. Throws if the client goes away.
 */
export function readBody(request: IncomingMessage, limitBytes: number): Promise<Body> {
  const gunzip = request.headers['content-encoding'] === 'gzip' ? createGunzip() : undefined
  const source: Readable = gunzip ? request.pipe(gunzip) : request
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let bytes = 0
    source.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes <= limitBytes) return chunks.push(chunk)
      chunks.length = 0
      return resolve({ kind: 'too-large' })
    })
    source.once('end', () => resolve({ kind: 'whole', bytes: Buffer.concat(chunks) }))
    gunzip?.once('error', () => {
      request.unpipe(gunzip).resume()
      resolve({ kind: 'broken' })
    })
    request.once('error', reject)
    request.once('close', () => {
      // A request that came whole is closed too, before gzip has given its last piece.
      if (!request.complete) reject(new Error('the client went away'))
    })
  })
}
