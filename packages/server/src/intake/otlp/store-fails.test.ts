import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import type { Span } from '@loupe-ai/model'
import type { PreparedSpans } from '@loupe-ai/store'
import { writeTraceRequest } from '@loupe-ai/wire'
import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { ByteBudget } from '../../http/byte-budget.ts'
import type { ServerEnv } from '../../http/server-env.ts'
import { startGroupCommit } from '../../ingest/group-commit.ts'
import { lineLog } from '../../log.ts'
import { otlpRequest, otlpSpan } from '../../testing/otlp-requests.ts'
import { Turns } from '../turns.ts'
import { receiveTraces } from './receive-traces.ts'

const MIB = 1024 * 1024

test('a request that cannot be stored is told to come again, its neighbours are stored, and no payload is logged', async () => {
  const log: string[] = []
  const stored: string[] = []
  const ingest = startGroupCommit({
    maxTraceSpans: Infinity,
    hasRoomFor: () => true,
    prepareSpans(given) {
      const spans = [...given]
      return Object.assign(spans, { count: spans.length, bytes: 0 })
    },
    insertPrepared: async (prepared) => {
      const spans = (prepared as readonly (readonly Span[] & PreparedSpans)[]).flat()
      await new Promise((resolve) => setImmediate(resolve))
      if (spans.some((span) => span.name === 'poison')) throw new Error('the engine refused')
      stored.push(...spans.map((span) => span.name))
    },
  })
  const app = new Hono<ServerEnv>()
  const limits = { maxBytes: MIB, budget: new ByteBudget(MIB) }
  const experiments = { create: neverCalled, get: neverCalled, getByName: neverCalled }
  app.post(
    '/v1/traces',
    receiveTraces({
      experiments,
      priceCall: () => undefined,
      ingest,
      turns: new Turns(),
      limits,
      log: lineLog((line) => void log.push(line)),
    }),
  )
  const server = createServer(getRequestListener(app.fetch)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces`
  const names = ['a', 'b', 'poison', 'c', 'd']

  const responses = await Promise.all(
    names.map((name) =>
      fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/x-protobuf' },
        body: writeTraceRequest(otlpRequest([otlpSpan({ name, attributes: { key: 'a secret' } })])),
      }),
    ),
  )
  server.closeAllConnections()
  server.close()

  expect(responses.map(({ status }) => status)).toEqual([200, 200, 503, 200, 200])
  expect(responses[2]!.headers.get('retry-after')).toBe('1')
  expect(stored.toSorted()).toEqual(['a', 'b', 'c', 'd'])
  expect(log.join('\n')).toContain('the engine refused')
  expect(log.join('\n')).not.toContain('a secret')
})

test('bodies that together are too much are told to come again, and the room comes back', async () => {
  const ingest = startGroupCommit({
    maxTraceSpans: Infinity,
    hasRoomFor: () => true,
    prepareSpans: (spans) => ({ count: [...spans].length, bytes: 0 }),
    insertPrepared: async () => {},
  })
  const budget = new ByteBudget(1_000)
  const app = new Hono<ServerEnv>()
  const experiments = { create: neverCalled, get: neverCalled, getByName: neverCalled }
  const limits = { maxBytes: 10_000, budget }
  app.post(
    '/v1/traces',
    receiveTraces({
      experiments,
      priceCall: () => undefined,
      ingest,
      turns: new Turns(),
      limits,
      log: lineLog(() => {}),
    }),
  )
  const server = createServer(getRequestListener(app.fetch)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const send = async (name: string): Promise<Response> => {
    const body = writeTraceRequest(otlpRequest([otlpSpan({ name })]))
    const headers = { 'content-type': 'application/x-protobuf' }
    return fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces`, {
      method: 'POST',
      headers,
      body,
    })
  }

  const large = await send('x'.repeat(2_000))
  const small = []
  for (let round = 0; round < 20; round++) small.push((await send('x')).status)
  server.closeAllConnections()
  server.close()

  expect(large.status).toBe(429)
  expect(large.headers.get('retry-after')).toBe('1')
  expect(small).toEqual(small.map(() => 200))
  expect(budget.left).toBe(1_000)
})

const neverCalled = (): never => {
  throw new Error('spans without a named experiment need no look-up')
}
