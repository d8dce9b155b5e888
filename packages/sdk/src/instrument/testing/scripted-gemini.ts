import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface SeenRequest {
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: Record<string, unknown>
}

/** Answers one request; whatever it writes goes over a real socket. */
export type Script = (response: ServerResponse, request: SeenRequest) => unknown

export interface ScriptedGemini extends AsyncDisposable {
  readonly url: string
  readonly port: number
  readonly requests: SeenRequest[]
  /** The next requests are answered by these, in order. */
  answer(...scripts: Script[]): void
}

/** A real HTTP server that speaks what it is told: for faults that no well-behaved server shows on demand. */
export async function startScriptedGemini(): Promise<ScriptedGemini> {
  const requests: SeenRequest[] = []
  const scripts: Script[] = []
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = []
    for await (const piece of request) pieces.push(piece as Buffer)
    const text = Buffer.concat(pieces).toString()
    const seen = {
      path: request.url ?? '',
      headers: request.headers,
      body: (text ? JSON.parse(text) : {}) as SeenRequest['body'],
    }
    requests.push(seen)
    const script = scripts.shift() ?? error(500, 'INTERNAL', 'the script has ended')
    await script(response, seen)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    answer: (...more) => void scripts.push(...more),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

export const json =
  (body: unknown, status = 200, headers: Record<string, string> = {}): Script =>
  (response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))

export const raw =
  (body: string, status: number, contentType: string): Script =>
  (response) =>
    response.writeHead(status, { 'content-type': contentType }).end(body)

export const error = (code: number, status: string, message: string, details?: unknown[]): Script =>
  json({ error: { code, message, status, ...(details && { details }) } }, code)

export const event = (chunk: unknown): string => `data: ${JSON.stringify(chunk)}\r\n\r\n`

export const sse =
  (...chunks: unknown[]): Script =>
  (response) =>
    response.writeHead(200, { 'content-type': 'text/event-stream' }).end(chunks.map(event).join(''))

/** Sends the chunks, then cuts the socket. */
export const sseThenCut =
  (...chunks: unknown[]): Script =>
  (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(chunks.map(event).join(''), () => setImmediate(() => response.destroy()))
  }

/** Sends the chunks and keeps the connection open until the client goes away. */
export const sseThenHang =
  (...chunks: unknown[]): Script =>
  (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(chunks.map(event).join(''))
  }

const MODEL = { modelVersion: 'gemini-2.5-flash', responseId: 'q7wEafzoFOuRjrEPw4nssAI' }

export const usage = (prompt: number, candidates: number, thoughts?: number): Record<string, unknown> => ({
  promptTokenCount: prompt,
  candidatesTokenCount: candidates,
  totalTokenCount: prompt + candidates + (thoughts ?? 0),
  ...(thoughts !== undefined && { thoughtsTokenCount: thoughts }),
})

export const answer = (parts: unknown[], extra: Record<string, unknown> = {}): Record<string, unknown> => ({
  candidates: [{ content: { parts, role: 'model' }, finishReason: 'STOP', index: 0 }],
  usageMetadata: usage(6, 2, 25),
  ...MODEL,
  ...extra,
})

export const chunk = (parts: unknown[], finishReason?: string, usageMetadata?: unknown): Record<string, unknown> => ({
  candidates: [{ content: { parts, role: 'model' }, ...(finishReason && { finishReason }), index: 0 }],
  ...(usageMetadata !== undefined && { usageMetadata }),
  ...MODEL,
})
