import type { IncomingMessage, ServerResponse } from 'node:http'

/** Sets the headers that the service sends with every answer; browsers of any origin may call it, as they may the real one. */
export function setServiceHeaders(request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('vary', 'Origin, X-Origin, Referer')
  response.setHeader('server', 'scaffolding on HTTPServer2')
  response.setHeader('x-xss-protection', '0')
  response.setHeader('x-frame-options', 'SAMEORIGIN')
  response.setHeader('x-content-type-options', 'nosniff')
  const { origin } = request.headers
  if (origin === undefined) return
  response.setHeader('access-control-allow-origin', origin)
  response.setHeader(
    'access-control-expose-headers',
    'content-encoding, content-length, date, server, server-timing, vary',
  )
}

/** Answers a browser that asks whether it may call. */
export function answerPreflight(request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('access-control-allow-methods', 'DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT')
  response.setHeader('access-control-allow-headers', request.headers['access-control-request-headers'] ?? '*')
  response.setHeader('access-control-max-age', '3600')
  response.writeHead(204).end()
}
