import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { EngineBusy, EngineError } from '@loupe-ai/store'
import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { lineLog } from '../log.ts'
import { answerHeaders } from './answer-headers.ts'
import { handleError } from './handle-error.ts'
import type { ServerEnv } from './server-env.ts'

test('a bug is logged whole under an id, and answered with that id only', async () => {
  const { response, log } = await answerTo(new Error('the secret is 42'))
  const body = (await response.json()) as { error_code: string; message: string }

  expect(response.status).toBe(500)
  expect(body.error_code).toBe('INTERNAL_ERROR')
  expect(body.message).not.toContain('secret')
  const id = /[0-9a-f-]{36}/.exec(body.message)![0]
  expect(log.join('\n')).toContain(id)
  expect(log.join('\n')).toContain('the secret is 42')
})

test('a signed address does not get into the log', async () => {
  const { log } = await answerTo(new Error('broken'), '/api/loupe/v1/signed/payload.signature')

  expect(log.join('\n')).toContain('/api/loupe/v1/signed/…')
  expect(log.join('\n')).not.toContain('signature')
})

test('a busy engine is a passing matter', async () => {
  const { response, log } = await answerTo(new EngineBusy('too many'))

  expect(response.status).toBe(503)
  expect(response.headers.get('retry-after')).toBe('1')
  expect(log).toEqual([])
})

test('a store that does not answer is said as such, and the client is asked to come again', async () => {
  const { response } = await answerTo(new EngineError('connect ECONNREFUSED 10.0.0.1:8123', 210, undefined))

  expect(response.status).toBe(503)
  expect(response.headers.get('retry-after')).toBe('1')
  expect(await response.text()).not.toContain('10.0.0.1')
})

test('a question that takes too much is the asker’s', async () => {
  const { response } = await answerTo(new EngineError('memory', 241, undefined))

  expect(response.status).toBe(400)
  expect(await response.text()).not.toContain('memory limit')
})

async function answerTo(error: Error, path = '/'): Promise<{ response: Response; log: string[] }> {
  const log: string[] = []
  const app = new Hono<ServerEnv>()
  app.onError(handleError(lineLog((line) => void log.push(line))))
  app.use(answerHeaders)
  app.get('*', () => {
    throw error
  })
  const server = createServer(getRequestListener(app.fetch)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`)
    return { response: new Response(await response.arrayBuffer(), response), log }
  } finally {
    server.closeAllConnections()
    server.close()
  }
}
