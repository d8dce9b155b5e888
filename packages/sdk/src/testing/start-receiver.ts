import { readTraceRequest, type OtlpSpan } from '@loupe-ai/wire'
import type { Attributes } from '@loupe-ai/model'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'

export interface ReceivedSpan extends OtlpSpan {
  readonly resource: Attributes
}

export interface ReceivedRequest {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

export interface Answer {
  readonly status: number
  readonly headers?: Record<string, string>
  readonly body?: string | Uint8Array
  /** Never answered: the client has to give up. */
  readonly hangs?: boolean
}

export interface Receiver extends AsyncDisposable {
  readonly url: string
  readonly spans: ReceivedSpan[]
  readonly requests: ReceivedRequest[]
  close(): Promise<void>
}

/** A server that takes OTLP and keeps it; `answer` may say something else than 200 to a request. */
export async function startReceiver({
  port = 0,
  answer = () => undefined,
}: {
  port?: number
  answer?: (request: ReceivedRequest, index: number) => Answer | undefined
} = {}): Promise<Receiver> {
  const spans: ReceivedSpan[] = []
  const requests: ReceivedRequest[] = []
  const server = createServer(async (incoming, response) => {
    const request = await readRequest(incoming)
    const said = answer(request, requests.push(request) - 1) ?? { status: 200 }
    if (said.hangs === true) return
    if (said.status === 200 && request.url.endsWith('/v1/traces')) spans.push(...decode(request))
    response.writeHead(said.status, said.headers).end(said.body)
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const close = async (): Promise<void> => {
    if (!server.listening) return
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
  const { port: taken } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${taken}`, spans, requests, close, [Symbol.asyncDispose]: close }
}

async function readRequest(incoming: IncomingMessage): Promise<ReceivedRequest> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  const body = Buffer.concat(chunks)
  return { method: incoming.method ?? '', url: incoming.url ?? '', headers: incoming.headers, body }
}

function decode({ body, headers }: ReceivedRequest): ReceivedSpan[] {
  const decoded = readTraceRequest(new Uint8Array(headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body))
  if (!decoded.ok) throw new Error(decoded.failure.reason)
  return decoded.value.resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap((scope) => scope.spans.map((span) => ({ ...span, resource }))),
  )
}
