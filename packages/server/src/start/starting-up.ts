import type { RequestListener } from 'node:http'
import { LOUPE_VERSION } from '../version.ts'

/** Answers while the stores open: come again in a second. */
export const startingUp: RequestListener = (_request, response) => {
  response.writeHead(503, {
    'content-type': 'application/json',
    'retry-after': '1',
    connection: 'close',
    'x-loupe-version': LOUPE_VERSION,
  })
  response.end('{"error_code":"TEMPORARILY_UNAVAILABLE","message":"The server is starting."}')
}
