import type { IncomingMessage, Server } from 'node:http'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import { missingKey } from '../error-body.ts'
import type { ApiFailure } from '../error-body.ts'
import { checkKey } from '../http/check-key.ts'
import { isObject } from '../json.ts'
import type { JsonObject } from '../json.ts'
import { readLivePath } from './live-path.ts'
import type { LivePath } from './live-path.ts'
import { openLiveSession } from './live-session.ts'
import { openMusicSession } from './music-session.ts'

export interface LiveSettings {
  seed: string
  /** Milliseconds between the messages of an answer. */
  chunkMillis: number
  bodyLimitBytes: number
}

/** The server's side of one open socket. */
export interface LiveConnection {
  send(message: object): void
  /** Ends the session; `reason` is what the client is told (at most 123 bytes of it). */
  refuse(failure: ApiFailure): void
}

export interface LiveHandler {
  onMessage(message: JsonObject): void
  onClose(): void
}

/** Close codes of the service (gemini-api.md §16). */
const CLOSE_CODES: Readonly<Record<number, number>> = { 400: 1007, 401: 1008, 403: 1008, 404: 1008 }

/** Serves the Live API on the WebSockets of this server. Returns how to end all that are open. */
export function attachLive(server: Server, settings: LiveSettings): () => void {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: settings.bodyLimitBytes })
  server.on('upgrade', (request, socket, head) => {
    const url = new URL((request.url ?? '/').replace(/^\/{2,}/, '/'), 'http://emulator')
    const path = readLivePath(url.pathname)
    if (path === undefined) {
      socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 0\r\n\r\n')
      return
    }
    sockets.handleUpgrade(request, socket, head, (opened) => serve(opened, request, url, path, settings))
  })
  return () => {
    for (const client of sockets.clients) client.terminate()
    sockets.close()
  }
}

function serve(socket: WebSocket, request: IncomingMessage, url: URL, path: LivePath, settings: LiveSettings): void {
  const connection: LiveConnection = {
    // The service sends its JSON in binary frames.
    send: (message) => socket.send(Buffer.from(JSON.stringify(message)), { binary: true }),
    refuse: ({ code, message }) =>
      socket.close(
        CLOSE_CODES[code] ?? 1011,
        Buffer.from(message)
          .subarray(0, 123)
          .toString('utf8')
          .replace(/\uFFFD/g, ''),
      ),
  }
  // A client that goes away in the middle of a frame is no failure of ours.
  socket.on('error', () => socket.terminate())
  const refusal = checkAccess(request, url, path)
  if (refusal) return connection.refuse(refusal)
  const goesAway = String(request.headers['x-emulator-fault'] ?? '').includes('go-away')
  const handler =
    path.deed === 'music'
      ? openMusicSession(connection)
      : openLiveSession(connection, { ...settings, backend: path.backend, goesAway })
  socket.on('message', (data) => {
    const message = parse(String(data))
    if (message) handler.onMessage(message)
    else connection.refuse({ code: 400, status: 'INVALID_ARGUMENT', message: 'Invalid JSON payload received.' })
  })
  socket.on('close', () => handler.onClose())
}

function checkAccess(request: IncomingMessage, url: URL, { backend, isConstrained }: LivePath): ApiFailure | undefined {
  if (!isConstrained) return checkKey(request.headers, url.searchParams, backend)
  return url.searchParams.get('access_token')?.startsWith('auth_tokens/') === true ? undefined : missingKey()
}

function parse(text: string): JsonObject | undefined {
  try {
    const message: unknown = JSON.parse(text)
    return isObject(message) ? message : undefined
  } catch {
    return undefined
  }
}
