import { context } from '@opentelemetry/api'
import { writeTraceResponse } from '@loupe-ai/wire'
import { gunzipSync } from 'node:zlib'
import { expect, test, vi } from 'vitest'

import { freePort } from '../testing/free-port.ts'
import { startReceiver, type Answer } from '../testing/start-receiver.ts'
import { ensureContextManager } from '../trace/context-manager.ts'
import { isTracingSuppressed } from '../trace/suppression.ts'
import { httpTransport } from './http-transport.ts'
import { readServerAddress } from './server-address.ts'
import type { SendOutcome } from './transport.ts'

const BODY = new Uint8Array(0)
const signal = new AbortController().signal

async function outcomeOf(answer: Answer, timeoutMillis: number = 30_000): Promise<SendOutcome> {
  await using receiver = await startReceiver({ answer: () => answer })
  return await httpTransport(readServerAddress(receiver.url)!, { timeoutMillis }).send(BODY, signal)
}

test.each([408, 429, 502, 503, 504])('%i may be tried again', async (status) => {
  expect(await outcomeOf({ status, body: 'busy' })).toEqual({ status: 'retryable', reason: `HTTP ${status}: busy` })
})

test.each([401, 403])('with %i spans are kept until the key is renewed, and not tried in haste', async (status) => {
  expect(await outcomeOf({ status })).toEqual({ status: 'retryable', reason: `HTTP ${status}`, isUnreachable: true })
})

test.each([500, 507, 520])('with %i the server failed, perhaps over these spans: they are kept', async (status) => {
  expect(await outcomeOf({ status })).toEqual({ status: 'retryable', reason: `HTTP ${status}`, isServerFault: true })
})

test.each([400, 404, 413, 422, 501, 505])('%i is final', async (status) => {
  expect(await outcomeOf({ status })).toEqual({ status: 'refused', reason: `HTTP ${status}` })
})

test('Retry-After is passed on', async () => {
  const outcome = await outcomeOf({ status: 429, headers: { 'retry-after': '3' } })
  expect(outcome).toMatchObject({ status: 'retryable', afterMillis: 3000 })
})

test('a partial success says how many spans were not taken, and why', async () => {
  const body = writeTraceResponse({ rejectedSpans: 2, errorMessage: 'no id' })
  const outcome = await outcomeOf({ status: 200, headers: { 'content-type': 'application/x-protobuf' }, body })
  expect(outcome).toEqual({ status: 'accepted', rejectedSpans: 2, message: 'no id', isLoupe: false })
})

test('an answer that never comes and a server that is not there may be tried again', async () => {
  expect(await outcomeOf({ status: 200, hangs: true }, 200)).toMatchObject({
    status: 'retryable',
    reason: 'no answer in 200 ms',
  })
  const nowhere = httpTransport(readServerAddress(`http://127.0.0.1:${await freePort()}`)!)
  expect(await nowhere.send(BODY, signal)).toMatchObject({
    status: 'retryable',
    reason: 'fetch failed (ECONNREFUSED)',
  })
})

test('a large body is compressed for a server elsewhere', async () => {
  await using receiver = await startReceiver({ answer: () => ({ status: 204 }) })
  const elsewhere = { ...readServerAddress(receiver.url)!, isLoopback: false }
  const body = new Uint8Array(20_000).fill(7)

  await httpTransport(elsewhere).send(body, signal)
  await httpTransport(elsewhere).send(body.slice(0, 10), signal)

  const [large, small] = receiver.requests
  expect(large?.headers['content-encoding']).toBe('gzip')
  expect(new Uint8Array(gunzipSync(large!.body))).toEqual(body)
  expect(small?.headers['content-encoding']).toBeUndefined()
})

test('our own request is made where tracing is suppressed, by the fetch of the moment', async () => {
  ensureContextManager()
  const suppressed: boolean[] = []
  vi.stubGlobal('fetch', async () => {
    await Promise.resolve()
    suppressed.push(isTracingSuppressed(context.active()))
    return new Response()
  })
  try {
    await httpTransport(readServerAddress('http://127.0.0.1:1')!).send(BODY, signal)
  } finally {
    vi.unstubAllGlobals()
    context.disable()
  }
  expect(suppressed).toEqual([true])
})
