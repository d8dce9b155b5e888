import { Agent, request } from 'node:http'

interface HttpAnswer {
  readonly status: number
  readonly body: Buffer
  readonly retryAfter: string | undefined
  readonly millis: number
}

export interface HttpClient {
  /** Rejects when the connection failed. The pieces are sent one after another. */
  send(
    method: string,
    path: string,
    pieces?: readonly Uint8Array[],
    headers?: Readonly<Record<string, string>>,
  ): Promise<HttpAnswer>
  /** A JSON request; throws on another status than 200. */
  json(method: string, path: string, body?: unknown): Promise<unknown>
  close(): void
}

/** Undefined when a kept connection turned out to be closed: the next one is another. */
type SendOnce = (...request: Parameters<HttpClient['send']>) => Promise<HttpAnswer | undefined>

const MAX_ANSWER_MILLIS = 300_000

/** Keeps connections open, and costs less of the processor that it shares with the server than `fetch`. */
export function httpClient(url: string, connections: number): HttpClient {
  const { hostname, port } = new URL(url)
  const agent = new Agent({ keepAlive: true, maxSockets: connections })

  const sendOnce: SendOnce = (method, path, pieces = [], headers = {}) =>
    new Promise((resolve, reject) => {
      const started = performance.now()
      const length = pieces.reduce((sum, piece) => sum + piece.byteLength, 0)
      const outgoing = request(
        { agent, hostname, port, method, path, headers: { ...headers, 'content-length': length } },
        (response) => {
          const chunks: Buffer[] = []
          response.on('data', (chunk: Buffer) => chunks.push(chunk))
          response.on('error', reject)
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              body: Buffer.concat(chunks),
              retryAfter: response.headers['retry-after'],
              millis: performance.now() - started,
            }),
          )
        },
      )
      outgoing.on('error', (error: NodeJS.ErrnoException) =>
        outgoing.reusedSocket && error.code === 'ECONNRESET' ? resolve(undefined) : reject(error),
      )
      outgoing.setTimeout(MAX_ANSWER_MILLIS, () => outgoing.destroy(new Error(`no answer in ${MAX_ANSWER_MILLIS} ms`)))
      outgoing.cork()
      for (const piece of pieces) outgoing.write(piece)
      outgoing.end()
      outgoing.uncork()
    })

  const send: HttpClient['send'] = async (...request) => {
    for (;;) {
      const answer = await sendOnce(...request)
      if (answer !== undefined) return answer
    }
  }

  return {
    send,
    async json(method, path, body) {
      const pieces = body === undefined ? [] : [Buffer.from(JSON.stringify(body))]
      const answer = await send(method, path, pieces, { 'content-type': 'application/json' })
      if (answer.status !== 200)
        throw new Error(`${method} ${path}: ${answer.status} ${answer.body.toString().slice(0, 500)}`)
      return JSON.parse(answer.body.toString()) as unknown
    },
    close: () => agent.destroy(),
  }
}
