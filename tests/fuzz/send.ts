import { request, type Agent } from 'node:http'
import type { SentRequest } from './sent-request.ts'

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Buffer
}

/** Sends a request as it is: nothing of its path is put in order first. Rejects when no answer came within `maxMillis`. */
export function send(url: string, sent: SentRequest, agent: Agent, maxMillis: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url)
    const { method, path, body } = sent
    // Node gives DELETE and GET none by itself.
    const headers = body === undefined ? sent.headers : { ...sent.headers, 'content-length': body.byteLength }
    const outgoing = request({ hostname, port, method, path, headers, agent, timeout: maxMillis })
    outgoing.on('response', (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      )
    })
    outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer within ${maxMillis} ms`)))
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}
