import { once } from 'node:events'
import { connect } from 'node:http2'
import { createServer, type AddressInfo } from 'node:net'
import { status as GRPC_STATUS } from '@grpc/grpc-js'
import { expect, test } from 'vitest'
import { lineLog } from '../../log.ts'
import { grpcSender } from '../../testing/grpc-export.ts'
import { listenGrpc, type ExportHandler, type GrpcLimits, type GrpcListening } from './listen-grpc.ts'
import { TRACE_SERVICE } from './trace-service.ts'

const log = lineLog(() => {})
const takeAll: ExportHandler = (_call, callback) => callback(null, Buffer.alloc(0))

async function listening(
  limits: Partial<GrpcLimits> = {},
  host = '127.0.0.1',
): Promise<GrpcListening & AsyncDisposable> {
  const result = await listenGrpc(host, 0, { maxBytes: 1024, ...limits }, log)
  if (!result.ok) throw new Error(result.reason)
  return { ...result.listening, [Symbol.asyncDispose]: () => result.listening.stop(0) }
}

test('who calls before the server is ready is told to come again', async () => {
  await using grpc = await listening()
  using sender = grpcSender(`127.0.0.1:${grpc.port}`)

  const early = await sender.export(new Uint8Array())
  grpc.serve({ traces: takeAll, logs: takeAll })

  expect(early).toMatchObject({ code: GRPC_STATUS.UNAVAILABLE, details: 'The server is starting.' })
  expect(early.statusDetails).toBeDefined()
  expect(await sender.export(new Uint8Array())).toMatchObject({ code: 0 })
})

test('senders that stop in the middle of a message hold their places for a while and no longer', async () => {
  await using grpc = await listening({ maxReceiving: 2, maxReceiveMillis: 200 })
  grpc.serve({ traces: takeAll, logs: takeAll })
  using stuck = stuckSenders(grpc.port, 5)
  await stuck.sent
  using sender = grpcSender(`127.0.0.1:${grpc.port}`)

  expect(await sender.export(Buffer.from('hello'))).toMatchObject({ code: 0 })
  expect(await stuck.statuses).toEqual(Array.from({ length: 5 }, () => String(GRPC_STATUS.DEADLINE_EXCEEDED)))
})

test('whoever has many messages stuck does not hold up one that has none', async () => {
  await using grpc = await listening({ maxReceiving: 2, maxReceiveMillis: 200 })
  grpc.serve({ traces: takeAll, logs: takeAll })
  using stuck = stuckSenders(grpc.port, 8)
  await stuck.sent
  using sender = grpcSender(`127.0.0.1:${grpc.port}`)

  expect(await sender.export(Buffer.from('hello'))).toMatchObject({ code: 0 })
  expect(stuck.countAnswered()).toBeLessThanOrEqual(2)
})

test('senders that go away give their places back', async () => {
  await using grpc = await listening({ maxReceiving: 2 })
  grpc.serve({ traces: takeAll, logs: takeAll })
  const stuck = stuckSenders(grpc.port, 5)
  await stuck.sent
  using sender = grpcSender(`127.0.0.1:${grpc.port}`)
  const answer = sender.export(Buffer.from('hello'))

  stuck[Symbol.dispose]()

  expect(await answer).toMatchObject({ code: 0 })
})

test('a call in flight is answered before the server stops, a new one is not taken', async () => {
  await using grpc = await listening()
  const arrived = Promise.withResolvers<() => void>()
  const traces: ExportHandler = (_call, callback) => arrived.resolve(() => callback(null, Buffer.from('stored')))
  grpc.serve({ traces, logs: takeAll })
  using sender = grpcSender(`127.0.0.1:${grpc.port}`)
  using late = grpcSender(`127.0.0.1:${grpc.port}`)
  const answer = sender.export(new Uint8Array())
  const finish = await arrived.promise

  const stopped = grpc.stop(10_000)
  const refused = await late.export(new Uint8Array())
  finish()
  await stopped

  expect(refused).toMatchObject({ code: GRPC_STATUS.UNAVAILABLE })
  expect(await answer).toMatchObject({ code: 0, bytes: Buffer.from('stored') })
})

test('a call that does not end is cut off', async () => {
  await using grpc = await listening()
  const arrived = Promise.withResolvers<void>()
  grpc.serve({ traces: () => arrived.resolve(), logs: takeAll })
  using sender = grpcSender(`127.0.0.1:${grpc.port}`)
  const answer = sender.export(new Uint8Array())
  await arrived.promise

  await grpc.stop(50)

  expect((await answer).code).not.toBe(0)
})

test('a port that is in use is told of', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo

  const result = await listenGrpc('127.0.0.1', port, { maxBytes: 1024 }, log)
  other.close()

  expect(result).toMatchObject({ ok: false, reason: expect.stringContaining('EADDRINUSE') })
})

/** Calls that say how much they send and do not send it. */
function stuckSenders(
  port: number,
  count: number,
): { sent: Promise<unknown>; statuses: Promise<string[]>; countAnswered(): number } & Disposable {
  let answered = 0
  const session = connect(`http://127.0.0.1:${port}`)
  session.on('error', () => {})
  const streams = Array.from({ length: count }, () => {
    const stream = session.request({
      ':method': 'POST',
      ':path': TRACE_SERVICE.Export.path,
      'content-type': 'application/grpc',
      te: 'trailers',
    })
    stream
      .on('error', () => {})
      .once('response', () => answered++)
      .resume()
    return stream
  })
  const header = Buffer.from([0, 0, 0, 0, 100])
  return {
    sent: Promise.all(streams.map((stream) => new Promise((resolve) => stream.write(header, resolve)))),
    statuses: Promise.all(
      streams.map(async (stream) => {
        const [headers] = (await once(stream, 'response')) as [Record<string, string>]
        if (headers['grpc-status'] !== undefined) return headers['grpc-status']
        const [trailers] = (await once(stream, 'trailers')) as [Record<string, string>]
        return trailers['grpc-status'] ?? ''
      }),
    ),
    countAnswered: () => answered,
    [Symbol.dispose]: () => session.destroy(),
  }
}
